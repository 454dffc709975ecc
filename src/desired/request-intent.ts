import type { AcceptedRoute, AcceptedSpec } from '../api/accepted-api.ts';
import type { RequestDeclaration, RequestValidator } from '../api/user-document.ts';
import { contentHash } from './content-hash.ts';

/** What API Gateway shall know of a route's requests and check. */
export interface RequestIntent extends RequestDeclaration {
  /** Of the body, where the spec itself gives one. The model is named after its content, so a change makes another. */
  readonly body?: { readonly modelName: string; readonly schema: object };
}

type Validation = NonNullable<AcceptedSpec['requestValidation']>;

/** Names of the operator's validators; a document cannot have such names. */
const validators: Readonly<Record<Validation, RequestValidator | undefined>> = {
  None: undefined,
  Body: { name: 'private-api-body', body: true, parameters: false },
  Parameters: { name: 'private-api-parameters', body: false, parameters: true },
  BodyAndParameters: { name: 'private-api-body-and-parameters', body: true, parameters: true },
};

/** Undefined when nothing but the variables of the path is known of requests, and nothing is checked. */
export function requestIntent(route: AcceptedRoute, spec: AcceptedSpec): RequestIntent | undefined {
  const { declared, request } = route;
  const validator = spec.requestValidation && validators[spec.requestValidation];
  if (declared !== undefined) return validator && !declared.validator ? { ...declared, validator } : declared;
  if (request === undefined) return validator && { parameters: {}, validator };
  const { headers = [], queryParameters = [], body } = request;
  const checks = spec.requestValidation === undefined ? validators.BodyAndParameters : validator;
  const modelName = body && `Body${contentHash(body.schema)}`;
  return {
    parameters: Object.fromEntries([
      ...headers.toSorted().map((name) => [`method.request.header.${name}`, true] as const),
      ...queryParameters.toSorted().map((name) => [`method.request.querystring.${name}`, true] as const),
    ]),
    ...(checks && { validator: checks }),
    ...(body && modelName && { body: { modelName, schema: body.schema }, models: { 'application/json': modelName } }),
  };
}
