import type { BackendIntent } from './backend-intent.ts';
import type { AuthorizationIntent, RouteIntent } from './route-intent.ts';

/**
 * A route as the document's hash sees it. This shape is written into AWS by its hash, so it stays when the code's own
 * types change; what a route does not use is absent from it. Which managed link carries it is in the hash of the links.
 */
export function hashedRoute({ path, method, authorization, backend, backendPath }: RouteIntent): object {
  return {
    path,
    method,
    authorization: hashedAuthorization(authorization),
    ...hashedBackend(backend, backendPath),
  };
}

function hashedAuthorization(authorization: AuthorizationIntent): unknown {
  if (authorization.type !== 'Authorizer') return authorization.type;
  const { authorizer, scopes } = authorization;
  return { authorizer, ...(scopes.length > 0 && { scopes }) };
}

function hashedBackend(backend: BackendIntent, backendPath: string): object {
  switch (backend.kind) {
    case 'lambda': {
      // A function sees the path of the request.
      const { kind: _kind, ...target } = backend;
      return target;
    }
    case 'load-balancer': {
      const { kind: _kind, managedLink: _managedLink, ...target } = backend;
      return { backendPath, ...target };
    }
  }
}
