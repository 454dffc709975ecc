import { invocationUri } from './arns.ts';
import type { LoadBalancerIntent } from './backend-intent.ts';
import type { Facts } from './facts.ts';
import type { ChooseLink } from './managed-link.ts';
import { pathOverride } from './path-override.ts';
import { pathVariables } from './route-intent.ts';
import type { RouteIntent } from './route-intent.ts';
import type { DesiredLink } from './vpc-links.ts';

/** How one method passes requests on, as AWS shall hold it. */
export type DesiredIntegration = LinkIntegration | LambdaIntegration;

/** Through a VPC link to a load balancer. */
export interface LinkIntegration {
  readonly kind: 'link';
  readonly httpMethod: string;
  readonly uri: string;
  readonly connectionId: string;
  readonly timeoutMs: number;
  readonly insecureSkipVerification: boolean;
  readonly requestParameters: Readonly<Record<string, string>>;
  /** The load balancer, for a V2 link. */
  readonly integrationTarget?: string;
  /** For a V2 link. */
  readonly requestTemplates?: Readonly<Record<string, string>>;
}

/** A function gets the whole request as one event and answers with the whole response. */
export interface LambdaIntegration {
  readonly kind: 'lambda';
  readonly uri: string;
  readonly timeoutMs: number;
}

/** Undefined until AWS has everything that the integration names. */
export function desiredIntegration(
  route: RouteIntent,
  links: readonly DesiredLink[],
  facts: Facts,
  choose: ChooseLink,
): DesiredIntegration | undefined {
  const { backend } = route;
  if (backend.kind === 'lambda') {
    return { kind: 'lambda', uri: invocationUri(facts.identity, backend.functionArn), timeoutMs: backend.timeoutMs };
  }
  const link = links.find((candidate) => carries(candidate, backend, choose));
  const dnsName = facts.loadBalancers.get(backend.loadBalancerArn)?.dnsName;
  if (link?.available !== true || link.id === undefined || dnsName === undefined) return undefined;
  const defaultPort = backend.scheme === 'https' ? 443 : 80;
  const port = backend.port === defaultPort ? '' : `:${backend.port}`;
  // The host does not route; it becomes the Host header and the certificate name, the port picks the listener.
  const uri = `${backend.scheme}://${backend.hostname ?? dnsName}${port}${route.backendPath}`;
  return {
    kind: 'link',
    httpMethod: route.method,
    uri,
    connectionId: link.id,
    timeoutMs: backend.timeoutMs,
    insecureSkipVerification: backend.insecureSkipVerification,
    requestParameters: pathMapping(route.path, uri),
    ...(link.version === 'V2' && {
      integrationTarget: backend.loadBalancerArn,
      requestTemplates: pathOverride(route.backendPath),
    }),
  };
}

/** `x-amazon-apigateway-integration`; source: API Gateway developer guide, "OpenAPI extensions for API Gateway". */
export function integrationExtension(integration: DesiredIntegration): object {
  if (integration.kind === 'lambda') {
    return {
      type: 'aws_proxy',
      // Of the call to Lambda, whatever the method of the route.
      httpMethod: 'POST',
      uri: integration.uri,
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: integration.timeoutMs,
    };
  }
  return {
    type: 'http_proxy',
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    connectionType: 'VPC_LINK',
    connectionId: integration.connectionId,
    ...(integration.integrationTarget !== undefined && { integrationTarget: integration.integrationTarget }),
    passthroughBehavior: 'when_no_match',
    timeoutInMillis: integration.timeoutMs,
    ...(Object.keys(integration.requestParameters).length > 0 && { requestParameters: integration.requestParameters }),
    ...(integration.requestTemplates && { requestTemplates: integration.requestTemplates }),
    ...(integration.insecureSkipVerification && { tlsConfig: { insecureSkipVerification: true } }),
  };
}

/** The integration's `{id}` has to be filled from the request's by name; only variables that the uri uses are mapped. */
function pathMapping(path: string, uri: string): Readonly<Record<string, string>> {
  const used = new Set(pathVariables(uri));
  return Object.fromEntries(
    pathVariables(path)
      .filter((name) => used.has(name))
      .map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  );
}

function carries(link: DesiredLink, backend: LoadBalancerIntent, choose: ChooseLink): boolean {
  if (link.loadBalancerArn !== backend.loadBalancerArn) return false;
  return backend.existingVpcLinkId === undefined
    ? link.shareKey === choose(backend).shareKey
    : !link.managed && link.id === backend.existingVpcLinkId;
}
