import type { HttpRequest } from '../http.ts';
import { apiGatewayRoutes } from './api-gateway/routes.ts';
import { logsOperations } from './cloudwatch-logs.ts';
import { ec2Operations } from './ec2.ts';
import { loadBalancingOperations } from './elastic-load-balancing.ts';
import { lambdaRoutes } from './lambda.ts';
import type { Operation, ServiceName } from './operation.ts';
import { stsOperations } from './sts.ts';
import { taggingOperations } from './tagging.ts';

/** A request matched to an operation, or the name to log when nothing matches. */
export interface Routed {
  readonly operation: Operation | undefined;
  readonly name: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const formOperations: Record<
  Exclude<ServiceName, 'apigateway' | 'lambda' | 'logs' | 'tagging'>,
  ReadonlyMap<string, Operation>
> = {
  ec2: byName(ec2Operations),
  elasticloadbalancing: byName(loadBalancingOperations),
  sts: byName(stsOperations),
};

/** Of the JSON 1.1 protocol: what stands before the name in `X-Amz-Target`. */
const targetOperations = {
  logs: { prefix: 'Logs_20140328.', byName: byName(logsOperations) },
  tagging: { prefix: 'ResourceGroupsTaggingAPI_20170126.', byName: byName(taggingOperations) },
} as const;

const routesOf = { apigateway: apiGatewayRoutes, lambda: lambdaRoutes } as const;

/**
 * Finds the operation: by method and path for API Gateway and Lambda, by `X-Amz-Target` for CloudWatch Logs and tagging, by the
 * form's `Action` for the query protocols.
 */
export function route(service: ServiceName, request: HttpRequest): Routed {
  const [rawPath = '/', rawQuery = ''] = request.path.split('?', 2);
  if (service === 'apigateway' || service === 'lambda')
    return routeByPath(routesOf[service], request.method, rawPath, new URLSearchParams(rawQuery));
  if (service === 'logs' || service === 'tagging') {
    const { prefix, byName: operations } = targetOperations[service];
    const name = (request.headers['x-amz-target'] ?? '').replace(prefix, '');
    return { operation: operations.get(name), name, path: {}, query: new URLSearchParams() };
  }
  const form = new URLSearchParams(new TextDecoder().decode(request.body));
  const action = form.get('Action') ?? '';
  const operations = formOperations[service as keyof typeof formOperations];
  return { operation: operations.get(action), name: action, path: {}, query: form };
}

function routeByPath(routes: typeof apiGatewayRoutes, method: string, rawPath: string, query: URLSearchParams): Routed {
  for (const { method: wanted, segments, query: mark, operation } of routes) {
    const isMarked = mark === undefined || `&${query.toString()}&`.includes(`&${mark}&`);
    const path = wanted === method && isMarked ? match(segments, rawPath) : undefined;
    if (path !== undefined) return { operation, name: operation.name, path, query };
  }
  return { operation: undefined, name: `${method} ${rawPath}`, path: {}, query };
}

function match(segments: readonly string[], rawPath: string): Record<string, string> | undefined {
  const given = rawPath.split('/').filter((segment) => segment !== '');
  if (given.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = decoded(given[index] ?? '');
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return parameters;
}

function byName(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map((operation) => [operation.name, operation]));
}

/** A segment that is not well encoded stands for itself and will match no id. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
