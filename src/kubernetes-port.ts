import { finalizer, group, keyOf, kind, plural, version } from './api/private-api.ts';
import type { PrivateApi, PrivateApiStatus } from './api/private-api.ts';
import type { Clock } from './clock.ts';
import { RetryableError } from './errors.ts';
import { applyStatus } from './kubernetes/apply-status.ts';
import { clearStatus } from './kubernetes/clear-status.ts';
import type { KubernetesClient } from './kubernetes/client.ts';
import { KubernetesError } from './kubernetes/errors.ts';
import type { createEventRecorder } from './kubernetes/events.ts';
import { addFinalizer, removeFinalizer } from './kubernetes/finalizers.ts';
import { applyIfUnchanged, createIfAbsent, deleteIfUnchanged } from './kubernetes/guarded-writes.ts';
import type { Resource } from './kubernetes/objects.ts';
import type { createObjectCache } from './object-cache.ts';
import type { KubernetesPort, WriteOutcome } from './reconcile/ports.ts';
import { configMaps } from './reference-watches.ts';
import type { createReferenceWatches } from './reference-watches.ts';

export const privateApis: Resource = { group, version, plural, kind, namespaced: true };

/** The one manager of every field that is written. */
const fieldManager = 'private-api-operator';

/** What a pass has after its signal aborted, to say in the status how it ended. */
const timeToSayMs = 15_000;

/**
 * How one pass meets Kubernetes: every write is remembered, and refusals become our kinds of error. A pass that still
 * runs when its time and the time to say so are over is not listened to any more.
 */
export function createKubernetesPort(parts: {
  client: KubernetesClient;
  cache: ReturnType<typeof createObjectCache>;
  events: ReturnType<typeof createEventRecorder>;
  references: Pick<ReturnType<typeof createReferenceWatches>, 'read'>;
  enqueue: (key: string) => void;
  clock: Clock;
  signal: AbortSignal;
}): KubernetesPort {
  const { client, cache, events, references, enqueue, clock, signal } = parts;
  let closesAtMs = Number.POSITIVE_INFINITY;
  signal.addEventListener('abort', () => (closesAtMs = clock.now() + timeToSayMs), { once: true });
  const isOver = () => clock.now() >= closesAtMs;

  async function written<Outcome>(write: () => Promise<Outcome>): Promise<Outcome> {
    if (isOver())
      throw new RetryableError({ reason: 'KubernetesUnavailable', message: 'nothing was written: the pass is over' });
    try {
      return await write();
    } catch (error) {
      throw error instanceof KubernetesError ? toOperatorError(error) : error;
    }
  }

  async function remembered(write: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    const outcome = await written(write);
    if (outcome.object !== undefined) cache.remember(outcome.object);
    return outcome;
  }

  async function writeStatus(object: PrivateApi, status: PrivateApiStatus): Promise<WriteOutcome> {
    const applied = await applyStatus(client, privateApis, object, status, fieldManager);
    if (applied.result === 'conflict' || applied.result === 'gone') return applied;
    const cleared = await clearStatus(client, privateApis, applied.object, status);
    return cleared.result === 'unchanged' ? applied : cleared;
  }

  return {
    applyStatus: (object, status) => remembered(() => writeStatus(object, status)),
    addFinalizer: (object) => remembered(() => addFinalizer(client, privateApis, object, finalizer)),
    removeFinalizer: (object) => remembered(() => removeFinalizer(client, privateApis, object, finalizer)),
    createConfigMap: (configMap) => written(() => createIfAbsent(client, configMaps, configMap)),
    applyConfigMap: (configMap, live) =>
      written(() => applyIfUnchanged(client, configMaps, configMap, live, fieldManager)),
    deleteConfigMap: (live) => written(() => deleteIfUnchanged(client, configMaps, live)),
    listPrivateApis: cache.list,
    readReferenced: (object, referredKind, name, condition) =>
      references.read(keyOf(object), referredKind, name, condition, signal),
    enqueue: (key) => {
      if (!isOver()) enqueue(key);
    },
    recordEvent: (object, event) => {
      if (!isOver()) events.record({ ...event, regarding: reference(object) });
    },
  };
}

function reference({ metadata }: PrivateApi) {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion: `${group}/${version}`, kind, namespace, name, uid, resourceVersion };
}

function toOperatorError(error: KubernetesError): RetryableError {
  return new RetryableError({
    reason: 'KubernetesUnavailable',
    message: `the Kubernetes API did not accept a write: ${error.message}`,
    cause: error,
    afterMs: error.retryAfterMs,
    outcomeUnknown: error.status === 0 || error.status >= 500,
  });
}
