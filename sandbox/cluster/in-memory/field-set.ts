import type { JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';

/**
 * A set of field paths, as a tree. Path elements are spelled as in managedFields: `f:name` for a field, `k:{"a":"b"}`
 * for an item of a list map, `v:"x"` for a member of a set.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export interface FieldSet {
  isMember: boolean;
  readonly children: Map<string, FieldSet>;
}

export function emptyFieldSet(): FieldSet {
  return { isMember: false, children: new Map() };
}

export function isEmptyFieldSet(set: FieldSet): boolean {
  return !set.isMember && [...set.children.values()].every(isEmptyFieldSet);
}

/** The node for a path element, made when missing. */
export function descend(set: FieldSet, element: string): FieldSet {
  const existing = set.children.get(element);
  if (existing) return existing;
  const made = emptyFieldSet();
  set.children.set(element, made);
  return made;
}

type Decide = (inLeft: boolean, inRight: boolean) => boolean;

function combine(left: FieldSet | undefined, right: FieldSet | undefined, decide: Decide): FieldSet {
  const result = emptyFieldSet();
  result.isMember = decide(left?.isMember ?? false, right?.isMember ?? false);
  for (const element of new Set([...(left?.children.keys() ?? []), ...(right?.children.keys() ?? [])])) {
    const child = combine(left?.children.get(element), right?.children.get(element), decide);
    if (!isEmptyFieldSet(child)) result.children.set(element, child);
  }
  return result;
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  return combine(left, right, (inLeft, inRight) => inLeft || inRight);
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  return combine(left, right, (inLeft, inRight) => inLeft && inRight);
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return combine(left, right, (inLeft, inRight) => inLeft && !inRight);
}

/** The set without a path and everything below it. */
export function withoutBranch(set: FieldSet, path: readonly string[]): FieldSet {
  const [element, ...rest] = path;
  const child = element === undefined ? undefined : set.children.get(element);
  if (element === undefined || !child) return set;
  const children = new Map(set.children);
  if (rest.length === 0) children.delete(element);
  else children.set(element, withoutBranch(child, rest));
  return { isMember: set.isMember, children };
}

/** The form of managedFields: `{}` is a member without children, `.` marks a member that has some. */
export function encodeFieldSet(set: FieldSet): JsonObject {
  const result: JsonObject = {};
  if (set.isMember && set.children.size > 0) result['.'] = {};
  for (const element of [...set.children.keys()].sort()) {
    const child = set.children.get(element);
    if (child && !isEmptyFieldSet(child)) result[element] = encodeFieldSet(child);
  }
  return result;
}

export function decodeFieldSet(fields: JsonObject, isRoot = true): FieldSet {
  const set = emptyFieldSet();
  const elements = Object.keys(fields).filter((key) => key !== '.');
  set.isMember = '.' in fields || (!isRoot && elements.length === 0);
  for (const element of elements) {
    const child = fields[element];
    if (isJsonObject(child)) set.children.set(element, decodeFieldSet(child, false));
  }
  return set;
}

/** Every member as the API server prints it in a conflict: `.spec.routes[path="/a"].method`. */
export function printedPaths(set: FieldSet, prefix = ''): string[] {
  const own = set.isMember ? [prefix] : [];
  const below = [...set.children].sort(([left], [right]) => (left < right ? -1 : 1));
  return [...own, ...below.flatMap(([element, child]) => printedPaths(child, prefix + printedElement(element)))];
}

/** A path element as the API server prints it in messages. */
export function printedElement(element: string): string {
  const value = element.slice(2);
  if (element.startsWith('f:')) return `.${value}`;
  if (element.startsWith('v:')) return `[=${value}]`;
  if (element.startsWith('i:')) return `[${value}]`;
  const keys = Object.entries(JSON.parse(value) as JsonObject);
  return `[${keys.map(([key, wanted]) => `${key}=${JSON.stringify(wanted)}`).join(',')}]`;
}
