import type { Json } from './json.ts';
import { copyJson, isJsonObject } from './json.ts';
import type { Schema } from './resource-kind.ts';

/**
 * Removes what the schema does not know, in place, and returns the removed paths.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 */
export function pruneUnknown(value: unknown, schema: Schema, path = ''): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => pruneUnknown(item, items, `${path}[${index}]`)) : [];
  }
  if (!isJsonObject(value)) return [];
  const removed: string[] = [];
  for (const [key, child] of Object.entries(value)) {
    const childPath = path === '' ? key : `${path}.${key}`;
    const known = schema.properties?.[key];
    const additional = schema.additionalProperties;
    if (known) removed.push(...pruneUnknown(child, known, childPath));
    else if (typeof additional === 'object') removed.push(...pruneUnknown(child, additional, childPath));
    else if (additional !== true && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
      delete value[key];
      removed.push(childPath);
    }
  }
  return removed;
}

/** Fills in defaults, in place. A null where a field is not nullable counts as absent. */
export function fillDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    for (const item of value) if (schema.items) fillDefaults(item, schema.items);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (value[key] === null && property.nullable !== true) delete value[key];
    if (value[key] === undefined && property.default !== undefined) value[key] = copyJson(property.default) as Json;
    if (value[key] !== undefined) fillDefaults(value[key], property);
  }
  const additional = schema.additionalProperties;
  if (typeof additional !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (schema.properties?.[key] === undefined) fillDefaults(child, additional);
  }
}
