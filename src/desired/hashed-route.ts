import type { RouteIntent } from './route-intent.ts';

/**
 * A route as the document's hash sees it. This shape is written into AWS by its hash, so it stays when the code's own
 * types change; what a route does not use is absent from it. Which managed link carries it is in the hash of the links.
 */
export function hashedRoute({ path, method, authorization, backend, backendPath }: RouteIntent): object {
  const { kind: _kind, managedLink: _managedLink, ...target } = backend;
  return { path, method, authorization: authorization.type, backendPath, ...target };
}
