import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { KubernetesClient } from './client.ts';
import { isForbidden, isNotFound } from './errors.ts';
import { createListWatch } from './list-watch.ts';
import type { Logger } from './logger.ts';
import type { KubernetesObject, ObjectKey, Resource } from './objects.ts';
import { keyOf, resourceName } from './objects.ts';
import { createReferenceIndex } from './reference-index.ts';
import { createReferredStore } from './referred-store.ts';
import { STUCK_AFTER_MS } from './reflector.ts';

export interface ReferenceWatchOptions {
  readonly client: KubernetesClient;
  readonly resource: Resource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  /**
   * Something that `user` refers to came, changed or went. Must be quick; usually adds the key to a queue.
   * `isFirstList`: it was there before the watch began.
   */
  readonly onChange: (user: string, isFirstList: boolean) => void;
}

/**
 * Watches the objects of one kind that others refer to: metadata only, kept only where somebody refers to it, and no
 * request at all while nobody refers to anything. Nobody waits for it: who needs an object reads it.
 */
export function createReferenceWatch(options: ReferenceWatchOptions) {
  const { client, resource, clock, log, metrics } = options;
  const name = resourceName(resource);
  const index = createReferenceIndex();
  const store = createReferredStore({ isReferredTo: index.isReferredTo, onChange: (key) => tell(key) });
  let loop: ReturnType<typeof begin> | undefined;
  let isClosed = false;
  /** Ends of loops that were stopped. */
  const ending = new Set<Promise<void>>();

  function tell(key: string, exceptUser?: string): void {
    for (const user of index.users(key)) {
      if (user === exceptUser) continue;
      // A bug in what hangs on a change must not end the watch.
      try {
        options.onChange(user, loop?.isSynced() !== true);
      } catch (error) {
        log.error({ resource: name, key, user, err: error }, 'onChange threw: a bug');
      }
    }
  }

  /** One life of the watch, from the first reference to the last. */
  function begin() {
    const stop = new AbortController();
    let isSynced = false;
    let lastActivityMs = clock.now();
    let refusal: Error | undefined;
    const listWatch = createListWatch<KubernetesObject>({
      ...options,
      name,
      store,
      namespace: undefined,
      metadataOnly: true,
      onActivity: () => {
        lastActivityMs = clock.now();
        const wasRefused = refusal !== undefined;
        refusal = undefined;
        // Who was refused the object when the watch was refused as well must not wait for the object to change.
        if (wasRefused) for (const key of index.targets()) tell(key);
      },
      onFailure: (error) => {
        if (isForbidden(error) || isNotFound(error)) refusal = error;
      },
      onSynced: () => {
        isSynced = true;
      },
    });
    metrics.observeReflector(name, () => clock.now() - lastActivityMs);
    return {
      stop,
      ended: listWatch.run(stop.signal),
      isSynced: () => isSynced,
      refusal: () => refusal,
      isStuck: () => clock.now() - listWatch.lastTurnAt() > STUCK_AFTER_MS,
      describe: () => ({
        isSynced,
        refusal: refusal?.message,
        secondsSinceActivity: Math.round((clock.now() - lastActivityMs) / 1000),
        watches: [listWatch.describe()],
      }),
    };
  }

  function end(): void {
    if (loop === undefined) return;
    loop.stop.abort();
    const ended = loop.ended.finally(() => ending.delete(ended));
    ending.add(ended);
    loop = undefined;
    store.clear();
    metrics.forgetReflector(name);
  }

  return {
    /** What `user` refers to now; nothing once it is gone. Begins the watch with the first reference, ends it with the last. */
    set(user: string, targets: Iterable<string>): void {
      for (const target of index.set(user, targets)) store.forget(target);
      if (index.targets().length === 0) end();
      else if (!isClosed) loop ??= begin();
    },

    /** The whole object as it is now, or undefined when there is none. `user` is told of later states than this. */
    async read<T extends KubernetesObject>(user: string, key: ObjectKey, signal?: AbortSignal): Promise<T | undefined> {
      const object = await client.get<T>(resource, key, signal);
      if (object !== undefined && store.note(object)) tell(keyOf(key), user);
      return object;
    },

    /** Why the API server does not let this kind be watched: 403, or 404 for a kind that it does not serve. */
    refusal: () => loop?.refusal(),
    /** As for a reflector. */
    isStuck: (): boolean => loop?.isStuck() ?? false,
    describe: () => ({
      resource: name,
      references: index.targets().length,
      objects: store.objects.size,
      ...loop?.describe(),
    }),
    /** Ends the watch for good. */
    async close(): Promise<void> {
      isClosed = true;
      end();
      await Promise.all(ending);
    },
  };
}
