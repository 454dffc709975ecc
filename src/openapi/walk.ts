import type { Json, JsonObject } from '../api/user-document.ts';
import { isObject } from './json-object.ts';

export type Path = (string | number)[];

/** The operation for every method that its path does not name. */
export const anyMethod = 'x-amazon-apigateway-any-method';

/** Members whose own members have names that somebody made up, not words of OpenAPI. */
const nameMaps = new Set([
  'paths', 'properties', 'patternProperties', 'schemas', 'definitions', '$defs', 'dependentSchemas', 'parameters',
  'headers', 'responses', 'requestBodies', 'securitySchemes', 'securityDefinitions', 'links', 'callbacks', 'content',
  'encoding', 'variables', 'pathItems', 'webhooks', 'mapping', 'scopes',
]); // prettier-ignore

/** Members that hold data of the API, in which nothing means anything to OpenAPI. */
const dataMembers = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);

/**
 * Visits every object of a document that OpenAPI gives a meaning, parents first. `path` is reused from call to call.
 * The tree is of modest depth: `check-shape.ts`.
 */
export function walkMeaning(root: Json, visit: (object: JsonObject, path: Path) => void): void {
  walk(root, [], false);

  function walk(value: Json, path: Path, isNameMap: boolean): void {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((item, index) => descend(item, index, path, false));
    } else if (isObject(value)) {
      if (!isNameMap) visit(value, path);
      for (const [key, child] of Object.entries(value)) {
        const isData = dataMembers.has(key) || (key.startsWith('x-') && key !== anyMethod);
        if (!isNameMap && isData) continue;
        descend(child, key, path, !isNameMap && nameMaps.has(key));
      }
    }
  }

  function descend(value: Json, key: string | number, path: Path, isNameMap: boolean): void {
    if (value === null || typeof value !== 'object') return;
    path.push(key);
    walk(value, path, isNameMap);
    path.pop();
  }
}

/** Visits every key of a document, data included. */
export function walkKeys(root: Json, visit: (key: string, value: Json, path: Path) => void): void {
  const path: Path = [];
  walk(root);

  function walk(value: Json): void {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((item, index) => descend(item, index));
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value)) {
        visit(key, child, path);
        descend(child, key);
      }
    }
  }

  function descend(value: Json, key: string | number): void {
    if (value === null || typeof value !== 'object') return;
    path.push(key);
    walk(value);
    path.pop();
  }
}

/** Members that hold one schema, a list of schemas, or a map of them. */
const schemaMembers = new Set([
  'schema',
  'items',
  'additionalProperties',
  'not',
  'contains',
  'if',
  'then',
  'else',
  'propertyNames',
]);
const schemaLists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const schemaMaps = new Set(['schemas', 'definitions', 'properties', 'patternProperties', '$defs', 'dependentSchemas']);

/**
 * A copy in which every object that OpenAPI gives a meaning is what `convert` makes of it, its parts first. Schemas are
 * told apart; where a schema is true or false, 3.0 wants an object.
 */
export function convertMeaning(
  root: Json,
  convert: (object: JsonObject, path: Path, isSchema: boolean) => JsonObject,
): Json {
  return copy(root, [], 'object');

  function copy(value: Json, path: Path, role: Role): Json {
    if (Array.isArray(value)) {
      const ofItems = role === 'schema list' ? 'schema' : 'object';
      return (value as readonly Json[]).map((item, index) => copy(item, [...path, index], ofItems));
    }
    if (role === 'schema' && typeof value === 'boolean' && path.at(-1) !== 'additionalProperties')
      return value ? {} : { not: {} };
    if (!isObject(value)) return value;
    const isNameMap = role === 'name map' || role === 'schema map';
    const copied = Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        const isData = dataMembers.has(key) || (key.startsWith('x-') && key !== anyMethod);
        if (!isNameMap && isData) return [key, child];
        return [key, copy(child, [...path, key], roleOf(key, role))];
      }),
    );
    return isNameMap ? copied : convert(copied, path, role === 'schema');
  }
}

type Role = 'object' | 'schema' | 'schema list' | 'schema map' | 'name map';

function roleOf(key: string, parent: Role): Role {
  if (parent === 'schema map') return 'schema';
  if (parent === 'name map') return 'object';
  if (schemaMaps.has(key)) return 'schema map';
  if (nameMaps.has(key)) return 'name map';
  if (schemaLists.has(key)) return 'schema list';
  return schemaMembers.has(key) ? 'schema' : 'object';
}
