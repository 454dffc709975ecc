import { finalizer, group, kind, plural, version } from './api/private-api.ts';
import type { PrivateApi } from './api/private-api.ts';
import { RetryableError } from './errors.ts';
import { applyStatus } from './kubernetes/apply-status.ts';
import type { KubernetesClient } from './kubernetes/client.ts';
import { KubernetesError } from './kubernetes/errors.ts';
import type { createEventRecorder } from './kubernetes/events.ts';
import { addFinalizer, removeFinalizer } from './kubernetes/finalizers.ts';
import type { Resource } from './kubernetes/objects.ts';
import type { createObjectCache } from './object-cache.ts';
import type { KubernetesPort, WriteOutcome } from './reconcile/ports.ts';

export const privateApis: Resource = { group, version, plural, kind, namespaced: true };

/** The one manager of every field in the status. */
const statusFieldManager = 'private-api-operator';

/** How passes meet Kubernetes: every write is remembered, and refusals become our kinds of error. */
export function createKubernetesPort(parts: {
  client: KubernetesClient;
  cache: ReturnType<typeof createObjectCache>;
  events: ReturnType<typeof createEventRecorder>;
  enqueue: (key: string) => void;
}): KubernetesPort {
  const { client, cache, events, enqueue } = parts;

  async function remembered(write: Promise<WriteOutcome>): Promise<WriteOutcome> {
    try {
      const outcome = await write;
      if (outcome.object !== undefined) cache.remember(outcome.object);
      return outcome;
    } catch (error) {
      throw error instanceof KubernetesError ? toOperatorError(error) : error;
    }
  }

  return {
    applyStatus: (object, status) => remembered(applyStatus(client, privateApis, object, status, statusFieldManager)),
    addFinalizer: (object) => remembered(addFinalizer(client, privateApis, object, finalizer)),
    removeFinalizer: (object) => remembered(removeFinalizer(client, privateApis, object, finalizer)),
    listPrivateApis: cache.list,
    enqueue,
    recordEvent: (object, event) => events.record({ ...event, regarding: reference(object) }),
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

