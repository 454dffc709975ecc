import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { createEventRecorder } from '../../src/kubernetes/events.ts';
import type { Occurrence } from '../../src/kubernetes/events.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld } from './widgets.ts';

beforeEach(() => {
  useVirtualTime();
});
afterEach(() => {
  jest.useRealTimers();
});

interface SentEvent {
  readonly reason?: string;
  readonly note?: string;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

async function build() {
  const world = await createWidgetWorld();
  const recorder = createEventRecorder({
    ...world,
    clock: systemClock,
    reportingController: 'test.example/operator',
    reportingInstance: 'operator-0',
  });
  const occurrence = (change: Partial<Occurrence> = {}): Occurrence => ({
    regarding: { apiVersion: 'test.example/v1', kind: 'Widget', namespace: 'shop', name: 'a', uid: 'u-1' },
    type: 'Warning',
    reason: 'VpcLinkFailed',
    action: 'Reconcile',
    note: 'the link failed',
    ...change,
  });
  const sent = () => world.api.objects('events') as unknown as SentEvent[];
  return { ...world, world, recorder, occurrence, sent };
}

test('an event says who, what and why', async () => {
  const { recorder, occurrence, sent } = await build();
  recorder.record(occurrence());
  await quiet();
  expect(sent()).toMatchObject([
    {
      metadata: { namespace: 'shop' },
      type: 'Warning',
      reason: 'VpcLinkFailed',
      action: 'Reconcile',
      note: 'the link failed',
      reportingController: 'test.example/operator',
      reportingInstance: 'operator-0',
      regarding: { kind: 'Widget', name: 'a', uid: 'u-1' },
    },
  ]);
});

test('equal occurrences become one event with a series, in few requests', async () => {
  const { recorder, occurrence, sent, requests } = await build();
  for (let index = 0; index < 120; index += 1) {
    recorder.record(occurrence());
    await pass(1_000);
  }
  expect(sent()).toHaveLength(1);
  expect(requests.length).toBeLessThanOrEqual(4);
  await recorder.flush();
  expect(sent()[0]?.series?.count).toBe(120);
});

test('after six quiet minutes the same occurrence is a new event, and the old count was told', async () => {
  const { recorder, occurrence, sent } = await build();
  for (let index = 0; index < 5; index += 1) recorder.record(occurrence());
  await pass(360_000);
  recorder.record(occurrence());
  await quiet();
  expect(
    sent()
      .map(({ series }) => series?.count ?? 1)
      .toSorted((a, b) => a - b),
  ).toEqual([1, 5]);
});

test('a series that the API server has forgotten is told anew', async () => {
  const { recorder, occurrence, sent, world } = await build();
  recorder.record(occurrence());
  await quiet();
  world.api.faults.place({ resource: 'events', verb: 'patch', when: 'before', refusal: 'notFound' });
  const [before] = world.api.objects('events');
  await world.person.delete(
    { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event', namespaced: true },
    { namespace: 'shop', name: before?.metadata.name ?? '' },
  );
  recorder.record(occurrence());
  await quiet();
  expect(sent()).toHaveLength(1);
});

test('an object that floods is held back, others are not', async () => {
  const { recorder, occurrence, sent } = await build();
  for (let index = 0; index < 100; index += 1) recorder.record(occurrence({ note: `note ${index}` }));
  recorder.record(occurrence({ regarding: { ...occurrence().regarding, name: 'b', uid: 'u-2' } }));
  await quiet();
  expect(sent()).toHaveLength(26);
  await pass(300_000);
  recorder.record(occurrence({ note: 'later' }));
  await quiet();
  expect(sent()).toHaveLength(27);
});

test.each(['connectionLost', 'internalError', 'forbidden', 'tooManyRequests', 'silence'] as const)(
  'a write that ends in %s costs that event only, and nobody waits for it',
  async (refusal) => {
    const { recorder, occurrence, sent, world } = await build();
    world.api.faults.place({ resource: 'events', when: 'before', refusal });
    recorder.record(occurrence({ reason: 'First' }));
    recorder.record(occurrence({ reason: 'Second' }));
    await pass(16_000);
    expect(sent().map(({ reason }) => reason)).toEqual(['Second']);
  },
);

test('an outage keeps a bounded number of events', async () => {
  const { recorder, occurrence, world } = await build();
  world.intercept = () => new Promise<never>(() => {});
  for (let index = 0; index < 1_000; index += 1) {
    recorder.record(occurrence({ regarding: { ...occurrence().regarding, name: `n${index}`, uid: `u${index}` } }));
  }
  expect(world.log.lines.filter(({ message }) => message.startsWith('event dropped')).length).toBeGreaterThan(700);
  await pass(30_000);
});

test('a note is cut at the API’s 1024 bytes, between characters', async () => {
  const { recorder, occurrence, sent } = await build();
  recorder.record(occurrence({ note: `x${'é'.repeat(2_000)}` }));
  await quiet();
  expect(sent()[0]?.note).toBe(`x${'é'.repeat(511)}`);
});
