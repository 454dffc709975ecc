import type { UserDocument } from '../api/user-document.ts';
import { methodsAnswered } from '../api/route-methods.ts';
import type { CorsSettings } from './cors.ts';
import { pathVariables } from './route-intent.ts';
import type { RouteIntent } from './route-intent.ts';

/** The OPTIONS method of a path, which API Gateway answers by itself. */
export interface Preflight {
  readonly path: string;
  readonly pathVariables: readonly string[];
  /** Header name -> value. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a mock integration makes of every request; the status picks the integration response. */
export const preflightTemplates = { 'application/json': '{"statusCode":204}' } as const;
export const preflightStatus = '204';

/** One for each path of the routes, in their order. */
export function preflightsOf(routes: readonly RouteIntent[], cors: CorsSettings): readonly Preflight[] {
  const methodsOf = methodsAnswered(routes);
  const methodsByPath = new Map<string, string[]>();
  for (const route of routes) {
    methodsByPath.set(route.path, [...(methodsByPath.get(route.path) ?? []), ...methodsOf(route)]);
  }
  return [...methodsByPath].map(([path, methods]) => ({
    path,
    pathVariables: pathVariables(path),
    headers: {
      'Access-Control-Allow-Headers': cors.allowHeaders.join(','),
      'Access-Control-Allow-Methods': (
        cors.allowMethods ?? methods.filter((method) => method !== 'OPTIONS').sort()
      ).join(','),
      'Access-Control-Allow-Origin': cors.allowOrigin,
      ...(cors.maxAgeSeconds !== undefined && { 'Access-Control-Max-Age': String(cors.maxAgeSeconds) }),
    },
  }));
}

/** Static values stand in single quotes, which no value of the spec can hold. */
export function preflightParameters({ headers }: Preflight): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
  );
}

export function preflightOperation(preflight: Preflight, dialect: Dialect = 'OpenAPI 3'): object {
  const headers = Object.keys(preflight.headers).map((name) => [name, text(dialect)]);
  return {
    ...pathParameters(preflight.pathVariables, dialect),
    responses: {
      [preflightStatus]: { description: 'What pages of another origin may do', headers: Object.fromEntries(headers) },
    },
    'x-amazon-apigateway-auth': { type: 'NONE' },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      passthroughBehavior: 'when_no_match',
      requestTemplates: preflightTemplates,
      responses: { default: { statusCode: preflightStatus, responseParameters: preflightParameters(preflight) } },
    },
  };
}

/** Every variable of a path has to be declared by each of its operations. */
export function pathParameters(
  names: readonly string[],
  dialect: Dialect = 'OpenAPI 3',
): { readonly parameters?: readonly object[] } {
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: 'path', required: true, ...text(dialect) })) };
}

type Dialect = UserDocument['dialect'];

/** The type of a parameter or header. */
function text(dialect: Dialect): object {
  return dialect === 'OpenAPI 3' ? { schema: { type: 'string' } } : { type: 'string' };
}
