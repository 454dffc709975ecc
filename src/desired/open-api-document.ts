import type { UserDocument } from '../api/user-document.ts';
import { securityScheme } from './authorizers.ts';
import type { DesiredAuthorizer } from './authorizers.ts';
import type { ContentSettings } from './content-settings.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { integrationExtension } from './integration.ts';
import type { DesiredIntegration } from './integration.ts';
import { preflightOperation } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { requestDefinitions, requestOperation } from './request-definitions.ts';
import type { RequestIntent } from './request-intent.ts';
import { pathVariables } from './route-intent.ts';
import type { AuthorizationIntent, RouteIntent } from './route-intent.ts';
import type { PolicyDocument } from './resource-policy.ts';
import { userDocumentBody, verbOf } from './user-document-body.ts';

/** One method as AWS shall hold it; the import document and the read-back comparison are both made from it. */
export interface DesiredMethod {
  readonly path: string;
  readonly httpMethod: string;
  readonly authorization: DesiredAuthorization;
  readonly pathVariables: readonly string[];
  readonly integration: DesiredIntegration;
  /** Absent when nothing but the variables of the path is known of requests. */
  readonly request?: RequestIntent;
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
    ...(route.request && { request: route.request }),
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
  /** The user's, when the routes come from one. */
  document?: UserDocument | undefined;
  methods: readonly DesiredMethod[];
  preflights: readonly Preflight[];
  authorizers: readonly DesiredAuthorizer[];
}): object {
  const { binaryMediaTypes, minimumCompressionSize, cors } = input.content;
  const responses = gatewayResponses(input.content.gatewayResponses, cors);
  const { body, info } =
    input.document === undefined
      ? {
          body: { openapi: '3.0.1', paths: paths(input), ...requestDefinitions(input.methods) },
          info: { version: '1' },
        }
      : userDocumentBody(input.document, input.methods, input.preflights);
  const endpoint = { 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: input.vpcEndpointIds } };
  const { description: _description, ...restOfInfo } = info;
  return {
    ...body,
    info: {
      ...restOfInfo,
      title: input.name,
      ...(input.description !== undefined && { description: input.description }),
    },
    // Swagger 2 has no servers; API Gateway reads the same key at its root.
    ...(input.document?.dialect === 'Swagger 2' ? endpoint : { servers: [{ url: '/', ...endpoint }] }),
    ...withAuthorizers(body, input.authorizers),
    'x-amazon-apigateway-policy': input.policy,
    ...(responses && { 'x-amazon-apigateway-gateway-responses': responses }),
    ...(binaryMediaTypes && { 'x-amazon-apigateway-binary-media-types': binaryMediaTypes }),
    ...(minimumCompressionSize !== undefined && {
      'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize,
    }),
  };
}

/** Security schemes of the operator's beside whatever components the document has; a user's own are not in it. */
function withAuthorizers(body: Record<string, unknown>, authorizers: readonly DesiredAuthorizer[]): object {
  if (authorizers.length === 0) return {};
  const schemes = Object.fromEntries(authorizers.map((one) => [one.name, securityScheme(one)]));
  return body['swagger'] === undefined
    ? { components: { ...(body['components'] as object | undefined), securitySchemes: schemes } }
    : { securityDefinitions: schemes };
}

function paths(input: { methods: readonly DesiredMethod[]; preflights: readonly Preflight[] }): object {
  const items: Record<string, Record<string, object>> = Object.create(null) as Record<string, Record<string, object>>;
  for (const method of input.methods) (items[method.path] ??= {})[verbOf(method.httpMethod)] = operation(method);
  for (const preflight of input.preflights) items[preflight.path]!['options'] = preflightOperation(preflight);
  return items;
}

function operation(method: DesiredMethod): object {
  return {
    ...requestOperation(method),
    responses: {},
    ...securityOf(method.authorization),
    'x-amazon-apigateway-integration': integrationExtension(method.integration),
  };
}

/** Who may call an operation. */
export function securityOf(authorization: DesiredAuthorization): object {
  return 'authorizer' in authorization
    ? { security: [{ [authorization.authorizer]: authorization.scopes }] }
    : { 'x-amazon-apigateway-auth': { type: authorization.type } };
}
