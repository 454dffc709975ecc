import type { UserDocument } from '../api/user-document.ts';
import type { ContentSettings } from './content-settings.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { integrationExtension } from './integration.ts';
import type { DesiredIntegration } from './integration.ts';
import { preflightOperation } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { requestDefinitions, requestOperation } from './request-definitions.ts';
import type { RequestIntent } from './request-intent.ts';
import { pathVariables } from './route-intent.ts';
import type { RouteIntent } from './route-intent.ts';
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
export interface DesiredAuthorization {
  readonly type: 'AWS_IAM' | 'NONE';
}

export function desiredMethod(route: RouteIntent, integration: DesiredIntegration): DesiredMethod {
  return {
    path: route.path,
    httpMethod: route.method,
    authorization: { type: route.authorization.type === 'IAM' ? 'AWS_IAM' : 'NONE' },
    pathVariables: pathVariables(route.path),
    integration,
    ...(route.request && { request: route.request }),
  };
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
    'x-amazon-apigateway-policy': input.policy,
    ...(responses && { 'x-amazon-apigateway-gateway-responses': responses }),
    ...(binaryMediaTypes && { 'x-amazon-apigateway-binary-media-types': binaryMediaTypes }),
    ...(minimumCompressionSize !== undefined && {
      'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize,
    }),
  };
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
    'x-amazon-apigateway-auth': { type: method.authorization.type },
    'x-amazon-apigateway-integration': integrationExtension(method.integration),
  };
}
