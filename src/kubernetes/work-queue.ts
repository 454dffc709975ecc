import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { BackoffNumbers } from './backoff.ts';
import { backoffMs } from './backoff.ts';

/** Low is for the initial list and the resync: a person's edit overtakes a sweep over ten thousand objects. */
export type Priority = 'normal' | 'low';

export type WorkQueue = ReturnType<typeof createWorkQueue>;

/** Node's timers hold 31 bits and fire at once beyond that; the queue then simply looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Delayed {
  dueAtMs: number;
  priority: Priority;
}

export interface WorkQueueOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly metrics: Metrics;
  readonly backoff?: BackoffNumbers;
}

/**
 * A queue of keys with client-go's contract. A key waits at most once, is worked on by one worker at a time, and a key
 * added while it is in work runs again afterwards. What changed is not queued: the worker reads the newest state.
 */
export function createWorkQueue({ name, clock, random, metrics, backoff }: WorkQueueOptions) {
  const numbers = backoff ?? { baseMs: 1_000, capMs: 300_000 };
  const waiting = { normal: new Set<string>(), low: new Set<string>() };
  const waitingSinceMs = new Map<string, number>();
  /** Keys in work, with their start time. */
  const processing = new Map<string, number>();
  /** Keys that were added while in work. */
  const dirty = new Map<string, Priority>();
  const delayed = new Map<string, Delayed>();
  const failureCounts = new Map<string, number>();
  const takers: ((key: string | undefined) => void)[] = [];
  let alarm: { readonly dueAtMs: number; readonly cancel: AbortController } | undefined;
  let isShutDown = false;

  metrics.observeQueue(name, () => ({
    depth: { normal: waiting.normal.size, low: waiting.low.size },
    startedAtMs: [...processing.values()],
    nowMs: clock.now(),
  }));

  const isWaiting = (key: string) => waiting.normal.has(key) || waiting.low.has(key);
  const higher = (a: Priority, b: Priority): Priority => (a === 'normal' ? a : b);

  function add(key: string, { priority = 'normal' }: { priority?: Priority } = {}): void {
    if (isShutDown) return;
    const wished = higher(priority, delayed.get(key)?.priority ?? priority);
    delayed.delete(key);
    metrics.queueAdded(name);
    if (processing.has(key)) {
      dirty.set(key, higher(wished, dirty.get(key) ?? wished));
      return;
    }
    enqueue(key, wished);
  }

  function enqueue(key: string, priority: Priority): void {
    if (waiting.normal.has(key)) return;
    if (priority === 'low' && waiting.low.has(key)) return;
    waiting.low.delete(key);
    waiting[priority].add(key);
    if (!waitingSinceMs.has(key)) waitingSinceMs.set(key, clock.now());
    handOut();
  }

  function handOut(): void {
    while (takers.length > 0) {
      const key = take();
      if (key === undefined) return;
      takers.shift()?.(key);
    }
  }

  function take(): string | undefined {
    const line = waiting.normal.size > 0 ? waiting.normal : waiting.low;
    const [key] = line;
    if (key === undefined) return undefined;
    line.delete(key);
    const nowMs = clock.now();
    metrics.queueWaited(name, nowMs - (waitingSinceMs.get(key) ?? nowMs));
    waitingSinceMs.delete(key);
    processing.set(key, nowMs);
    return key;
  }

  /** Adds the key when `ms` have passed; of several times for a key only the earliest counts. */
  function addAfter(key: string, ms: number, { priority = 'normal' }: { priority?: Priority } = {}): void {
    if (ms <= 0) {
      add(key, { priority });
      return;
    }
    // A key that already waits, or runs again after its present pass, comes earlier than any delay.
    if (isShutDown || isWaiting(key) || dirty.has(key)) return;
    const dueAtMs = clock.now() + ms;
    const known = delayed.get(key);
    delayed.set(key, {
      dueAtMs: Math.min(dueAtMs, known?.dueAtMs ?? dueAtMs),
      priority: higher(priority, known?.priority ?? priority),
    });
    setAlarm(dueAtMs);
  }

  /** One timer serves all delayed keys: it is set for the earliest of them. */
  function setAlarm(dueAtMs: number): void {
    if (alarm !== undefined && alarm.dueAtMs <= dueAtMs) return;
    alarm?.cancel.abort();
    const cancel = new AbortController();
    alarm = { dueAtMs, cancel };
    const waitMs = Math.min(Math.max(0, dueAtMs - clock.now()), LONGEST_TIMER_MS);
    clock.sleep(waitMs, cancel.signal).then(ring, () => undefined);
  }

  function ring(): void {
    alarm = undefined;
    const nowMs = clock.now();
    const due = [...delayed].filter(([, { dueAtMs }]) => dueAtMs <= nowMs);
    due.sort(([, a], [, b]) => a.dueAtMs - b.dueAtMs);
    for (const [key, { priority }] of due) add(key, { priority });
    let earliestMs = Infinity;
    for (const { dueAtMs } of delayed.values()) earliestMs = Math.min(earliestMs, dueAtMs);
    if (earliestMs !== Infinity) setAlarm(earliestMs);
  }

  /** Counts a failure and adds the key after its back-off, or after `atLeastMs` if that is longer. Returns the delay. */
  function addWithBackoff(key: string, { atLeastMs = 0 }: { atLeastMs?: number } = {}): number {
    const failures = (failureCounts.get(key) ?? 0) + 1;
    failureCounts.set(key, failures);
    metrics.queueRetried(name);
    const delayMs = Math.max(atLeastMs, backoffMs(failures, numbers, random));
    addAfter(key, delayMs);
    return delayMs;
  }

  /** The next key, which is then in work until `done`; undefined when the queue is shut down or the signal aborts. */
  function next(signal: AbortSignal): Promise<string | undefined> {
    if (isShutDown || signal.aborted) return Promise.resolve(undefined);
    const key = take();
    if (key !== undefined) return Promise.resolve(key);
    return new Promise((resolve) => {
      const onAbort = () => {
        takers.splice(takers.indexOf(taker), 1);
        resolve(undefined);
      };
      const taker = (taken: string | undefined) => {
        signal.removeEventListener('abort', onAbort);
        resolve(taken);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      takers.push(taker);
    });
  }

  /** Ends the work on a key. */
  function done(key: string): void {
    const startedAtMs = processing.get(key);
    if (startedAtMs === undefined) return;
    processing.delete(key);
    metrics.queueWorked(name, clock.now() - startedAtMs);
    const priority = dirty.get(key);
    dirty.delete(key);
    if (priority !== undefined && !isShutDown) enqueue(key, priority);
  }

  /** Hands out nothing more and takes nothing more; keys in work may still be finished. */
  function shutDown(): void {
    isShutDown = true;
    alarm?.cancel.abort();
    for (const map of [waiting.normal, waiting.low, waitingSinceMs, delayed, dirty]) map.clear();
    for (const taker of takers.splice(0)) taker(undefined);
  }

  return {
    add,
    addAfter,
    addWithBackoff,
    next,
    done,
    shutDown,
    /** Ends the key's history of failures: its next back-off starts small. */
    forget: (key: string): void => void failureCounts.delete(key),
    failures: (key: string): number => failureCounts.get(key) ?? 0,
    /** Keys that wait for a worker now. */
    get depth(): number {
      return waiting.normal.size + waiting.low.size;
    },
    /** Keys in work, with their start time in milliseconds of the clock. */
    inWork: (): ReadonlyMap<string, number> => processing,
    /** Keys that come later, with their due time in milliseconds of the clock. */
    later: (): ReadonlyMap<string, { readonly dueAtMs: number }> => delayed,
    /** Everything the queue knows, for the person who asks why a key is not worked on. */
    describe() {
      const nowMs = clock.now();
      return {
        name,
        waiting: { normal: [...waiting.normal], low: [...waiting.low] },
        inWork: [...processing].map(([key, startedAtMs]) => ({ key, forMs: Math.round(nowMs - startedAtMs) })),
        later: [...delayed].map(([key, { dueAtMs, priority }]) => ({
          key,
          inMs: Math.round(dueAtMs - nowMs),
          priority,
        })),
        failures: Object.fromEntries(failureCounts),
      };
    },
  };
}
