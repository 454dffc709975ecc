import type { PrivateApiSpec } from '../api/private-api.ts';
import { backendIntent } from './backend-intent.ts';
import type { BackendIntent } from './backend-intent.ts';

/** A route with every default filled in: what it should do, before any AWS id is known. */
export interface RouteIntent {
  readonly path: string;
  readonly method: string;
  readonly authorization: AuthorizationIntent;
  readonly backend: BackendIntent;
  readonly backendPath: string;
}

export interface AuthorizationIntent {
  readonly type: 'IAM' | 'None';
}

export function routeIntents(spec: PrivateApiSpec): readonly RouteIntent[] {
  const backends = new Map(spec.backends.map((backend) => [backend.name, backendIntent(backend)]));
  return spec.routes
    .map((route) => ({
      path: route.path,
      method: route.method,
      authorization: { type: (route.authorization ?? spec.authorization).type },
      backend: backends.get(route.backend)!,
      backendPath: (route.backendPath ?? route.path).replaceAll('+}', '}'),
    }))
    .sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}

/** Names of the variables in a path: `/a/{id}/{proxy+}` -> `id`, `proxy`. */
export function pathVariables(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}+]*)\+?\}/gu)].map((match) => match[1]!);
}
