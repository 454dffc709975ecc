import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { KubernetesClient } from './client.ts';
import { isNotFound } from './errors.ts';
import type { Logger } from './logger.ts';
import type { KubernetesObject, Resource } from './objects.ts';
import { microTime } from './objects.ts';

export const EVENTS: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

/** What is to be told about which object. */
export interface Occurrence {
  readonly regarding: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
    readonly uid?: string | undefined;
    readonly resourceVersion?: string | undefined;
  };
  readonly type: 'Normal' | 'Warning';
  /** Why, in PascalCase, such as a condition's reason. */
  readonly reason: string;
  /** What the controller did or tried, in PascalCase. */
  readonly action: string;
  /** For people; cut at the API's limit of 1024 bytes. */
  readonly note: string;
}

interface Series {
  readonly occurrence: Occurrence;
  readonly name: string;
  count: number;
  lastObservedMs: number;
  writtenMs: number;
  writtenCount: number;
}

const MAX_NOTE_BYTES = 1024;
/** A series that was quiet this long is over (client-go `tools/events`): the next occurrence is a new event. */
const SERIES_ENDS_AFTER_MS = 360_000;
const SERIES_WRITTEN_EVERY_MS = 60_000;
/** Writes that wait; more than this during an outage is news nobody needs any more. */
const MAX_PENDING = 200;
/** Per object: a burst, then one in five minutes, as client-go's spam filter. */
const BURST = 25;
const REFILL_MS = 300_000;

/** Tells people what happened, by events.k8s.io/v1. Equal occurrences become one event with a series. */
export function createEventRecorder(options: {
  readonly client: KubernetesClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** Such as `privateapi.dev/operator`. */
  readonly reportingController: string;
  /** This process, such as the pod's name. */
  readonly reportingInstance: string;
}) {
  const { client, clock, log, reportingController, reportingInstance } = options;
  const seriesByKey = new Map<string, Series>();
  const budgets = new Map<string, { tokens: number; atMs: number }>();
  const pending: (() => Promise<void>)[] = [];
  let writing: Promise<void> | undefined;
  let created = 0;

  /** Never waits and never throws; an event that cannot be written is lost, since conditions are the record. */
  function record(occurrence: Occurrence): void {
    const nowMs = clock.now();
    sweep(nowMs);
    const { regarding, type, reason, action, note } = occurrence;
    const key = JSON.stringify([
      regarding.kind,
      regarding.namespace,
      regarding.name,
      regarding.uid,
      type,
      reason,
      action,
      note,
    ]);
    const known = seriesByKey.get(key);
    if (known === undefined) {
      if (!spend(`${regarding.namespace}/${regarding.name}/${regarding.uid}`, nowMs)) return;
      const series = {
        occurrence,
        name: eventName(occurrence, nowMs),
        count: 1,
        lastObservedMs: nowMs,
        writtenMs: nowMs,
        writtenCount: 1,
      };
      seriesByKey.set(key, series);
      enqueue(() => create(series));
      return;
    }
    known.count += 1;
    known.lastObservedMs = nowMs;
    if (known.count === 2 || nowMs - known.writtenMs >= SERIES_WRITTEN_EVERY_MS) enqueueSeries(known, nowMs);
  }

  function sweep(nowMs: number): void {
    for (const [key, series] of seriesByKey) {
      if (nowMs - series.lastObservedMs < SERIES_ENDS_AFTER_MS) continue;
      seriesByKey.delete(key);
      if (series.count > series.writtenCount) enqueueSeries(series, nowMs);
    }
    for (const [key, budget] of budgets) {
      if (nowMs - budget.atMs > BURST * REFILL_MS) budgets.delete(key);
    }
  }

  function spend(key: string, nowMs: number): boolean {
    const budget = budgets.get(key) ?? { tokens: BURST, atMs: nowMs };
    const tokens = Math.min(BURST, budget.tokens + (nowMs - budget.atMs) / REFILL_MS);
    budgets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    return tokens >= 1;
  }

  function eventName({ regarding }: Occurrence, nowMs: number): string {
    created += 1;
    const unique = createHash('sha256').update(`${reportingInstance} ${nowMs} ${created}`).digest('hex').slice(0, 16);
    return `${regarding.name.slice(0, 230)}.${unique}`;
  }

  function eventOf({ occurrence, name, lastObservedMs }: Series): KubernetesObject {
    const { regarding, type, reason, action, note } = occurrence;
    const event = {
      metadata: { name, namespace: regarding.namespace ?? 'default' },
      eventTime: microTime(lastObservedMs),
      reportingController,
      reportingInstance: reportingInstance.slice(0, 128),
      regarding,
      type,
      reason: reason.slice(0, 128),
      action: action.slice(0, 128),
      note: cut(note),
    };
    return event;
  }

  async function create(series: Series): Promise<void> {
    await client.create(EVENTS, eventOf(series));
  }

  function enqueueSeries(series: Series, nowMs: number): void {
    series.writtenMs = nowMs;
    series.writtenCount = series.count;
    const value = { count: series.count, lastObservedTime: microTime(series.lastObservedMs) };
    const key = { namespace: series.occurrence.regarding.namespace ?? 'default', name: series.name };
    enqueue(async () => {
      try {
        await client.jsonPatch(EVENTS, key, [{ op: 'add', path: '/series', value }]);
      } catch (error) {
        // The API server forgets events after an hour: tell it anew.
        if (!isNotFound(error)) throw error;
        await create(series);
      }
    });
  }

  function enqueue(write: () => Promise<void>): void {
    if (pending.length >= MAX_PENDING) {
      log.warn({ pending: pending.length }, 'event dropped: too many wait');
      return;
    }
    pending.push(write);
    writing ??= writeAll();
  }

  async function writeAll(): Promise<void> {
    for (let write = pending.shift(); write !== undefined; write = pending.shift()) {
      await write().catch((error: unknown) => log.warn({ err: error }, 'event could not be written'));
    }
    writing = undefined;
  }

  return {
    record,
    /** Writes what still waits, counts of running series included. */
    async flush(): Promise<void> {
      for (const series of seriesByKey.values()) {
        if (series.count > series.writtenCount) enqueueSeries(series, clock.now());
      }
      await writing;
    },
  };
}

function cut(note: string): string {
  const bytes = Buffer.from(note);
  // A character cut in two decodes to U+FFFD, which is left out.
  return bytes.length <= MAX_NOTE_BYTES
    ? note
    : bytes
        .subarray(0, MAX_NOTE_BYTES)
        .toString()
        .replace(/\uFFFD+$/, '');
}
