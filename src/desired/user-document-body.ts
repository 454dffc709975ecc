import type { Json, JsonObject, UserDocument } from '../api/user-document.ts';
import { integrationExtension } from './integration.ts';
import { securityOf } from './open-api-document.ts';
import type { DesiredMethod } from './open-api-document.ts';
import { pathParameters, preflightOperation } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { validatorDefinitions, validatorOf } from './request-definitions.ts';

/** What stands in a document for its readers or for us and would make API Gateway do something else than is wanted. */
const notForAws = [
  'security', 'servers', 'host', 'basePath', 'schemes', 'securityDefinitions', 'x-private-api-backend',
  'x-private-api-authorization', 'x-amazon-apigateway-gateway-responses',
] as const; // prettier-ignore

/**
 * The user's document with what is ours in each operation: integration, authorization, variables of the path that it
 * does not declare. Merged as data; models, validators, parameters, responses and documentation stay as they were written.
 * Security schemes go: AWS would make authorizers and API keys of them.
 */
export function userDocumentBody(
  { root, dialect }: UserDocument,
  methods: readonly DesiredMethod[],
  preflights: readonly Preflight[],
): { body: Record<string, unknown>; info: JsonObject } {
  const paths: Record<string, Record<string, unknown>> = Object.create(null) as Record<string, Record<string, unknown>>;
  for (const [path, item] of Object.entries(objectAt(root, 'paths')))
    paths[path] = { ...without(item as JsonObject, notForAws) };
  for (const method of methods) {
    const item = paths[method.path]!;
    const verb = verbOf(method.httpMethod);
    item[verb] = operationBody(item[verb] as JsonObject, method, dialect);
  }
  for (const preflight of preflights) paths[preflight.path]!['options'] = preflightOperation(preflight, dialect);
  const { securitySchemes: _securitySchemes, ...components } = objectAt(root, 'components');
  return {
    body: {
      // The default validator is written into each operation: here it would hold for preflight requests too.
      ...without(root, [...notForAws, 'x-amazon-apigateway-request-validator']),
      ...(dialect === 'OpenAPI 3' && root['components'] !== undefined && { components }),
      ...validatorDefinitions(methods, objectAt(root, 'x-amazon-apigateway-request-validators')),
      paths,
    },
    info: objectAt(root, 'info'),
  };
}

export function verbOf(httpMethod: string): string {
  return httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : httpMethod.toLowerCase();
}

function operationBody(operation: JsonObject, method: DesiredMethod, dialect: UserDocument['dialect']): object {
  const declared = method.request?.parameters ?? {};
  const missing = method.pathVariables.filter((name) => declared[`method.request.path.${name}`] === undefined);
  const own = Array.isArray(operation['parameters']) ? (operation['parameters'] as readonly Json[]) : [];
  const { parameters: added = [] } = pathParameters(missing, dialect);
  return {
    ...without(operation, notForAws),
    ...(own.length + added.length > 0 && { parameters: [...own, ...added] }),
    responses: operation['responses'] ?? {},
    ...validatorOf(method.request),
    ...securityOf(method.authorization),
    'x-amazon-apigateway-integration': integrationExtension(method.integration),
  };
}

function without(holder: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(holder).filter(([name]) => !names.includes(name)));
}

function objectAt(holder: Json | undefined, name: string): JsonObject {
  const value =
    typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
      ? (holder as JsonObject)[name]
      : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
