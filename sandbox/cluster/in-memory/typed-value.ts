import type { FieldSet } from './field-set.ts';
import { descend, emptyFieldSet, printedElement } from './field-set.ts';
import type { Json, JsonObject } from './json.ts';
import { canonicalJson, copyJson, isJsonObject, jsonEqual } from './json.ts';
import type { Schema } from './resource-kind.ts';

// Values seen through their schema, as server-side apply sees them: which parts merge, which are one piece.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy

function isGranular(value: Json | undefined, schema: Schema | undefined): boolean {
  if (Array.isArray(value)) return ['set', 'map'].includes(schema?.['x-kubernetes-list-type'] ?? 'atomic');
  return isJsonObject(value) && schema?.['x-kubernetes-map-type'] !== 'atomic';
}

function isKnownField(schema: Schema | undefined, element: string): boolean {
  return element.startsWith('f:') && schema?.properties?.[element.slice(2)] !== undefined;
}

/** The schema of a child, undefined when the schema says nothing about it. */
export function childSchema(schema: Schema | undefined, element: string): Schema | undefined {
  if (!element.startsWith('f:')) return schema?.items;
  const additional = schema?.additionalProperties;
  return schema?.properties?.[element.slice(2)] ?? (typeof additional === 'object' ? additional : undefined);
}

/** The path element of an item of a list map or set. */
export function itemElement(item: Json, schema: Schema | undefined): string {
  if (schema?.['x-kubernetes-list-type'] !== 'map' || !isJsonObject(item)) return `v:${canonicalJson(item)}`;
  const keys: JsonObject = {};
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const value = item[key] ?? (schema.items?.properties?.[key]?.default as Json | undefined);
    if (value !== undefined) keys[key] = value;
  }
  return `k:${canonicalJson(keys)}`;
}

/** Children of a granular value by path element, in order. */
export function childrenOf(value: Json | undefined, schema: Schema | undefined): Map<string, Json> {
  if (Array.isArray(value)) return new Map(value.map((item) => [itemElement(item, schema), item]));
  return new Map(isJsonObject(value) ? Object.entries(value).map(([key, child]) => [`f:${key}`, child]) : []);
}

function isEmptyOrNull(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The fields that a configuration names: what its applier comes to own. */
export function fieldSetOf(value: Json, schema: Schema | undefined): FieldSet {
  const set = emptyFieldSet();
  collect(value, schema, set);
  set.isMember = false;
  return set;
}

function collect(value: Json, schema: Schema | undefined, set: FieldSet): void {
  if (!isGranular(value, schema)) {
    set.isMember = true;
    return;
  }
  for (const [element, child] of childrenOf(value, schema)) {
    const node = descend(set, element);
    collect(child, childSchema(schema, element), node);
    // Structure fields are owned by their leaves; list items, map entries and empty objects also by themselves.
    const isEmptyObject = isJsonObject(child) && isEmptyOrNull(child);
    if (child === null || isEmptyObject || !isKnownField(schema, element)) node.isMember = true;
  }
}

/** Fields that a configuration names and the schema does not know, as paths in the words of server-side apply. */
export function undeclaredFields(value: Json, schema: Schema | undefined, path = ''): string[] {
  if (!schema || typeof value !== 'object' || schema['x-kubernetes-preserve-unknown-fields'] === true) return [];
  const children = Array.isArray(value)
    ? value.map((item, index): [string, Json] => [
        isGranular(value, schema) ? itemElement(item, schema) : `i:${index}`,
        item,
      ])
    : childrenOf(value, schema);
  return [...children].flatMap(([element, child]) => {
    const below = childSchema(schema, element);
    const childPath = path + printedElement(element);
    return below ? undeclaredFields(child, below, childPath) : [childPath];
  });
}

export interface FieldChanges {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What differs between two versions of an object, field by field. */
export function compareFields(before: JsonObject, after: JsonObject, schema: Schema): FieldChanges {
  const changes = { added: emptyFieldSet(), modified: emptyFieldSet(), removed: emptyFieldSet() };
  compare(before, after, schema, [], changes);
  for (const set of Object.values(changes)) set.isMember = false;
  return changes;
}

function mark(set: FieldSet, path: readonly string[]): void {
  let node = set;
  for (const element of path) node = descend(node, element);
  node.isMember = true;
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  schema: Schema | undefined,
  path: readonly string[],
  changes: FieldChanges,
): void {
  if (before !== undefined && after !== undefined && jsonEqual(before, after)) return;
  if (before === undefined) mark(changes.added, path);
  else if (after === undefined) mark(changes.removed, path);
  const isLeaf = isEmptyOrNull(before) && isEmptyOrNull(after);
  const granular = (value: Json | undefined) => isGranular(value, schema);
  if (isLeaf || (!granular(before) && !granular(after))) {
    if (before !== undefined && after !== undefined) mark(changes.modified, path);
    return;
  }
  const left = granular(before) ? childrenOf(before, schema) : new Map<string, Json>();
  const right = granular(after) ? childrenOf(after, schema) : new Map<string, Json>();
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    compare(left.get(element), right.get(element), childSchema(schema, element), [...path, element], changes);
  }
}

/** A configuration laid over the live value: list maps and sets are merged item by item, the rest is replaced. */
export function mergeApplied(live: Json | undefined, applied: Json, schema: Schema | undefined): Json {
  if (live === undefined || !isGranular(applied, schema) || Array.isArray(live) !== Array.isArray(applied)) {
    return copyJson(applied);
  }
  if (!isGranular(live, schema)) return copyJson(applied);
  const left = childrenOf(live, schema);
  const right = childrenOf(applied, schema);
  const merged = mergedOrder([...left.keys()], [...right.keys()]).map((element): [string, Json] => {
    const wanted = right.get(element);
    if (wanted === undefined) return [element, copyJson(left.get(element) ?? null)];
    return [element, mergeApplied(left.get(element), wanted, childSchema(schema, element))];
  });
  if (Array.isArray(applied)) return merged.map(([, item]) => item);
  return Object.fromEntries(merged.map(([element, child]) => [element.slice(2), child]));
}

/** Items of both lists once: the applier's order among its own items, the others near where they were. */
function mergedOrder(live: readonly string[], applied: readonly string[]): string[] {
  const wanted = new Set(applied);
  const known = new Set(live);
  const order = new Set<string>();
  let next = 0;
  for (const element of live) {
    if (!wanted.has(element)) {
      order.add(element);
      continue;
    }
    if (order.has(element)) continue;
    for (; next < applied.length; next += 1) {
      const candidate = applied[next] ?? '';
      order.add(candidate);
      if (candidate === element || known.has(candidate)) {
        next += 1;
        break;
      }
    }
  }
  for (const element of applied.slice(next)) order.add(element);
  return [...order];
}

/** Removes from `value` what `formerly` names and nobody in `owned` (or below it) names any more. */
export function removeUnowned(
  value: Json,
  schema: Schema | undefined,
  formerly: FieldSet,
  owned: FieldSet | undefined,
): Json {
  if (!isGranular(value, schema)) return value;
  const kept: [string, Json][] = [];
  for (const [element, child] of childrenOf(value, schema)) {
    const former = formerly.children.get(element);
    const owner = owned?.children.get(element);
    if (former && !owner) continue;
    kept.push([element, former ? removeUnowned(child, childSchema(schema, element), former, owner) : child]);
  }
  if (Array.isArray(value)) return kept.map(([, item]) => item);
  return Object.fromEntries(kept.map(([element, child]) => [element.slice(2), child]));
}
