import type { KubernetesClient } from './client.ts';
import { isConflict, isInvalid, isNotFound } from './errors.ts';
import type { KubernetesObject, Resource } from './objects.ts';

export type FinalizerOutcome<T> =
  /** The list is as wanted; `object` is the newest state we know. */
  | { readonly result: 'changed' | 'unchanged'; readonly object: T }
  /** The object changed since it was read: nothing was written. */
  | { readonly result: 'conflict' }
  /** The object does not exist any more. */
  | { readonly result: 'gone' };

/** Adds our finalizer behind those of others. */
export function addFinalizer<T extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  finalizer: string,
  signal?: AbortSignal,
): Promise<FinalizerOutcome<T>> {
  const present = object.metadata.finalizers ?? [];
  return present.includes(finalizer)
    ? Promise.resolve({ result: 'unchanged', object })
    : setFinalizers(client, resource, object, [...present, finalizer], signal);
}

/** Takes our finalizer off and leaves those of others. */
export function removeFinalizer<T extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  finalizer: string,
  signal?: AbortSignal,
): Promise<FinalizerOutcome<T>> {
  const present = object.metadata.finalizers ?? [];
  const others = present.filter((other) => other !== finalizer);
  return others.length === present.length
    ? Promise.resolve({ result: 'unchanged', object })
    : setFinalizers(client, resource, object, others, signal);
}

/**
 * Writes the whole list under a test of uid and resourceVersion, so that another controller's finalizer that was added
 * in between cannot be lost, and an object of the same name made in between is not touched.
 */
async function setFinalizers<T extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  finalizers: readonly string[],
  signal: AbortSignal | undefined,
): Promise<FinalizerOutcome<T>> {
  const { uid, resourceVersion } = object.metadata;
  const changed = await client
    .jsonPatch<T>(
      resource,
      object.metadata,
      [
        { op: 'test', path: '/metadata/uid', value: uid },
        { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
        { op: 'add', path: '/metadata/finalizers', value: finalizers },
      ],
      {},
      signal,
    )
    .catch((error: unknown) => {
      if (isNotFound(error)) return 'gone' as const;
      // The API server answers a test that does not hold with 422 and names no field; validation names one.
      if (isConflict(error) || (isInvalid(error) && error.fields.length === 0)) return 'conflict' as const;
      throw error;
    });
  return typeof changed === 'string' ? { result: changed } : { result: 'changed', object: changed };
}
