import type { JsonObject } from './json.ts';
import { copyJson, jsonEqual } from './json.ts';
import type { Writer } from './managed-fields.ts';
import { managedFieldsAfterUpdate } from './managed-fields.ts';
import type { ObjectStore } from './object-store.ts';
import type { KubernetesObject, ObjectMeta, ResourceKind } from './resource-kind.ts';
import { schemaCauses } from './schema-validation.ts';
import type { Cause } from './status-error.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  notFound,
  objectWasModified,
  preconditionFailed,
} from './status-error.ts';
import { fillDefaults, pruneUnknown } from './structural-schema.ts';

/** The object that a write is about, and who writes. */
export interface WriteTarget {
  readonly store: ObjectStore;
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly writer: Writer;
  readonly newUid: () => string;
}

export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** @throws {StatusError} 404 */
export function existing(target: WriteTarget): KubernetesObject {
  const live = target.store.get(target.kind, keyOf(target.namespace, target.name));
  if (!live) throw notFound(target.kind, target.name);
  return live;
}

/** An object as received becomes one as stored: known fields only, defaults filled in. Returns what was dropped. */
export function conform(kind: ResourceKind, object: KubernetesObject): string[] {
  const dropped = pruneUnknown(object, kind.schema);
  fillDefaults(object, kind.schema);
  kind.complete?.(object);
  return dropped;
}

function rejectInvalid(kind: ResourceKind, object: KubernetesObject, causes: Cause[], before?: KubernetesObject): void {
  const all = [...causes, ...schemaCauses(kind, object), ...(kind.validate?.(object, before) ?? [])];
  if (all.length > 0) throw invalid(kind, object.metadata.name, all);
}

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
function nameCauses(name: string): Cause[] {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name) && name.length <= 253) return [];
  const rule =
    'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
    "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation " +
    "is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const message = `Invalid value: ${JSON.stringify(name)}: ${rule}`;
  return [{ reason: 'FieldValueInvalid', message, field: 'metadata.name' }];
}

// The server stores a new object without status and gives it the status's defaults whenever it reads it. So the first
// write to it is never equal to what is stored, and gives a new resourceVersion even when it changes nothing.
const completedOnRead = new WeakSet<KubernetesObject>();

/** An object that nobody owns a field of has none. */
function setManagedFields(metadata: ObjectMeta, entries: ObjectMeta['managedFields'] = []): void {
  if (entries.length > 0) metadata.managedFields = entries;
  else delete metadata.managedFields;
}

/** Stores a new object. `applied` is set when server-side apply has already decided its managedFields. */
export function createObject(target: WriteTarget, object: KubernetesObject, applied = false): KubernetesObject {
  const { store, kind, namespace, name, writer } = target;
  const key = keyOf(namespace, name);
  if (store.get(kind, key)) throw alreadyExists(kind, name);
  const { managedFields, deletionTimestamp: _deletionTimestamp, ...received } = object.metadata;
  const metadata: ObjectMeta = {
    ...received,
    name,
    ...(namespace !== undefined && { namespace }),
    uid: target.newUid(),
    creationTimestamp: writer.time,
    ...(kind.isCustom && { generation: 1 }),
  };
  const created: KubernetesObject = { ...object, apiVersion: kind.apiVersion, kind: kind.kind, metadata };
  if (kind.hasStatusSubresource && kind.isCustom) delete created['status'];
  setManagedFields(metadata, applied ? managedFields : managedFieldsAfterUpdate(kind, undefined, created, writer));
  const storedForm = copyJson(created);
  fillDefaults(created, kind.schema);
  rejectInvalid(kind, created, nameCauses(name));
  const stored = store.put(kind, key, created);
  if (!jsonEqual(storedForm, created)) completedOnRead.add(stored);
  return stored;
}

