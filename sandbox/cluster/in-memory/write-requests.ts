import type { HttpRequest } from '../../http.ts';
import { namespaceKind } from './built-in-kinds.ts';
import type { WriteVerb } from './faults.ts';
import { applyJsonPatch, applyMergePatch } from './json-patch.ts';
import type { Json, JsonObject } from './json.ts';
import { applyConfiguration } from './managed-fields.ts';
import type { ObjectStore } from './object-store.ts';
import type { DeletePreconditions, WriteTarget } from './object-writes.ts';
import { conform, createObject, deleteObject, existing, keyOf, replaceObject } from './object-writes.ts';
import { receivedObject } from './received-object.ts';
import type { ResourcePath } from './request-path.ts';
import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import {
  StatusError,
  badRequest,
  conflict,
  invalid,
  notFound,
  objectWasModified,
  serverError,
} from './status-error.ts';
import { undeclaredFields } from './typed-value.ts';
import type { WatchStream } from './watch-stream.ts';

/** A write as it arrived, with the world it is about. */
export interface WriteRequest {
  readonly store: ObjectStore;
  readonly kind: ResourceKind;
  readonly path: ResourcePath;
  readonly request: HttpRequest;
  readonly time: string;
  readonly newUid: () => string;
  readonly random: () => number;
}

export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly stream?: WatchStream;
  readonly warnings?: string[];
}

const writes: Readonly<Record<WriteVerb, (write: WriteRequest, body: unknown) => Answer>> = {
  create,
  update,
  patch,
  delete: remove,
};

export function performWrite(write: WriteRequest, verb: WriteVerb, body: unknown): Answer {
  return writes[verb](write, body);
}

