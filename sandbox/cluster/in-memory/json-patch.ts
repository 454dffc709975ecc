import type { Json, JsonObject } from './json.ts';
import { copyJson, isJsonObject, jsonEqual } from './json.ts';
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

function parentOf(document: Json, { op, path }: Operation): [Json[] | JsonObject, string] {
  const segments = segmentsOf(path);
  const key = segments.pop();
  const parent = segments.reduce<Json | undefined>(child, document);
  if (key === undefined || typeof parent !== 'object' || parent === null) {
    throw patchRejected(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
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
    throw patchRejected(
      `add operation does not apply: doc is missing path: "${operation.path}": invalid index referenced`,
    );
  }
  parent.splice(index, 0, value);
}

function remove(document: Json, operation: Operation): void {
  const [parent, key] = parentOf(document, operation);
  if (child(parent, key) === undefined) {
    const why = 'remove operation does not apply: doc is missing path:';
    throw patchRejected(`${why} "${operation.path}": missing value`);
  }
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
      if (child(parent, key) === undefined) {
        const why = 'replace operation does not apply: doc is missing key:';
        throw patchRejected(`${why} ${operation.path}: missing value`);
      }
      if (Array.isArray(parent)) parent[Number(key)] = copyJson(operation.value ?? null);
      else parent[key] = copyJson(operation.value ?? null);
      return undefined;
    }
    case 'test':
      if (!jsonEqual(read(document, operation.path) ?? null, operation.value ?? null)) {
        throw patchRejected(`testing value ${operation.path} failed`);
      }
      return undefined;
    case 'move':
    case 'copy': {
      const value = copyJson(read(document, operation.from ?? '') ?? null);
      if (operation.op === 'move') remove(document, { op: 'remove', path: operation.from ?? '' });
      return add(document, operation, value);
    }
    default:
      throw patchRejected(`Unexpected kind: ${operation.op}`);
  }
}

/** RFC 6902. A `test` that fails, or a path that is not there, is a 422 as on the real server. */
export function applyJsonPatch(document: JsonObject, patch: Json): JsonObject {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: json: cannot unmarshal object into Go value');
  const result = copyJson(document);
  for (const operation of patch) perform(result, operation as unknown as Operation);
  return result;
}

/** RFC 7396: null removes, objects merge, everything else is replaced. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return copyJson(patch);
  const result: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}
