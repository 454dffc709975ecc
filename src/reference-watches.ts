import type { PrivateApi } from './api/private-api.ts';
import type { ReferredKind, ReferredObjects } from './api/referred-objects.ts';
import type { Clock } from './clock.ts';
import { RetryableError, TerminalError } from './errors.ts';
import type { ErrorDetails } from './errors.ts';
import type { KubernetesClient } from './kubernetes/client.ts';
import { isForbidden, isNotFound, KubernetesError } from './kubernetes/errors.ts';
import type { Logger } from './kubernetes/logger.ts';
import type { KubernetesObject, Resource } from './kubernetes/objects.ts';
import { parseKey, resourceName } from './kubernetes/objects.ts';
import { createReferenceWatch } from './kubernetes/reference-watch.ts';
import type { Priority } from './kubernetes/work-queue.ts';
import type { Metrics } from './metrics.ts';

/** A kind that specs refer to, and what refers to it. */
export interface Reference {
  readonly kind: ReferredKind;
  readonly resource: Resource;
  /** Names in the object's own namespace. The spec may have stopped to parse. */
  readonly namesIn: (spec: Partial<PrivateApi['spec']>) => readonly string[];
}

export const configMaps: Resource = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

/** One row for each kind; its rights are in deploy/kustomize/base/operator-role.yaml. */
const privateApiReferences: readonly Reference[] = [
  {
    kind: 'ConfigMap',
    resource: configMaps,
    // What is exported to, so that changes made by others are put back.
    namesIn: (spec) => [spec.export?.configMap?.name ?? []].flat(),
  },
  {
    kind: 'Service',
    resource: { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true },
    namesIn: ({ backends = [] }) => backends.flatMap(({ service }) => service?.name ?? []),
  },
  {
    kind: 'Ingress',
    resource: { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', kind: 'Ingress', namespaced: true },
    namesIn: ({ backends = [] }) => backends.flatMap(({ ingress }) => ingress?.name ?? []),
  },
];

/** Watches what PrivateApis refer to, as long as one does, and brings them into the queue when it changes. */
export function createReferenceWatches(parts: {
  readonly client: KubernetesClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly enqueue: (key: string, priority: Priority) => void;
  readonly references?: readonly Reference[];
}) {
  const { enqueue, references = privateApiReferences, ...watchParts } = parts;
  const rows = references.map((reference) => ({
    ...reference,
    watch: createReferenceWatch({
      ...watchParts,
      resource: reference.resource,
      // What was there before the watch began must not stand in the way of a person's edit.
      onChange: (user, isFirstList) => enqueue(user, isFirstList ? 'low' : 'normal'),
    }),
  }));

  return {
    /** The PrivateApi of this key is like this now; undefined: it is gone. */
    follow(key: string, object: PrivateApi | undefined): void {
      const isUser = object !== undefined && object.metadata.deletionTimestamp === undefined;
      for (const { watch, namesIn } of rows) {
        const names = isUser ? namesIn((object as Partial<PrivateApi>).spec ?? {}) : [];
        watch.set(
          key,
          names.map((name) => `${object?.metadata.namespace}/${name}`),
        );
      }
    },

    /** The referred object as it is now; undefined when there is none. `user` is the key of the PrivateApi. */
    async read<K extends ReferredKind>(
      user: string,
      kind: K,
      name: string,
      condition: ErrorDetails['condition'],
      signal: AbortSignal,
    ): Promise<ReferredObjects[K] | undefined> {
      const row = rows.find((candidate) => candidate.kind === kind);
      if (row === undefined) throw new TypeError(`nothing refers to a ${kind}`);
      const key = { namespace: parseKey(user).namespace ?? '', name };
      const blame = condition === undefined ? {} : { condition };
      try {
        const object = await row.watch.read<KubernetesObject>(user, key, signal);
        const refusal = row.watch.refusal();
        // Not found is also the answer for a kind that the API server does not have.
        if (object === undefined && isNotFound(refusal)) throw refusal;
        return object as ReferredObjects[K] | undefined;
      } catch (error) {
        if (error instanceof KubernetesError) throw toOperatorError(error, kind, key, row.resource, blame);
        throw error;
      }
    },

    isStuck: (): boolean => rows.some(({ watch }) => watch.isStuck()),
    describe: () => rows.map(({ watch }) => watch.describe()),
    close: async (): Promise<void> => {
      await Promise.all(rows.map(({ watch }) => watch.close()));
    },
  };
}

function toOperatorError(
  error: KubernetesError,
  kind: ReferredKind,
  { namespace, name }: { namespace: string; name: string },
  resource: Resource,
  blame: Pick<ErrorDetails, 'condition'>,
): TerminalError | RetryableError {
  const what = `${kind} ${namespace}/${name}`;
  if (isForbidden(error) || isNotFound(error)) {
    const why = isForbidden(error)
      ? `its ClusterRole needs get, list and watch on ${resourceName(resource)}`
      : `the API server does not serve ${resourceName(resource)}`;
    const message = `the operator cannot read ${what}: ${why}`;
    return new TerminalError({ reason: 'KubernetesAccessDenied', message, cause: error, ...blame });
  }
  const message = `the Kubernetes API did not answer for ${what}: ${error.message}`;
  return new RetryableError({ reason: 'KubernetesUnavailable', message, cause: error, afterMs: error.retryAfterMs });
}
