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
