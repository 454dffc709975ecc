import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PrivateApi, PrivateApiStatus } from '../../src/api/private-api.ts';
import {
  announce,
  clearAnnouncement,
  clearLostDeployments,
  confirmAnnounced,
  mayAppearUntilMs,
  nextForCreate,
  noteLostDeployment,
  takeForSending,
} from '../../src/reconcile/intent.ts';
import type { Announcement } from '../../src/reconcile/intent.ts';
import { createMemory } from '../../src/reconcile/memory.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const graceMs = 120_000;
const quarterMs = graceMs / 4;
const link: Announcement = { role: 'VpcLink', key: 'share-key' };
const seenBy = (status: PrivateApiStatus) => aPrivateApi({ status });

/** One process, with what it remembers; objects are what the API server holds. */
let memory = createMemory();
let objects: PrivateApi[] = [];
beforeEach(() => {
  memory = createMemory();
  objects = [aPrivateApi()];
});
const options = (afterMs: number) => ({ nowMs: startMs + afterMs, graceMs, memory });
const next = (afterMs: number) => nextForCreate(link, objects, options(afterMs));

/** What a pass does: writes the announcement to the status, and then knows that the API server has it. */
function announceAt(afterMs: number): void {
  objects = objects.map((object) =>
    seenBy(announce(object.status ?? { observedGeneration: 1 }, link, startMs + afterMs)),
  );
  confirmAnnounced(link, startMs + afterMs, memory);
}

describe('announce, send, wait', () => {
  test('a creation that nobody announced is announced first', () => {
    expect(next(0)).toEqual({ kind: 'announce' });
  });

  test('an announcement of this process is good for sending, for a quarter of the grace time', () => {
    announceAt(0);
    expect(next(0)).toEqual({ kind: 'send' });
    expect(next(quarterMs - 1)).toEqual({ kind: 'send' });
  });

  test('an announcement that was not used in that time is made anew, without waiting for itself', () => {
    announceAt(0);
    expect(next(quarterMs)).toEqual({ kind: 'announce' });
    announceAt(quarterMs);
    expect(next(quarterMs)).toEqual({ kind: 'send' });
    expect(objects[0]?.status?.pendingCreates).toHaveLength(1);
  });

  test('one that was sent, and whose answer was lost, is waited for until the grace time is over', () => {
    announceAt(0);
    expect(takeForSending(link, options(10))).toBe(true);
    expect(next(10)).toEqual({ kind: 'wait', untilMs: startMs + graceMs });
    expect(next(graceMs - 1)).toEqual({ kind: 'wait', untilMs: startMs + graceMs });
    expect(next(graceMs)).toEqual({ kind: 'announce' });
  });

  test('an announcement sends once', () => {
    announceAt(0);
    expect(takeForSending(link, options(10))).toBe(true);
    expect(takeForSending(link, options(10))).toBe(false);
  });

  test('it may not be sent under after a quarter of the grace time, however late the request got there', () => {
    announceAt(0);
    expect(takeForSending(link, options(quarterMs))).toBe(false);
  });

  test('without an announcement nothing is sent', () => {
    expect(takeForSending(link, options(0))).toBe(false);
  });

  test('an announcement of another process is waited for', () => {
    announceAt(0);
    memory = createMemory();
    expect(next(1)).toEqual({ kind: 'wait', untilMs: startMs + graceMs });
    expect(next(graceMs)).toEqual({ kind: 'announce' });
  });

  test('an announcement by any object holds back everybody who wants the same thing', () => {
    const other = seenBy(announce({ observedGeneration: 1 }, link, startMs));
    objects = [aPrivateApi(), other];
    expect(next(1)).toEqual({ kind: 'wait', untilMs: startMs + graceMs });
  });

  test('of two announcements the younger one counts', () => {
    objects = [0, 60_000].map((afterMs) => seenBy(announce({ observedGeneration: 1 }, link, startMs + afterMs)));
    expect(next(61_000)).toEqual({ kind: 'wait', untilMs: startMs + 60_000 + graceMs });
  });

  test('a second user of the link sends under the announcement of the first', () => {
    announceAt(0);
    objects = [...objects, aPrivateApi()];
    expect(next(5_000)).toEqual({ kind: 'send' });
  });

  test.each<Announcement>([
    { role: 'VpcLink', key: 'another' },
    { role: 'RestApi', key: 'share-key' },
  ])('an announcement of something else ($role $key) holds nobody back', (other) => {
    objects = [seenBy(announce({ observedGeneration: 1 }, other, startMs))];
    expect(next(1)).toEqual({ kind: 'announce' });
  });

  test('however the times fall, two sends are three quarters of the grace time apart at least', () => {
    const sentAtMs: number[] = [];
    for (let afterMs = 0; afterMs <= 20 * 60_000; afterMs += 1_700) {
      const { kind } = next(afterMs);
      if (kind === 'announce') announceAt(afterMs);
      // The request goes out some passes later, or too late.
      if (kind === 'send' && afterMs % 5 === 0 && takeForSending(link, options(afterMs))) sentAtMs.push(afterMs);
      // Every now and then the process ends.
      if (afterMs % 61_200 === 0) memory = createMemory();
    }
    expect(sentAtMs.length).toBeGreaterThan(2);
    const gaps = sentAtMs.slice(1).map((sent, index) => sent - sentAtMs[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(graceMs - quarterMs);
  });
});

describe('entries of the status', () => {
  const empty: PrivateApiStatus = { observedGeneration: 1 };

  test('an announcement is written with its time, beside others', () => {
    const status = announce(announce(empty, link, startMs), { role: 'RestApi', key: 'orders' }, startMs + 1_000);
    expect(status.pendingCreates).toEqual([
      { role: 'VpcLink', key: 'share-key', since: '2026-01-01T00:00:00.000Z' },
      { role: 'RestApi', key: 'orders', since: '2026-01-01T00:00:01.000Z' },
    ]);
  });

  test('a settled one is cleared, and the last one takes the list with it', () => {
    const both = announce(announce(empty, link, startMs), { role: 'RestApi', key: 'orders' }, startMs);
    const one = clearAnnouncement(both, link);
    expect(one.pendingCreates).toEqual([expect.objectContaining({ role: 'RestApi' })]);
    expect(clearAnnouncement(one, { role: 'RestApi', key: 'orders' })).toEqual(empty);
    expect(clearAnnouncement(empty, link)).toEqual(empty);
  });

  test('what was announced may appear until its grace time is over', () => {
    const status = announce(empty, link, startMs);
    expect(mayAppearUntilMs(status, 'VpcLink', graceMs)).toBe(startMs + graceMs);
    expect(mayAppearUntilMs(status, 'RestApi', graceMs)).toBe(0);
    expect(mayAppearUntilMs(empty, 'VpcLink', graceMs)).toBe(0);
  });

  test('a lost deployment is noted until its grace time is over, other entries stay', () => {
    const status = noteLostDeployment(announce(empty, link, startMs), 'hash', startMs);
    expect(clearLostDeployments(status, options(graceMs - 1))).toEqual(status);
    expect(clearLostDeployments(status, options(graceMs))).toEqual(announce(empty, link, startMs));
    expect(clearLostDeployments(noteLostDeployment(empty, 'hash', startMs), options(graceMs))).toEqual(empty);
  });
});