/** What a proposed object may change: the main resource everything but status, the status subresource only status. */
function allowedChange(
  kind: ResourceKind,
  live: KubernetesObject,
  proposed: KubernetesObject,
  isStatus: boolean,
): KubernetesObject {
  if (isStatus) {
    const { status: _status, ...rest } = live;
    const next: KubernetesObject = { ...copyJson(rest), metadata: copyJson(live.metadata) };
    if (proposed['status'] !== undefined) next['status'] = proposed['status'];
    return next;
  }
  const metadata: ObjectMeta = { ...proposed.metadata, name: live.metadata.name, uid: live.metadata.uid };
  metadata.creationTimestamp = live.metadata.creationTimestamp;
  for (const field of ['namespace', 'generation', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    delete metadata[field];
    if (live.metadata[field] !== undefined) Object.assign(metadata, { [field]: live.metadata[field] });
  }
  const next: KubernetesObject = { ...proposed, apiVersion: kind.apiVersion, kind: kind.kind, metadata };
  if (kind.hasStatusSubresource) {
    delete next['status'];
    if (live['status'] !== undefined) next['status'] = copyJson(live['status']);
  }
  return next;
}

function withoutMetadata(kind: ResourceKind, object: KubernetesObject): JsonObject {
  const { metadata: _metadata, ...rest } = object;
  if (kind.hasStatusSubresource) delete rest['status'];
  return rest as unknown as JsonObject;
}

function finalizerCauses(live: KubernetesObject, next: KubernetesObject): Cause[] {
  if (live.metadata.deletionTimestamp === undefined) return [];
  const added = (next.metadata.finalizers ?? []).filter((item) => !live.metadata.finalizers?.includes(item));
  if (added.length === 0) return [];
  const list = added.map((item) => JSON.stringify(item)).join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [{ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }];
}

/** @throws {StatusError} 400 or 409 when the proposed identity or version is not the live one. */
function checkPreconditions(target: WriteTarget, live: KubernetesObject, proposed: KubernetesObject): void {
  const { kind, name } = target;
  const { metadata } = proposed;
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(kind, name, objectWasModified);
  }
  if (metadata.uid && metadata.uid !== live.metadata.uid) {
    const key = `/registry/${kind.group}/${kind.plural}/${keyOf(target.namespace, name)}`;
    const uids = `UID in precondition: ${metadata.uid}, UID in object meta: ${live.metadata.uid}`;
    const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: `;
    throw conflict(kind, name, `${why}Precondition failed: ${uids}`);
  }
}

/**
 * Replaces an object by a proposed version of it. Equal to the live one: nothing is written. The last finalizer of an
 * object under deletion gone: the object is gone.
 */
export function replaceObject(
  target: WriteTarget,
  live: KubernetesObject,
  proposed: KubernetesObject,
  applied = false,
): KubernetesObject {
  const { store, kind, writer } = target;
  checkPreconditions(target, live, proposed);
  const next = allowedChange(kind, live, proposed, writer.subresource === 'status');
  fillDefaults(next, kind.schema);
  const { metadata } = next;
  for (const field of ['finalizers', 'labels', 'annotations'] as const) {
    const value = metadata[field];
    if (value && Object.keys(value).length === 0) delete metadata[field];
  }
  if (kind.isCustom && !jsonEqual(withoutMetadata(kind, live), withoutMetadata(kind, next))) {
    metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
  setManagedFields(
    metadata,
    applied ? proposed.metadata.managedFields : managedFieldsAfterUpdate(kind, live, next, writer),
  );
  metadata.resourceVersion = live.metadata.resourceVersion;
  // Metadata is validated twice on the way, once for all kinds and once for this one.
  const metadataCauses = finalizerCauses(live, next);
  rejectInvalid(kind, next, kind.isCustom ? [...metadataCauses, ...metadataCauses] : metadataCauses, live);
  const key = keyOf(target.namespace, target.name);
  if (metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0) {
    store.delete(kind, key);
    return next;
  }
  return jsonEqual(live, next) && !completedOnRead.has(live) ? live : store.put(kind, key, next);
}

export interface DeletePreconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Deletes, or marks for deletion while finalizers remain. Undefined when the object is gone. */
export function deleteObject(target: WriteTarget, preconditions: DeletePreconditions): KubernetesObject | undefined {
  const { store, kind, name, namespace, writer } = target;
  const live = existing(target);
  for (const [field, label, guess] of [
    ['uid', 'UID', 'deleted and then recreated'],
    ['resourceVersion', 'ResourceVersion', 'modified'],
  ] as const) {
    const wanted = preconditions[field];
    if (wanted === undefined || wanted === live.metadata[field]) continue;
    const record = `does not match the ${label} in record (${live.metadata[field]}). The object might have been ${guess}`;
    throw preconditionFailed(kind, name, `the ${label} in the precondition (${wanted}) ${record}`);
  }
  const key = keyOf(namespace, name);
  if ((live.metadata.finalizers ?? []).length === 0) {
    store.delete(kind, key);
    return undefined;
  }
  if (live.metadata.deletionTimestamp !== undefined) return live;
  const metadata: ObjectMeta = { ...live.metadata, deletionTimestamp: writer.time, deletionGracePeriodSeconds: 0 };
  if (metadata.generation !== undefined) metadata.generation += 1;
  return store.put(kind, key, { ...live, metadata });
}
