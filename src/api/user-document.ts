import type { Authorization } from './private-api.ts';

/** Plain data as JSON and YAML hold it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An OpenAPI description that a user wrote, understood: read in `openapi/read-document.ts`. */
export interface UserDocument {
  /** What AWS shall take it for; OpenAPI 3.1 has become 3.0. */
  readonly dialect: 'OpenAPI 3' | 'Swagger 2';
  /** The document as data, with the `x-private-api-*` keys that are ours and not for AWS. */
  readonly root: JsonObject;
  /** Of the document as it was written: other white space, comments or order of keys make no other hash. */
  readonly hash: string;
  /** In the order of the document. */
  readonly operations: readonly UserOperation[];
  /** What the document itself answers for refusals of API Gateway, by type. */
  readonly gatewayResponses: JsonObject;
  /** Names of the models that AWS makes of its schemas. */
  readonly modelNames: readonly string[];
  readonly hasDefaultValidator: boolean;
}

/** One method of one path. */
export interface UserOperation {
  readonly path: string;
  /** `ANY` for `x-amazon-apigateway-any-method`. */
  readonly method: string;
  /** JSON pointer. */
  readonly pointer: string;
  /** Undefined when neither the operation nor its path nor the document names one. */
  readonly backend: { readonly name: string; readonly path?: string } | undefined;
  /** What `x-private-api-authorization` says; undefined when nothing does. */
  readonly authorization: Authorization | undefined;
  /** The security schemes that `security` asks for, with their scopes. */
  readonly security: readonly { readonly name: string; readonly scopes: readonly string[] }[];
  readonly request: RequestDeclaration;
}

/** What API Gateway knows of requests and, with a validator, checks. */
export interface RequestDeclaration {
  /** `method.request.querystring.limit` -> whether it must be there; variables of the path may be left out. */
  readonly parameters: Readonly<Record<string, boolean>>;
  readonly validator?: RequestValidator;
  /** Models of the body by media type, as far as they have a name. */
  readonly models?: Readonly<Record<string, string>>;
}

export interface RequestValidator {
  readonly name: string;
  readonly body: boolean;
  readonly parameters: boolean;
}
