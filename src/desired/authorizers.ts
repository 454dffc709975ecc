import type { PrivateApiSpec } from '../api/private-api.ts';
import { invocationUri } from './arns.ts';
import type { AwsIdentity } from './facts.ts';

/** What decides about calls of some routes, with every default filled in; its hash is part of the document's. */
export type AuthorizerIntent = LambdaAuthorizerIntent | CognitoAuthorizerIntent;

export interface LambdaAuthorizerIntent {
  readonly name: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  /** As API Gateway writes them: `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  readonly resultTtlSeconds: number;
}

export interface CognitoAuthorizerIntent {
  readonly name: string;
  readonly type: 'COGNITO_USER_POOLS';
  /** Sorted. */
  readonly userPoolArns: readonly string[];
}

/** Sorted by name. */
export function authorizerIntents({ authorizers = [] }: PrivateApiSpec): readonly AuthorizerIntent[] {
  return authorizers
    .map(({ name, lambda, cognito }): AuthorizerIntent =>
      lambda === undefined
        ? { name, type: 'COGNITO_USER_POOLS', userPoolArns: [...cognito!.userPoolArns].sort() }
        : {
            name,
            type: lambda.mode === 'Token' ? 'TOKEN' : 'REQUEST',
            functionArn: lambda.functionArn,
            identitySources: [...(lambda.identitySources ?? [])].sort(),
            resultTtlSeconds: lambda.resultTtlSeconds,
          },
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One authorizer as AWS shall hold it. */
export interface DesiredAuthorizer {
  readonly name: string;
  readonly type: AuthorizerIntent['type'];
  readonly uri: string | undefined;
  /** Sorted; the token of user pools is in the Authorization header. */
  readonly identitySources: readonly string[];
  /** Undefined: AWS's own. */
  readonly resultTtlSeconds: number | undefined;
  readonly userPoolArns: readonly string[];
}

const authorizationHeader = 'method.request.header.Authorization';

export function desiredAuthorizer(intent: AuthorizerIntent, identity: AwsIdentity): DesiredAuthorizer {
  const { name, type } = intent;
  if (type === 'COGNITO_USER_POOLS') {
    const { userPoolArns } = intent;
    return {
      name,
      type,
      uri: undefined,
      identitySources: [authorizationHeader],
      resultTtlSeconds: undefined,
      userPoolArns,
    };
  }
  const { identitySources, resultTtlSeconds } = intent;
  return {
    name,
    type,
    uri: invocationUri(identity, intent.functionArn),
    identitySources,
    resultTtlSeconds,
    userPoolArns: [],
  };
}

/**
 * A security scheme of the import document. The header that it names is the identity source of all but REQUEST
 * authorizers, which bring their own.
 * Source: API Gateway developer guide, "x-amazon-apigateway-authorizer object".
 */
export function securityScheme(authorizer: DesiredAuthorizer): object {
  const { type, uri, identitySources, resultTtlSeconds, userPoolArns } = authorizer;
  const isRequest = type === 'REQUEST';
  const isCognito = type === 'COGNITO_USER_POOLS';
  return {
    type: 'apiKey',
    name: isRequest ? 'Unused' : identitySources[0]!.replace('method.request.header.', ''),
    in: 'header',
    'x-amazon-apigateway-authtype': isCognito ? 'cognito_user_pools' : 'custom',
    'x-amazon-apigateway-authorizer': {
      type: type.toLowerCase(),
      ...(uri !== undefined && { authorizerUri: uri }),
      ...(isRequest && identitySources.length > 0 && { identitySource: identitySources.join(',') }),
      ...(resultTtlSeconds !== undefined && { authorizerResultTtlInSeconds: resultTtlSeconds }),
      ...(isCognito && { providerARNs: userPoolArns }),
    },
  };
}
