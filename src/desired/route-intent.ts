import type { Authorization, PrivateApiSpec } from '../api/private-api.ts';
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

export type AuthorizationIntent =
  | { readonly type: 'IAM' | 'None' }
  | {
      readonly type: 'Authorizer';
      readonly authorizer: string;
      /** Who decides: a function by a policy of its own, or a user pool by its signature on a token. */
      readonly by: 'lambda' | 'cognito';
      /** Sorted. */
      readonly scopes: readonly string[];
    };

export function routeIntents(spec: PrivateApiSpec): readonly RouteIntent[] {
  const backends = new Map(spec.backends.map((backend) => [backend.name, backendIntent(backend)]));
  return spec.routes
    .map((route) => ({
      path: route.path,
      method: route.method,
      authorization: authorizationIntent(route.authorization ?? spec.authorization, spec),
      backend: backends.get(route.backend)!,
      backendPath: (route.backendPath ?? route.path).replaceAll('+}', '}'),
    }))
    .sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}

/** Names of the variables in a path: `/a/{id}/{proxy+}` -> `id`, `proxy`. */
export function pathVariables(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}+]*)\+?\}/gu)].map((match) => match[1]!);
}

function authorizationIntent({ type, authorizer, scopes }: Authorization, spec: PrivateApiSpec): AuthorizationIntent {
  if (type !== 'Authorizer') return { type };
  const named = spec.authorizers?.find(({ name }) => name === authorizer);
  return {
    type,
    authorizer: authorizer!,
    by: named?.cognito === undefined ? 'lambda' : 'cognito',
    scopes: [...new Set(scopes)].sort(),
  };
}
