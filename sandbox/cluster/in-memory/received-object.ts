import { copyJson, isJsonObject } from './json.ts';
import type { ResourcePath } from './request-path.ts';
import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import type { StatusError } from './status-error.ts';
import { badRequest, invalid } from './status-error.ts';

/**
 * The object in the body of a create, replacement or patched result. Built-in kinds may leave out kind and apiVersion.
 * @throws {StatusError} 400 or 422 when it is not an object of this kind in this namespace.
 */
export function receivedObject(kind: ResourceKind, path: ResourcePath, body: unknown): KubernetesObject {
  if (!isJsonObject(body)) {
    throw unrecognized(kind, "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)");
  }
  const { apiVersion, kind: bodyKind } = body as { apiVersion?: string; kind?: string };
  if (kind.isCustom && !bodyKind) {
    const text = JSON.stringify(body);
    throw unrecognized(kind, `Object 'Kind' is missing in '${text}' (${text.slice(0, 30)} ...)`);
  }
  const object = { apiVersion: kind.apiVersion, kind: kind.kind, ...copyJson(body) } as unknown as KubernetesObject;
  object.metadata = { ...object.metadata };
  if (object.apiVersion !== kind.apiVersion) {
    const versions = `(${apiVersion}) does not match the expected API version (${kind.apiVersion})`;
    throw badRequest(`the API version in the data ${versions}`);
  }
  if (object.kind !== kind.kind) throw anotherKind(kind, object);
  const { namespace = path.namespace } = object.metadata;
  if (namespace !== path.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return object;
}

function unrecognized(kind: ResourceKind, why: string): StatusError {
  return badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${why}`);
}

function anotherKind(kind: ResourceKind, object: KubernetesObject): StatusError {
  if (kind.isCustom) {
    const message = `Invalid value: ${JSON.stringify(object.kind)}: must be ${kind.kind}`;
    const cause = { reason: 'FieldValueInvalid', message, field: 'kind' };
    return invalid(kind, object.metadata.name, [cause], object.kind);
  }
  const why = `no kind "${object.kind}" is registered for version "${kind.apiVersion}"`;
  return badRequest(
    `${object.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ` +
      `${why} in scheme "pkg/runtime/scheme.go:111"`,
  );
}
