import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLeaderElection } from '../../src/kubernetes/leader-election.ts';
import { LEASES } from '../../src/kubernetes/lease.ts';
import type { Lease } from '../../src/kubernetes/lease.ts';
import { createSteadyClock } from '../../src/kubernetes/steady-clock.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld } from './widgets.ts';
import type { WidgetWorld } from './widgets.ts';

const KEY = { namespace: 'shop', name: 'operator' };
let stops: AbortController[];

beforeEach(() => {
  useVirtualTime();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) stop.abort();
  await pass(60_000);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function candidate(world: WidgetWorld, identity: string) {
  const stop = new AbortController();
  stops.push(stop);
  // Constructed late in real life too: the steady clock starts at the wall clock's time.
  const clock = createSteadyClock();
  const election = createLeaderElection({
    ...world,
    ...KEY,
    clock,
    random: () => 0,
    identity,
    leaseDurationMs: 15_000,
    renewDeadlineMs: 10_000,
    retryPeriodMs: 2_000,
  });
  const state = { ended: undefined as 'lost' | 'released' | undefined, acquired: false };
  void election.acquired.then(() => (state.acquired = true));
  const run = () => void election.run(stop.signal).then((end) => (state.ended = end));
  return { ...election, state, stop, run };
}

const lease = async (world: WidgetWorld): Promise<Lease> => {
  const found = await world.person.get<Lease>(LEASES, KEY);
  if (found === undefined) throw new Error('no lease');
  return found;
};

describe('in good weather', () => {
  test('the first makes the lease and leads, the second waits', async () => {
    const world = await createWidgetWorld();
    const [a, b] = [candidate(world, 'a'), candidate(world, 'b')];
    a.run();
    await quiet();
    b.run();
    await pass(60_000);
    expect([a.isLeading(), b.isLeading()]).toEqual([true, false]);
    expect([a.state.acquired, b.state.acquired]).toEqual([true, false]);
    const { spec } = await lease(world);
    expect(spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(spec?.renewTime).toMatch(/\.\d{6}Z$/);
  });

  test('a leader that stops releases the lease, and the next leads within a retry period', async () => {
    const world = await createWidgetWorld();
    const [a, b] = [candidate(world, 'a'), candidate(world, 'b')];
    a.run();
    await quiet();
    b.run();
    await pass(5_000);
    a.stop.abort();
    await quiet();
    expect(a.state.ended).toBe('released');
    expect(a.isLeading()).toBe(false);
    await pass(2_000);
    expect(b.isLeading()).toBe(true);
    expect((await lease(world)).spec?.leaseTransitions).toBe(1);
  });

  test('one that stops while it waits leaves the lease as it is', async () => {
    const world = await createWidgetWorld();
    const [a, b] = [candidate(world, 'a'), candidate(world, 'b')];
    a.run();
    await quiet();
    b.run();
    await pass(3_000);
    b.stop.abort();
    await quiet();
    expect(b.state.ended).toBe('released');
    expect((await lease(world)).spec?.holderIdentity).toBe('a');
    expect(a.isLeading()).toBe(true);
  });

  test('a renewal is one request', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await quiet();
    const before = world.requests.length;
    await pass(20_000);
    expect(world.requests.slice(before).map(({ method }) => method)).toEqual(Array(10).fill('PUT'));
  });
});

describe('a leader that dies', () => {
  test('is followed when its lease has been seen unchanged for its whole duration, not before', async () => {
    const world = await createWidgetWorld();
    const [a, b] = [candidate(world, 'a'), candidate(world, 'b')];
    a.run();
    await pass(4_100);
    b.run();
    await quiet();
    // The process is gone: no request of its arrives any more.
    world.intercept = ({ body }) => {
      if (Buffer.from(body).toString().includes('"holderIdentity":"a"')) throw new Error('dead');
      return undefined;
    };
    await pass(14_000);
    expect(b.isLeading()).toBe(false);
    await pass(3_000);
    expect(b.isLeading()).toBe(true);
  });

  test('is followed by one only, however many wait', async () => {
    const world = await createWidgetWorld();
    await world.person.create<Lease>(LEASES, {
      metadata: KEY,
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 15 },
    });
    const all = ['a', 'b', 'c', 'd'].map((identity) => candidate(world, identity));
    for (const one of all) one.run();
    for (let second = 0; second < 60; second += 1) {
      await pass(1_000);
      expect(all.filter((one) => one.isLeading()).length).toBeLessThanOrEqual(1);
    }
    expect(all.filter((one) => one.isLeading())).toHaveLength(1);
  });
});

