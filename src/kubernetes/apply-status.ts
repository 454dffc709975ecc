import { isDeepStrictEqual } from 'node:util';
import type { KubernetesClient } from './client.ts';
import { isConflict, isNotFound } from './errors.ts';
import type { KubernetesObject, Resource } from './objects.ts';

export type ApplyStatusOutcome<T> =
  /** `object` is the newest state we know: what the server answered, or what was given when no write was needed. */
  | { readonly result: 'applied' | 'unchanged'; readonly object: T }
  /** The object changed (or was made anew) since it was read: nothing was written, the next pass decides afresh. */
  | { readonly result: 'conflict' }
  | { readonly result: 'gone' };

/**
 * Makes `status` the whole of what `fieldManager` says in the object's status: fields it no longer sends disappear,
 * fields of other managers stay. The uid and resourceVersion that were read go along, so a pass that decided on an old
 * state, or an old leader, cannot overwrite ids that were recorded since.
 */
export async function applyStatus<T extends KubernetesObject & { status?: unknown }>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  status: NonNullable<T['status']>,
  fieldManager: string,
  signal?: AbortSignal,
): Promise<ApplyStatusOutcome<T>> {
  const wanted = withoutUndefined(status);
  if (isDeepStrictEqual(withoutUndefined(object.status ?? {}), wanted)) return { result: 'unchanged', object };
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const applied = {
    metadata: { name, namespace, uid, resourceVersion },
    status: wanted,
  };
  try {
    const options = { fieldManager, force: true, subresource: 'status' } as const;
    const answer = (await client.apply<KubernetesObject>(resource, applied, options, signal)) as T;
    // The server does not move the resourceVersion of an object that an apply leaves as it was.
    const isNews = answer.metadata.resourceVersion !== resourceVersion;
    return { result: isNews ? 'applied' : 'unchanged', object: answer };
  } catch (error) {
    if (isNotFound(error)) return { result: 'gone' };
    if (isConflict(error)) return { result: 'conflict' };
    throw error;
  }
}

/** As JSON will carry it: a field set to undefined is no field. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
