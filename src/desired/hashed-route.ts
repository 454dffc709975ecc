import type { AuthorizationIntent, RouteIntent } from './route-intent.ts';

/**
 * A route as the document's hash sees it. This shape is written into AWS by its hash, so it stays when the code's own
 * types change; what a route does not use is absent from it.
 */
export function hashedRoute({ path, method, authorization, backend, backendPath }: RouteIntent): object {
  const { kind, ...target } = backend;
  return {
    path,
    method,
    authorization: hashedAuthorization(authorization),
    // A function sees the path of the request.
    ...(kind !== 'lambda' && { backendPath }),
    ...target,
  };
}

function hashedAuthorization(authorization: AuthorizationIntent): unknown {
  if (authorization.type !== 'Authorizer') return authorization.type;
  const { authorizer, scopes } = authorization;
  return { authorizer, ...(scopes.length > 0 && { scopes }) };
}
