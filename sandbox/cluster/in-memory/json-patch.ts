import type { Json, JsonObject } from './json.ts';
import { copyJson, isJsonObject, jsonEqual } from './json.ts';
import type { StatusError } from './status-error.ts';
import { badRequest, patchRejected } from './status-error.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

function segmentsOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function child(parent: Json | undefined, segment: string): Json | undefined {
  if (Array.isArray(parent)) return parent[Number(segment)];
  return isJsonObject(parent) && Object.hasOwn(parent, segment) ? parent[segment] : undefined;
}

function read(document: Json, pointer: string): Json | undefined {
  return segmentsOf(pointer).reduce<Json | undefined>(child, document);
}

function parentOf(document: Json, { path }: Operation): [Json[] | JsonObject, string] {
  const segments = segmentsOf(path);
  const key = segments.pop();
  const parent = segments.reduce<Json | undefined>(child, document);
  if (key === undefined || typeof parent !== 'object' || parent === null) {
    throw patchRejected();
  }
  return [parent, key];
}

function add(document: Json, operation: Operation, value: Json): void {
  const [parent, key] = parentOf(document, operation);
  if (!Array.isArray(parent)) {
    parent[key] = value;
    return;
  }
  const index = key === '-' ? parent.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) {
    throw patchRejected();
  }
  parent.splice(index, 0, value);
}

function remove(document: Json, operation: Operation): void {
  const [parent, key] = parentOf(document, operation);
  if (child(parent, key) === undefined) throw patchRejected();
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function perform(document: Json, operation: Operation): void {
  switch (operation.op) {
    case 'add':
      return add(document, operation, copyJson(operation.value ?? null));
    case 'remove':
      return remove(document, operation);
    case 'replace': {
      const [parent, key] = parentOf(document, operation);
      // The server adds a missing field here, against RFC 6902, which wants an error.
      if (Array.isArray(parent)) parent[Number(key)] = copyJson(operation.value ?? null);
      else parent[key] = copyJson(operation.value ?? null);
      return undefined;
    }
    case 'test':
      if (!jsonEqual(read(document, operation.path) ?? null, operation.value ?? null)) {
        throw patchRejected();
      }
      return undefined;
    case 'move':
    case 'copy': {
      const value = copyJson(read(document, operation.from ?? '') ?? null);
      if (operation.op === 'move') remove(document, { op: 'remove', path: operation.from ?? '' });
      return add(document, operation, value);
    }
    default:
      throw patchRejected();
  }
}

function undecodablePatch(patch: Json, wanted: string): StatusError {
  const actual = Array.isArray(patch) ? 'array' : typeof patch;
  return badRequest(`error decoding patch: json: cannot unmarshal ${actual} into Go value of type ${wanted}`);
}

/** RFC 6902. A `test` that fails, or a path that is not there, is a 422 as on the real server. */
export function applyJsonPatch(document: JsonObject, patch: Json): JsonObject {
  if (!Array.isArray(patch)) throw undecodablePatch(patch, '[]handlers.jsonPatchOp');
  const result = copyJson(document);
  for (const operation of patch) perform(result, operation as unknown as Operation);
  return result;
}

/** RFC 7396: null removes, objects merge, everything else is replaced. */
export function applyMergePatch(document: JsonObject, patch: Json): Json {
  if (!isJsonObject(patch)) throw undecodablePatch(patch, 'map[string]interface {}');
  return merge(document, patch);
}

function merge(document: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return copyJson(patch);
  const result: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}
