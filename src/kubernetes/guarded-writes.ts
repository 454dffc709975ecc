import type { KubernetesClient } from './client.ts';
import { isConflict, isNotFound } from './errors.ts';
import type { KubernetesObject, Resource } from './objects.ts';

/** `conflict`: somebody made or changed the object since it was looked at, and nothing was written. */
export type GuardedOutcome = 'done' | 'conflict';

/** A creation, never an update: server-side apply would merge into what somebody made meanwhile. */
export function createIfAbsent(
  client: KubernetesClient,
  resource: Resource,
  object: KubernetesObject,
): Promise<GuardedOutcome> {
  return conflictOr(client.create(resource, object));
}

/** Server-side apply of `object` onto what was read. */
export function applyIfUnchanged(
  client: KubernetesClient,
  resource: Resource,
  object: KubernetesObject,
  live: KubernetesObject,
  fieldManager: string,
): Promise<GuardedOutcome> {
  const { uid, resourceVersion } = live.metadata;
  const guarded: KubernetesObject = { ...object, metadata: { ...object.metadata, uid, resourceVersion } };
  return conflictOr(client.apply(resource, guarded, { fieldManager, force: true }));
}

/** Gone already is done. */
export async function deleteIfUnchanged(
  client: KubernetesClient,
  resource: Resource,
  { metadata }: KubernetesObject,
): Promise<GuardedOutcome> {
  const { uid, resourceVersion } = metadata;
  const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  try {
    return await conflictOr(client.delete(resource, metadata, preconditions));
  } catch (error) {
    if (isNotFound(error)) return 'done';
    throw error;
  }
}

async function conflictOr(write: Promise<unknown>): Promise<GuardedOutcome> {
  try {
    await write;
    return 'done';
  } catch (error) {
    if (isConflict(error)) return 'conflict';
    throw error;
  }
}
