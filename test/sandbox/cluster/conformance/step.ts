/** What an earlier step was answered. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers of every kind
export type Seen = (step: string) => any;

export interface Step {
  readonly name: string;
  readonly method: string;
  readonly path: string | ((seen: Seen) => string);
  readonly body?: unknown;
  readonly contentType: string;
  readonly accept?: string;
  /** The server forgets what happened before this step. */
  readonly compactsBefore?: boolean;
}

/** What a client asks for that needs no more than metadata. */
export const metadataOnly = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
};

export const jsonPatch = 'application/json-patch+json';
export const mergePatch = 'application/merge-patch+json';

export const group = '/apis/conformance.example.com/v1';
export const widgets = `${group}/namespaces/conformance/widgets`;
export const leases = '/apis/coordination.k8s.io/v1/namespaces/conformance/leases';
export const events = '/apis/events.k8s.io/v1/namespaces/conformance/events';
export const core = '/api/v1/namespaces';
export const privateApis = '/apis/privateapi.dev/v1alpha1/namespaces/conformance/privateapis';

type Body = object | ((seen: Seen) => unknown);

export function step(
  name: string,
  method: string,
  path: Step['path'],
  body?: Body,
  contentType = 'application/json',
): Step {
  return { name, method, path, ...(body !== undefined && { body }), contentType };
}

/** A server-side apply. */
export function apply(name: string, path: Step['path'], body: Body): Step {
  return step(name, 'PATCH', path, body, 'application/apply-patch+yaml');
}

export function by(manager: string, force = false): string {
  return `?fieldManager=${manager}${force ? '&force=true' : ''}`;
}

/** The resourceVersion of the object or list that an earlier step was answered. */
export function versionOf(seen: Seen, name: string): string {
  return seen(name).body.metadata.resourceVersion as string;
}

export function widget(name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: 'conformance.example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, spec };
}

export function widgetStatus(name: string, status: object, metadata: object = {}): object {
  return { apiVersion: 'conformance.example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, status };
}