describe('faults', () => {
  test('L1: a leader that was stopped and wakes up finds its fence closed before it does anything', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(5_000);
    expect(a.isLeading()).toBe(true);
    // SIGSTOP: time passes, and no timer of this process fires.
    stopTheProcess(16_000);
    expect(a.isLeading()).toBe(false);
    const before = world.requests.length;
    await pass(3_000);
    expect(a.state.ended).toBe('lost');
    expect(world.requests.slice(before)).toEqual([]);
  });

  test('L1: a short pause does no harm', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(5_000);
    stopTheProcess(6_000);
    await pass(10_000);
    expect(a.isLeading()).toBe(true);
  });

  test('L2: a lease edited by hand to name another ends the leadership at the next renewal', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(5_000);
    const edited = await lease(world);
    await world.person.replace<Lease>(LEASES, { ...edited, spec: { ...edited.spec, holderIdentity: 'b' } });
    await pass(2_000);
    expect(a.isLeading()).toBe(false);
    expect(a.state.ended).toBe('lost');
    expect((await lease(world)).spec?.holderIdentity).toBe('b');
  });

  test('L2: a lease edited without naming another is simply taken again', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(5_000);
    const edited = await lease(world);
    await world.person.replace<Lease>(LEASES, { ...edited, spec: { ...edited.spec, leaseTransitions: 7 } });
    await pass(20_000);
    expect(a.isLeading()).toBe(true);
    expect(await world.metric('leader_election_slowpath_total{name="operator"}')).toBe(1);
  });

  test('a lease that is deleted by hand is made again', async () => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(5_000);
    await world.person.delete(LEASES, KEY);
    await pass(10_000);
    expect(a.isLeading()).toBe(true);
    expect((await lease(world)).spec?.holderIdentity).toBe('a');
  });

  test.each([
    ['answers 500', () => ({ status: 500, headers: {}, body: '{}' })],
    ['cuts the connection', () => Promise.reject(new Error('reset'))],
    ['does not answer', () => new Promise<never>(() => {})],
  ])('L3: an API server that %s ends the leadership before the lease does', async (_name, intercept) => {
    const world = await createWidgetWorld();
    const a = candidate(world, 'a');
    a.run();
    await pass(4_500);
    world.intercept = intercept;
    // The last renewal was sent at 4 s: renew deadline at 14 s, lease until 19 s.
    await pass(8_000);
    expect([a.state.ended, a.isLeading()]).toEqual([undefined, true]);
    await pass(4_000);
    expect(a.state.ended).toBe('lost');
    expect(a.isLeading()).toBe(false);
  });

  test.each([
    ['before', 'connectionLost'],
    ['after', 'connectionLost'],
    ['after', 'silence'],
    ['before', 'conflict'],
    ['before', 'notFound'],
    ['before', 'tooManyRequests'],
    ['before', 'internalError'],
    ['before', 'forbidden'],
  ] as const)(
    'one renewal that fails (%s it is carried out: %s) does not cost the leadership',
    async (when, refusal) => {
      const world = await createWidgetWorld();
      const a = candidate(world, 'a');
      a.run();
      await pass(5_000);
      world.api.faults.place({ resource: 'leases', verb: 'update', when, refusal });
      for (let second = 0; second < 30; second += 1) {
        await pass(1_000);
        expect(a.isLeading()).toBe(true);
      }
      expect(world.api.faults.pendingCount).toBe(0);
      expect(a.state.ended).toBeUndefined();
    },
  );

  test.each([-600_000, 600_000])('C13: a wall clock set by %i ms changes nothing', async (jumpMs) => {
    const world = await createWidgetWorld();
    const [a, b] = [candidate(world, 'a'), candidate(world, 'b')];
    a.run();
    await quiet();
    b.run();
    await pass(5_000);
    jest.setSystemTime(Date.now() + jumpMs);
    for (let second = 0; second < 40; second += 1) {
      await pass(1_000);
      expect([a.isLeading(), b.isLeading()]).toEqual([true, false]);
    }
  });

  test('a remote clock that is wrong by an hour decides nothing', async () => {
    const world = await createWidgetWorld();
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000Z');
    await world.person.create<Lease>(LEASES, {
      metadata: KEY,
      spec: { holderIdentity: 'other', leaseDurationSeconds: 15, renewTime: hourAgo, acquireTime: hourAgo },
    });
    const a = candidate(world, 'a');
    a.run();
    await pass(14_000);
    expect(a.isLeading()).toBe(false);
    await pass(3_000);
    expect(a.isLeading()).toBe(true);
  });
});

test('numbers that cannot work are refused', async () => {
  const world = await createWidgetWorld();
  const numbers = { leaseDurationMs: 10_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 };
  const clock = createSteadyClock();
  expect(() => createLeaderElection({ ...world, ...KEY, ...numbers, clock, random: () => 0, identity: 'a' })).toThrow(
    RangeError,
  );
});

/** Moves both clocks without firing timers, as when a process is stopped; what was due fires afterwards. */
function stopTheProcess(ms: number): void {
  const real = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => real() + ms);
}
