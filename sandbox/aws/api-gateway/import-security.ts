import type { Ids } from '../ids.ts';
import type { Authorizer, Method } from '../state.ts';
import type { ImportDocument } from './import-document.ts';
import { textOf } from './import-document.ts';
import { isObject, objectMember } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';

/** Authorizers of the document's security schemes, used or not, by scheme name. */
export function importedAuthorizers(document: ImportDocument, ids: Ids): ReadonlyMap<string, Authorizer> {
  return new Map(
    Object.entries(document.securitySchemes).flatMap(([name, scheme]): [string, Authorizer][] => {
      const settings = isObject(scheme) ? objectMember(scheme, 'x-amazon-apigateway-authorizer') : undefined;
      if (!isObject(scheme) || settings === undefined) return [];
      return [[name, authorizer({ name, scheme, settings }, ids.alphanumeric(6))]];
    }),
  );
}

function authorizer(
  { name, scheme, settings }: { name: string; scheme: JsonObject; settings: JsonObject },
  id: string,
): Authorizer {
  const type = textOf(settings['type']).toUpperCase() as Authorizer['type'];
  const header = scheme['in'] === 'header' ? `method.request.header.${textOf(scheme['name'])}` : undefined;
  const text = (member: string) => (settings[member] === undefined ? undefined : textOf(settings[member]));
  const seconds = settings['authorizerResultTtlInSeconds'];
  const arns = settings['providerARNs'];
  return {
    id,
    name,
    type,
    authType:
      textOf(scheme['x-amazon-apigateway-authtype']) ||
      (type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom'),
    authorizerUri: text('authorizerUri'),
    authorizerCredentials: text('authorizerCredentials'),
    // A REQUEST authorizer names its own sources; the others take the header of the scheme.
    identitySource: text('identitySource') ?? (type === 'REQUEST' ? undefined : header),
    identityValidationExpression: text('identityValidationExpression'),
    authorizerResultTtlInSeconds: seconds === undefined ? undefined : Number(seconds),
    providerARNs: Array.isArray(arns) ? arns.map(textOf) : undefined,
  };
}

export type MethodSecurity = Pick<
  Method,
  'authorizationType' | 'authorizerId' | 'authorizationScopes' | 'apiKeyRequired'
>;

/** Who may call an operation: its own `security`, else the document's; `x-amazon-apigateway-auth` decides over both. */
export function importedSecurity(
  operation: JsonObject,
  document: ImportDocument,
  authorizers: ReadonlyMap<string, Authorizer>,
): MethodSecurity {
  const security: MethodSecurity = {
    authorizationType: 'NONE',
    authorizerId: undefined,
    authorizationScopes: undefined,
    apiKeyRequired: false,
  };
  for (const [name, scopes] of requirements(operation['security'] ?? document.root['security'])) {
    const scheme = document.securitySchemes[name];
    const found = authorizers.get(name);
    if (found !== undefined) {
      security.authorizationType = found.type === 'COGNITO_USER_POOLS' ? 'COGNITO_USER_POOLS' : 'CUSTOM';
      security.authorizerId = found.id;
      const named = Array.isArray(scopes) ? scopes.map(textOf).toSorted() : [];
      if (named.length > 0) security.authorizationScopes = named;
    } else if (isObject(scheme) && textOf(scheme['x-amazon-apigateway-authtype']).toLowerCase() === 'awssigv4') {
      security.authorizationType = 'AWS_IAM';
    } else if (isObject(scheme) && scheme['type'] === 'apiKey') {
      security.apiKeyRequired = true;
    }
  }
  const own =
    objectMember(operation, 'x-amazon-apigateway-auth') ?? objectMember(document.root, 'x-amazon-apigateway-auth');
  if (own !== undefined) {
    security.authorizationType = textOf(own['type']).toUpperCase() === 'AWS_IAM' ? 'AWS_IAM' : 'NONE';
    security.authorizerId = undefined;
  }
  return security;
}

function requirements(security: Json | undefined): [string, Json][] {
  return Array.isArray(security) ? security.filter(isObject).flatMap((one) => Object.entries(one)) : [];
}
