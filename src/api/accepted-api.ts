import type { PrivateApi, PrivateApiSpec, Route } from './private-api.ts';
import type { RequestDeclaration, UserDocument } from './user-document.ts';

/** An object whose spec was parsed: what a pass goes on with. */
export interface AcceptedApi extends PrivateApi {
  readonly spec: AcceptedSpec;
}

/** Routes are always there, whether the spec lists them or its OpenAPI document has operations. */
export interface AcceptedSpec extends PrivateApiSpec {
  routes: AcceptedRoute[];
  /** Absent when the spec lists routes. */
  document?: UserDocument;
}

export interface AcceptedRoute extends Route {
  /** Of an operation: what the user's document says of its requests. */
  readonly declared?: RequestDeclaration;
  /** Where an operation stands, for messages. */
  readonly pointer?: string;
}

/** Where a route stands, as messages begin. */
export function whereIs({ pointer, method, path }: AcceptedRoute): string {
  return pointer === undefined ? `spec.routes[${method} ${path}]` : `spec.openApi#${pointer}`;
}