function targetOf(write: WriteRequest, name: string): WriteTarget {
  const { store, kind, path, request, time, newUid } = write;
  // Without a name of its own the writer is called what its User-Agent begins with.
  const agent = (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  const fieldManager = path.query.get('fieldManager') ?? agent;
  return {
    store,
    kind,
    namespace: path.namespace,
    name,
    newUid,
    writer: { fieldManager, subresource: path.subresource, time },
  };
}

/** Drops what the schema does not know: silently, with a warning (the default) or not at all but with a refusal. */
function conformed(write: WriteRequest, object: KubernetesObject): string[] {
  const dropped = conform(write.kind, object)
    .sort()
    .map((field) => `unknown field "${field}"`);
  const mode = write.path.query.get('fieldValidation') ?? 'Warn';
  if (mode === 'Strict' && dropped.length > 0) {
    const list = dropped.join(', ');
    throw badRequest(
      `${write.kind.kind} in version "${write.kind.version}" cannot be handled as a ${write.kind.kind}: strict decoding error: ${list}`,
    );
  }
  return mode === 'Warn' ? dropped : [];
}

/** @throws {StatusError} 404 when the namespace is missing, 403 when it is on its way out. */
function checkNamespace({ store, path }: WriteRequest, kind: ResourceKind, name: string): void {
  if (path.namespace === undefined) return;
  const namespace = store.get(namespaceKind, path.namespace);
  if (!namespace) throw notFound(namespaceKind, path.namespace);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${path.namespace} because it is being terminated`;
  throw new StatusError(403, 'Forbidden', `${kind.plural}.${kind.group} "${name}" is forbidden: ${why}`, {
    name,
    group: kind.group,
    kind: kind.plural,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${path.namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}

// The letters of generated names leave out vowels and what looks alike.
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

function create(write: WriteRequest, body: unknown): Answer {
  const { kind, path, random } = write;
  const object = receivedObject(kind, path, body);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName) {
    const letters = Array.from({ length: 5 }, () => suffixLetters[Math.floor(random() * suffixLetters.length)]);
    metadata.name = metadata.generateName + letters.join('');
  }
  if (!metadata.name) {
    const message = 'Required value: name or generateName is required';
    throw invalid(kind, '', [{ reason: 'FieldValueRequired', message, field: 'metadata.name' }]);
  }
  if (metadata.resourceVersion) throw serverError('resourceVersion should not be set on objects to be created');
  checkNamespace(write, kind, metadata.name);
  const warnings = conformed(write, object);
  return { status: 201, body: createObject(targetOf(write, metadata.name), object), warnings };
}

function update(write: WriteRequest, body: unknown): Answer {
  const { kind, path, store } = write;
  const name = path.name ?? '';
  const object = receivedObject(kind, path, body);
  const warnings = conformed(write, object);
  const target = targetOf(write, name);
  if (!store.get(kind, keyOf(path.namespace, name)) && kind.createsOnUpdate) {
    checkNamespace(write, kind, name);
    return { status: 201, body: createObject(target, object), warnings };
  }
  const live = existing(target);
  if (!object.metadata.resourceVersion && !kind.allowsUnconditionalUpdate) {
    const message = 'Invalid value: 0: must be specified for an update';
    const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' };
    throw invalid(kind, name, [cause], kind.plural);
  }
  return { status: 200, body: replaceObject(target, live, object), warnings };
}

function patch(write: WriteRequest, body: unknown): Answer {
  const contentType = (write.request.headers['content-type'] ?? '').split(';')[0];
  if (contentType === 'application/apply-patch+yaml') return apply(write, body);
  const target = targetOf(write, write.path.name ?? '');
  const live = existing(target);
  const before = live as unknown as JsonObject;
  let patched: Json;
  if (contentType === 'application/json-patch+json') patched = applyJsonPatch(before, body as Json);
  else if (contentType === 'application/merge-patch+json') patched = applyMergePatch(before, body as Json);
  else {
    const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
    throw new StatusError(415, 'UnsupportedMediaType', message);
  }
  const object = receivedObject(write.kind, write.path, patched);
  const warnings = conformed(write, object);
  return { status: 200, body: replaceObject(target, live, object), warnings };
}

function apply(write: WriteRequest, body: unknown): Answer {
  const { kind, path, store } = write;
  const name = path.name ?? '';
  if (!path.query.get('fieldManager')) {
    throw new StatusError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: is required for apply patch',
            field: 'fieldManager',
          },
        ],
      },
    );
  }
  const { apiVersion, kind: bodyKind } = (body ?? {}) as { apiVersion?: string; kind?: string };
  if (bodyKind !== kind.kind) throw badRequest(`invalid object type: ${apiVersion ?? '/'}, Kind=${bodyKind ?? ''}`);
  const configuration = receivedObject(kind, path, body);
  const undeclared = undeclaredFields(body as JsonObject, kind.schema);
  if (undeclared.length > 0) {
    const { namespace = '' } = configuration.metadata;
    const problems = undeclared.map((field) => `${field}: field not declared in schema`);
    const list = problems.length === 1 ? problems[0] : ['errors:', ...problems].join('\n  ');
    const object = `${namespace}/${name}; ${kind.apiVersion}, Kind=${kind.kind}`;
    throw serverError(`failed to create typed patch object (${object}): ${list}`);
  }
  if (configuration.metadata.managedFields) throw badRequest('metadata.managedFields must be nil');
  const target = targetOf(write, name);
  const live = store.get(kind, keyOf(path.namespace, name));
  if (!live && path.subresource !== undefined) throw notFound(kind, name);
  const { resourceVersion, uid } = configuration.metadata;
  if (!live) checkNamespace(write, kind, name);
  if (!live && uid) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(kind, name, why);
  }
  if (live && resourceVersion && resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(kind, name, objectWasModified);
  }
  if (live && uid && uid !== live.metadata.uid && path.subresource === undefined) {
    const message = `Invalid value: "${uid}": field is immutable`;
    const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.uid' };
    throw invalid(kind, name, [cause, cause]);
  }
  const force = path.query.get('force') === 'true';
  configuration.metadata.name ??= name;
  const merged = applyConfiguration(kind, live, configuration as unknown as JsonObject, target.writer, force);
  if (resourceVersion) merged.metadata.resourceVersion = resourceVersion;
  if (live) merged.metadata.uid = live.metadata.uid;
  const warnings = conformed(write, merged);
  if (!live) return { status: 201, body: createObject(target, merged, true), warnings };
  return { status: 200, body: replaceObject(target, live, merged, true), warnings };
}

function remove(write: WriteRequest, body: unknown): Answer {
  const { kind, path } = write;
  const target = targetOf(write, path.name ?? '');
  const { uid } = existing(target).metadata;
  const options = body as { preconditions?: DeletePreconditions } | undefined;
  const remaining = deleteObject(target, options?.preconditions ?? {});
  if (remaining) return { status: 200, body: remaining };
  const details = { name: target.name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid };
  return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}
