import type { FieldSet } from './field-set.ts';
import {
  decodeFieldSet,
  difference,
  encodeFieldSet,
  intersection,
  isEmptyFieldSet,
  printedPaths,
  union,
  withoutBranch,
} from './field-set.ts';
import type { JsonObject } from './json.ts';
import { jsonEqual } from './json.ts';
import type { KubernetesObject, ManagedFieldsEntry, ResourceKind } from './resource-kind.ts';
import { StatusError } from './status-error.ts';
import { compareFields, fieldSetOf, mergeApplied, removeUnowned } from './typed-value.ts';

/** Who writes, how and when: what a managedFields entry records. */
export interface Writer {
  readonly fieldManager: string;
  readonly subresource: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

interface Ownership {
  readonly entry: Omit<ManagedFieldsEntry, 'fieldsV1'>;
  readonly fields: FieldSet;
}

// The server fills these in itself, so nobody owns them.
const unownedPaths = [
  ['f:apiVersion'],
  ['f:kind'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field) => ['f:metadata', `f:${field}`]),
];

function withoutUnowned(set: FieldSet): FieldSet {
  const stripped = unownedPaths.reduce<FieldSet>(withoutBranch, set);
  const metadata = stripped.children.get('f:metadata');
  if (!metadata) return stripped;
  return { ...stripped, children: new Map(stripped.children).set('f:metadata', { ...metadata, isMember: false }) };
}

function identity(entry: Omit<ManagedFieldsEntry, 'fieldsV1'>): string {
  const apiVersion = entry.operation === 'Apply' ? '' : entry.apiVersion;
  return [entry.manager, entry.operation, entry.subresource ?? '', apiVersion].join('\n');
}

function newEntry(kind: ResourceKind, writer: Writer, operation: 'Apply' | 'Update'): Ownership['entry'] {
  return {
    manager: writer.fieldManager,
    operation,
    apiVersion: kind.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    ...(writer.subresource !== undefined && { subresource: writer.subresource }),
  };
}

function readOwnerships(object: KubernetesObject | undefined): Map<string, Ownership> {
  const entries = object?.metadata.managedFields ?? [];
  return new Map(
    entries.map(({ fieldsV1, ...entry }) => [identity(entry), { entry, fields: decodeFieldSet(fieldsV1) }]),
  );
}

function writeOwnerships(ownerships: Map<string, Ownership>): ManagedFieldsEntry[] {
  const kept = [...ownerships.values()].filter(({ fields }) => !isEmptyFieldSet(fields));
  const entries = kept.map(({ entry, fields }) => ({ ...entry, fieldsV1: encodeFieldSet(fields) }));
  const order = ({ operation, time, manager, apiVersion, subresource }: ManagedFieldsEntry) =>
    [operation, time, manager, apiVersion, subresource ?? ''].join('\n');
  return entries.sort((left, right) => (order(left) < order(right) ? -1 : 1));
}

/** The part of an object whose ownership is recorded. */
function managedPart(kind: ResourceKind, object: KubernetesObject | undefined): JsonObject {
  if (!object) return { ...kind.alwaysPresent };
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/**
 * managedFields after a create, replacement or patch: the writer takes what it added or changed from whoever had it,
 * and nobody keeps what it removed.
 */
export function managedFieldsAfterUpdate(
  kind: ResourceKind,
  live: KubernetesObject | undefined,
  next: KubernetesObject,
  writer: Writer,
): ManagedFieldsEntry[] {
  const ownerships = readOwnerships(live);
  const { added, modified, removed } = compareFields(managedPart(kind, live), managedPart(kind, next), kind.schema);
  const taken = withoutUnowned(union(added, modified));
  for (const [id, ownership] of ownerships) {
    ownerships.set(id, { ...ownership, fields: difference(difference(ownership.fields, taken), removed) });
  }
  if (!isEmptyFieldSet(taken)) {
    const entry = newEntry(kind, writer, 'Update');
    const before = ownerships.get(identity(entry));
    ownerships.set(identity(entry), { entry, fields: before ? union(before.fields, taken) : taken });
  }
  return writeOwnerships(ownerships);
}

/** The part of a configuration that counts: the main resource ignores status, the status subresource all else. */
function effectivePart(kind: ResourceKind, configuration: JsonObject, subresource: string | undefined): JsonObject {
  const { status, ...rest } = configuration;
  if (subresource !== 'status') return kind.hasStatusSubresource ? rest : configuration;
  const { name } = configuration['metadata'] as JsonObject;
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name },
    ...(status !== undefined && { status }),
  } as JsonObject;
}

/**
 * Server-side apply of a configuration: what the applier named before and names no more is removed unless someone else
 * names it too.
 * @throws {StatusError} 409 with one cause for each field that another manager set differently, unless forced.
 */
export function applyConfiguration(
  kind: ResourceKind,
  live: KubernetesObject | undefined,
  configuration: JsonObject,
  writer: Writer,
  force: boolean,
): KubernetesObject {
  const ownerships = readOwnerships(live);
  const entry = newEntry(kind, writer, 'Apply');
  const id = identity(entry);
  const former = ownerships.get(id);
  const applied = effectivePart(kind, configuration, writer.subresource);
  const allNamed = fieldSetOf(applied, kind.schema);
  const named = withoutUnowned(allNamed);
  ownerships.set(id, { entry, fields: named });

  const before = managedPart(kind, live);
  let next = mergeApplied(before, applied, kind.schema) as JsonObject;
  if (former) {
    // All that the configuration names counts here, the object's name included: it keeps metadata in place.
    const owned = [...ownerships.values()].reduce<FieldSet>((all, { fields }) => union(all, fields), allNamed);
    next = removeUnowned(next, kind.schema, former.fields, owned) as JsonObject;
  }

  const { added, modified, removed } = compareFields(before, next, kind.schema);
  const conflicts: [Ownership, FieldSet][] = [];
  for (const [otherId, other] of ownerships) {
    if (otherId === id) continue;
    const contested = intersection(other.fields, union(added, modified));
    if (!isEmptyFieldSet(contested)) conflicts.push([other, contested]);
    ownerships.set(otherId, { ...other, fields: difference(difference(other.fields, contested), removed) });
  }
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts);

  // An apply that changes nothing keeps its time, so that it is no write at all.
  const isUnchanged =
    former && jsonEqual(before, next) && jsonEqual(encodeFieldSet(former.fields), encodeFieldSet(named));
  if (isUnchanged) ownerships.set(id, former);
  const object = next as unknown as KubernetesObject;
  return { ...object, metadata: { ...object.metadata, managedFields: writeOwnerships(ownerships) } };
}

function printedManager({ entry }: Ownership): string {
  const subresource = entry.subresource === undefined ? '' : ` with subresource "${entry.subresource}"`;
  const version = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : '';
  return `"${entry.manager}"${subresource}${version}`;
}

function applyConflict(conflicts: readonly [Ownership, FieldSet][]): StatusError {
  const causes = conflicts.flatMap(([owner, fields]) =>
    printedPaths(fields).map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${printedManager(owner)}`,
      field,
    })),
  );
  const first = causes[0];
  const message =
    causes.length === 1 && first
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${conflicts
          .map(([owner, fields]) => {
            const lines = printedPaths(fields).map((field) => `- ${field}`);
            return [`conflicts with ${printedManager(owner)}:`, ...lines].join('\n');
          })
          .join('\n')}`;
  return new StatusError(409, 'Conflict', message, { causes });
}
