import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { KubernetesClient } from './client.ts';
import { createListWatch } from './list-watch.ts';
import type { Logger } from './logger.ts';
import { createObjectStore } from './object-store.ts';
import type { OnChange } from './object-store.ts';
import type { KubernetesObject, Resource } from './objects.ts';
import { resourceName } from './objects.ts';

export type Reflector<T extends KubernetesObject> = ReturnType<typeof createReflector<T>>;

export interface ReflectorOptions<T extends KubernetesObject> {
  readonly client: KubernetesClient;
  readonly resource: Resource;
  /** Without it: the whole cluster. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Makes objects smaller before they are kept; may change its argument. */
  readonly transform?: (object: T) => T;
  /** Must be quick; usually adds the key to a queue. */
  readonly onChange: OnChange<T>;
}

/** Ten minutes of watch, the reader's half minute of grace, a back-off and a list all fit in. */
export const STUCK_AFTER_MS = 900_000;

/** Keeps a local copy of all objects of a kind, and tells of each change. Objects handed out must not be changed. */
export function createReflector<T extends KubernetesObject>(options: ReflectorOptions<T>) {
  const { resource, namespaces, clock, log, metrics, transform = (object: T) => object } = options;
  const name = resourceName(resource);
  const synced = Promise.withResolvers<void>();
  let lastActivityMs = clock.now();
  let unsynced = 0;

  // A bug in what hangs on a change must not end the watch, and must not lose the changes after it.
  const store = createObjectStore<T>((key, current, previous) => {
    try {
      options.onChange(key, current, previous);
    } catch (error) {
      log.error({ resource: name, key, err: error }, 'onChange threw: a bug');
    }
  }, transform);

  const scopes = namespaces === undefined ? [undefined] : namespaces;
  const listWatches = scopes.map((namespace) => {
    unsynced += 1;
    return createListWatch<T>({
      ...options,
      name,
      namespace,
      store,
      onActivity: () => {
        lastActivityMs = clock.now();
      },
      onSynced: () => {
        unsynced -= 1;
        if (unsynced === 0) synced.resolve();
      },
    });
  });
  metrics.observeReflector(name, () => clock.now() - lastActivityMs);

  return {
    /** Lists and watches until the signal aborts. Survives everything else. */
    run: async (signal: AbortSignal): Promise<void> => {
      await Promise.all(listWatches.map((listWatch) => listWatch.run(signal)));
    },
    get: (key: string): T | undefined => store.get(key),
    list: (): T[] => store.list(),
    hasSynced: (): boolean => unsynced === 0,
    /** Resolves after the first complete list; rejects with the signal's reason. */
    whenSynced: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason as Error);
        if (signal.aborted) onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        void synced.promise.then(() => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        });
      }),
    /** When the API server last said anything, in milliseconds of the clock: a page, an event or a bookmark. */
    lastActivityAt: (): number => lastActivityMs,
    /**
     * True when a loop has gone round for longer than its longest watch can last. That is a fault of this process; an
     * API server that is away, or refuses, is none, and a restart would not bring it back.
     */
    isStuck: (): boolean => listWatches.some((listWatch) => clock.now() - listWatch.lastTurnAt() > STUCK_AFTER_MS),
    /** For the person who asks what is watched and how far it is. */
    describe: () => ({
      resource: name,
      isSynced: unsynced === 0,
      objects: store.objects.size,
      secondsSinceActivity: Math.round((clock.now() - lastActivityMs) / 1000),
      watches: listWatches.map((listWatch) => listWatch.describe()),
    }),
  };
}
