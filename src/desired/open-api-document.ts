import { securityScheme } from './authorizers.ts';
import type { DesiredAuthorizer } from './authorizers.ts';
import type { ContentSettings } from './content-settings.ts';
import { corsGatewayResponses } from './cors.ts';
import { integrationExtension } from './integration.ts';
import type { DesiredIntegration } from './integration.ts';
import { pathParameters, preflightOperation } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { pathVariables } from './route-intent.ts';
import type { AuthorizationIntent, RouteIntent } from './route-intent.ts';
import type { PolicyDocument } from './resource-policy.ts';

/** One method as AWS shall hold it; the import document and the read-back comparison are both made from it. */
export interface DesiredMethod {
  readonly path: string;
  readonly httpMethod: string;
  readonly authorization: DesiredAuthorization;
  readonly pathVariables: readonly string[];
  readonly integration: DesiredIntegration;
}

/** As API Gateway names it. */
export type DesiredAuthorization =
  | { readonly type: 'AWS_IAM' | 'NONE' }
  | {
      readonly type: 'CUSTOM' | 'COGNITO_USER_POOLS';
      /** Name of the authorizer. */
      readonly authorizer: string;
      /** Sorted. */
      readonly scopes: readonly string[];
    };

export function desiredMethod(route: RouteIntent, integration: DesiredIntegration): DesiredMethod {
  return {
    path: route.path,
    httpMethod: route.method,
    authorization: desiredAuthorization(route.authorization),
    pathVariables: pathVariables(route.path),
    integration,
  };
}

function desiredAuthorization(intent: AuthorizationIntent): DesiredAuthorization {
  if (intent.type !== 'Authorizer') return { type: intent.type === 'IAM' ? 'AWS_IAM' : 'NONE' };
  const { by, authorizer, scopes } = intent;
  return { type: by === 'cognito' ? 'COGNITO_USER_POOLS' : 'CUSTOM', authorizer, scopes };
}

/**
 * The document for PutRestApi in overwrite mode, built as data. Overwrite resets name, description, policy and endpoint
 * ids to what the body says, so all of them are in it.
 * Source: API Gateway developer guide, "OpenAPI extensions for API Gateway".
 */
export function openApiDocument(input: {
  name: string;
  description: string | undefined;
  vpcEndpointIds: readonly string[];
  policy: PolicyDocument;
  content: ContentSettings;
  methods: readonly DesiredMethod[];
  preflights: readonly Preflight[];
  authorizers: readonly DesiredAuthorizer[];
}): object {
  const { binaryMediaTypes, minimumCompressionSize, cors } = input.content;
  const paths: Record<string, Record<string, object>> = Object.create(null) as Record<string, Record<string, object>>;
  for (const method of input.methods) {
    const verb = method.httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : method.httpMethod.toLowerCase();
    (paths[method.path] ??= {})[verb] = operation(method);
  }
  for (const preflight of input.preflights) paths[preflight.path]!['options'] = preflightOperation(preflight);
  return {
    openapi: '3.0.1',
    info: {
      title: input.name,
      version: '1',
      ...(input.description !== undefined && { description: input.description }),
    },
    servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: input.vpcEndpointIds } }],
    paths,
    ...(input.authorizers.length > 0 && {
      components: {
        securitySchemes: Object.fromEntries(input.authorizers.map((one) => [one.name, securityScheme(one)])),
      },
    }),
    'x-amazon-apigateway-policy': input.policy,
    ...(cors && { 'x-amazon-apigateway-gateway-responses': corsGatewayResponses(cors) }),
    ...(binaryMediaTypes && { 'x-amazon-apigateway-binary-media-types': binaryMediaTypes }),
    ...(minimumCompressionSize !== undefined && {
      'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize,
    }),
  };
}

function operation(method: DesiredMethod): object {
  return {
    ...pathParameters(method.pathVariables),
    responses: {},
    ...security(method.authorization),
    'x-amazon-apigateway-integration': integrationExtension(method.integration),
  };
}

function security(authorization: DesiredAuthorization): object {
  return 'authorizer' in authorization
    ? { security: [{ [authorization.authorizer]: authorization.scopes }] }
    : { 'x-amazon-apigateway-auth': { type: authorization.type } };
}
