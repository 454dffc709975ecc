import type { ContentSettings } from './content-settings.ts';
import { corsGatewayResponses } from './cors.ts';
import { pathParameters, preflightOperation } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { pathVariables } from './route-intent.ts';
import type { RouteIntent } from './route-intent.ts';
import type { PolicyDocument } from './resource-policy.ts';

/** One method as AWS shall hold it; the import document and the read-back comparison are both made from it. */
export interface DesiredMethod {
  readonly path: string;
  readonly httpMethod: string;
  readonly authorizationType: 'AWS_IAM' | 'NONE';
  readonly pathVariables: readonly string[];
  readonly integrationHttpMethod: string;
  readonly uri: string;
  readonly connectionId: string;
  readonly timeoutMs: number;
  readonly insecureSkipVerification: boolean;
}

export function desiredMethod(route: RouteIntent, loadBalancerDnsName: string, vpcLinkId: string): DesiredMethod {
  const defaultPort = route.scheme === 'https' ? 443 : 80;
  const port = route.port === defaultPort ? '' : `:${route.port}`;
  return {
    path: route.path,
    httpMethod: route.method,
    authorizationType: route.authorization === 'IAM' ? 'AWS_IAM' : 'NONE',
    pathVariables: pathVariables(route.path),
    integrationHttpMethod: route.method,
    // For a V1 link the host does not route; it becomes the Host header and the certificate name, the port picks the listener.
    uri: `${route.scheme}://${route.hostname ?? loadBalancerDnsName}${port}${route.backendPath}`,
    connectionId: vpcLinkId,
    timeoutMs: route.timeoutMs,
    insecureSkipVerification: route.insecureSkipVerification,
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
  methods: readonly DesiredMethod[];
  preflights: readonly Preflight[];
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
    'x-amazon-apigateway-auth': { type: method.authorizationType },
    'x-amazon-apigateway-integration': {
      type: 'http_proxy',
      httpMethod: method.integrationHttpMethod,
      uri: method.uri,
      connectionType: 'VPC_LINK',
      connectionId: method.connectionId,
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: method.timeoutMs,
      ...(method.pathVariables.length > 0 && { requestParameters: requestParameters(method) }),
      ...(method.insecureSkipVerification && { tlsConfig: { insecureSkipVerification: true } }),
    },
  };
}

/** The integration's `{id}` has to be filled from the request's by name; only variables that the uri uses are mapped. */
export function requestParameters(method: DesiredMethod): Readonly<Record<string, string>> {
  const used = new Set(pathVariables(method.uri));
  return Object.fromEntries(
    method.pathVariables
      .filter((name) => used.has(name))
      .map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  );
}
