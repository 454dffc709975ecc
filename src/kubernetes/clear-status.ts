import type { ApplyStatusOutcome } from './apply-status.ts';
import type { JsonPatchOperation, KubernetesClient } from './client.ts';
import { isConflict, isInvalid, isNotFound } from './errors.ts';
import type { KubernetesObject, Resource } from './objects.ts';

/**
 * For a status of which the operator writes every field. Applying takes back only what nobody else has said as well: an
 * id that a restore or an editor wrote into the status, with the operator then agreeing, would stay for ever. What the
 * server holds beyond `status` is removed here, other controllers' conditions excepted.
 */
export async function clearStatus<T extends KubernetesObject & { status?: unknown }>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  status: object,
  signal?: AbortSignal,
): Promise<ApplyStatusOutcome<T>> {
  const leftovers = leftoversOf((object.status ?? {}) as Fields, status as Fields);
  if (leftovers.length === 0) return { result: 'unchanged', object };
  const { uid, resourceVersion } = object.metadata;
  try {
    const tests: JsonPatchOperation[] = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    ];
    const options = { subresource: 'status' };
    const cleared = await client.jsonPatch<T>(resource, object.metadata, [...tests, ...leftovers], options, signal);
    return { result: 'applied', object: cleared };
  } catch (error) {
    if (isNotFound(error)) return { result: 'gone' };
    // A test that does not hold is answered with 422 and names no field.
    if (isConflict(error) || (isInvalid(error) && error.fields.length === 0)) return { result: 'conflict' };
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function leftoversOf(held: Fields, wanted: Fields): JsonPatchOperation[] {
  return Object.entries(held).flatMap(([field, value]): JsonPatchOperation[] => {
    if (field === 'conditions') return [];
    const path = `/status/${field}`;
    const own = wanted[field];
    if (own === undefined) return [{ op: 'remove', path }];
    const hasMore = Array.isArray(value) && Array.isArray(own) && value.length > own.length;
    return hasMore ? [{ op: 'replace', path, value: own }] : [];
  });
}
