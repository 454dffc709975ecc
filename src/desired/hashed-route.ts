import type { RouteIntent } from './route-intent.ts';

/**
 * A route as the document's hash sees it. This shape is written into AWS by its hash, so it stays when the code's own
 * types change; what a route does not use is absent from it.
 */
export function hashedRoute({ path, method, authorization, backend, backendPath }: RouteIntent): object {
  const { kind: _kind, ...target } = backend;
  return { path, method, authorization: authorization.type, backendPath, ...target };
}
