import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { backoffMs } from './backoff.ts';
import type { KubernetesClient, List } from './client.ts';
import { isGone } from './errors.ts';
import type { Logger } from './logger.ts';
import type { ObjectStore } from './object-store.ts';
import type { KubernetesObject, Resource } from './objects.ts';
import { keyOf } from './objects.ts';
import { classifyWatchFailure } from './watch-exit.ts';

// client-go v0.36 `tools/cache/reflector.go`: page size, watch time, back-off.
const PAGE_SIZE = 500;
const WATCH_SECONDS = { least: 300, most: 600 };
const BACKOFF = { baseMs: 800, capMs: 30_000 };
const BACKOFF_RESET_MS = 120_000;
/** A watch that ends sooner without a word is no watch: a proxy or server in trouble must not be asked in a tight loop. */
const SHORT_WATCH_MS = 1_000;
/** A full list now and then makes good whatever a bug in this file or in the server has lost. */
const RELIST_MS = { least: 36_000_000, most: 43_200_000 };
/** More objects than this that vanish between two lists are believed only when several lists in a row say so. */
const MASS_VANISHING = { atLeast: 5, share: 0.1, listsToBelieve: 3 };

export interface ListWatchOptions<T extends KubernetesObject> {
  readonly client: KubernetesClient;
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly store: ObjectStore<T>;
  readonly onActivity: () => void;
  /** A list or watch ended with this error; it is begun again whatever it was. */
  readonly onFailure?: (error: unknown) => void;
  /** Called once, after the first complete list. */
  readonly onSynced: () => void;
}

/** One list-and-watch loop, over one namespace or the whole cluster, that fills a store and never dies. */
export function createListWatch<T extends KubernetesObject>(options: ListWatchOptions<T>) {
  const { client, resource, name, namespace, clock, random, log, metrics, store } = options;
  const { labelSelector, metadataOnly } = options;
  const selection = { namespace, labelSelector, metadataOnly };
  const between = ({ least, most }: { least: number; most: number }) => least + (most - least) * random();

  /** Where a watch goes on from; undefined: list first. */
  let resourceVersion: string | undefined;
  let relistAtMs = 0;
  let isSynced = false;
  let failures = 0;
  let lastFailureMs = -Infinity;
  let listsWithMassVanishing = 0;
  let lastTurnMs = clock.now();
  let lastExpiredMs = -Infinity;

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      lastTurnMs = clock.now();
      try {
        if (resourceVersion === undefined || clock.now() >= relistAtMs) resourceVersion = await list(signal);
        await watch(resourceVersion, signal);
      } catch (error) {
        if (signal.aborted) return;
        options.onFailure?.(error);
        const { reason, relist, atLeastMs } = classifyWatchFailure(error);
        if (relist) resourceVersion = undefined;
        metrics.watchRestarted(name, reason);
        if (reason === 'Expired') {
          // What comes after an outage: the server is back, so its past failures say nothing. Only the first time, since
          // history that is forgotten faster than it is listed must not lead to one list after the other.
          if (clock.now() - lastExpiredMs > BACKOFF_RESET_MS) failures = 0;
          lastExpiredMs = clock.now();
        }
        await backOff(atLeastMs, { reason, relist, err: error }, signal);
      }
    }
  }

  async function backOff(atLeastMs: number, fields: object, signal: AbortSignal): Promise<void> {
    if (clock.now() - lastFailureMs > BACKOFF_RESET_MS) failures = 0;
    failures += 1;
    const waitMs = Math.max(atLeastMs, backoffMs(failures, BACKOFF, random));
    log.warn({ resource: name, namespace, waitMs, ...fields }, 'watch interrupted');
    await clock.sleep(waitMs, signal).catch(() => undefined);
    lastFailureMs = clock.now();
  }

  /**
   * Brings the store to the state of one moment. Asks for the newest state, never the cache's oldest (`resourceVersion=0`):
   * that could show the past of before a restart, in which a deleted object still lives.
   */
  async function list(signal: AbortSignal): Promise<string> {
    const present = new Set<string>();
    const take = (page: List<T>) => {
      heard();
      for (const item of page.items) {
        present.add(keyOf(item.metadata));
        store.put(item);
      }
    };
    let page = await client.list<T>(resource, { ...selection, limit: PAGE_SIZE }, signal);
    take(page);
    while (page.continue !== undefined) {
      try {
        page = await client.list<T>(resource, { ...selection, limit: PAGE_SIZE, continue: page.continue }, signal);
      } catch (error) {
        // The moment the pages belong to is older than the server's memory: take it in one piece.
        if (!isGone(error)) throw error;
        present.clear();
        page = await client.list<T>(resource, selection, signal);
      }
      take(page);
    }
    dropVanished(present);
    relistAtMs = clock.now() + between(RELIST_MS);
    if (!isSynced) options.onSynced();
    isSynced = true;
    return page.resourceVersion;
  }

  /** Objects whose deletion no watch told us, for instance because none was open. */
  function dropVanished(present: ReadonlySet<string>): void {
    const mine = store.list().filter((object) => namespace === undefined || object.metadata.namespace === namespace);
    const vanished = mine.filter((object) => !present.has(keyOf(object.metadata)));
    if (vanished.length > Math.max(MASS_VANISHING.atLeast, mine.length * MASS_VANISHING.share)) {
      listsWithMassVanishing += 1;
      log.error({ resource: name, vanished: vanished.length, of: mine.length }, 'many objects vanished unannounced');
      if (listsWithMassVanishing < MASS_VANISHING.listsToBelieve) throw new Error('list not believed yet');
    }
    listsWithMassVanishing = 0;
    for (const object of vanished) store.remove(object);
  }

  async function watch(from: string, signal: AbortSignal): Promise<void> {
    const startedAtMs = clock.now();
    let events = 0;
    const timeoutSeconds = Math.round(between(WATCH_SECONDS));
    for await (const event of client.watch<T>(
      resource,
      { ...selection, resourceVersion: from, timeoutSeconds },
      signal,
    )) {
      heard();
      events += 1;
      if (event.type === 'DELETED') store.remove(event.object);
      else if (event.type !== 'BOOKMARK') store.put(event.object);
      resourceVersion = event.object.metadata.resourceVersion;
    }
    if (signal.aborted) return;
    const isShort = events === 0 && clock.now() - startedAtMs < SHORT_WATCH_MS;
    metrics.watchRestarted(name, isShort ? 'ShortWatch' : 'Closed');
    if (isShort) await backOff(0, { reason: 'ShortWatch', relist: false }, signal);
    else heard();
  }

  function heard(): void {
    lastTurnMs = clock.now();
    options.onActivity();
  }

  return {
    run,
    /** When this loop last got anywhere, be it to a failure: it goes on getting somewhere while the server is away. */
    lastTurnAt: (): number => lastTurnMs,
    describe: () => ({
      namespace: namespace ?? '*',
      resourceVersion,
      failures,
      secondsToRelist: Math.round((relistAtMs - clock.now()) / 1000),
    }),
  };
}
