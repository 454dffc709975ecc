import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { ControllerStoppedError, createController, PassDeadlineError } from '../../src/kubernetes/controller.ts';
import type { Result } from '../../src/kubernetes/controller.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createQuietLogger } from './quiet-logger.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';

let stop: AbortController;
beforeEach(() => {
  useVirtualTime();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pass(60_000);
  jest.useRealTimers();
});

function build(reconcile: (key: string, signal: AbortSignal) => Promise<Result>, workers = 1) {
  const metrics = createMetrics({ version: 'test' });
  const log = createQuietLogger();
  const queue = createWorkQueue({ name: 'apis', clock: systemClock, random: () => 0.5, metrics });
  const passes: { key: string; atMs: number }[] = [];
  const startMs = Date.now();
  const controller = createController({
    name: 'apis',
    queue,
    workers,
    passDeadlineMs: 30_000,
    drainMs: 10_000,
    clock: systemClock,
    log,
    metrics,
    reconcile: (key, signal) => {
      passes.push({ key, atMs: Date.now() - startMs });
      return reconcile(key, signal);
    },
  });
  let ended = false;
  const running = controller.run(stop.signal).then(() => {
    ended = true;
  });
  const value = async (series: string) => {
    const line = (await metrics.render()).split('\n').find((text) => text.startsWith(`${series} `));
    return Number(line?.split(' ').at(-1));
  };
  return { queue, controller, passes, log, running, value, hasEnded: () => ended };
}

const done: Result = { kind: 'done' };

describe('results', () => {
  test.each<[string, Result, number[]]>([
    ['done is not run again', done, [0]],
    ['after 15 s it is run again', { kind: 'after', ms: 15_000 }, [0, 15_000, 30_000, 45_000, 60_000]],
    ['a failure is run again ever more slowly', { kind: 'backoff' }, [0, 1_000, 3_000, 7_000, 15_000, 31_000]],
    ['a failure waits as long as the server asked', { kind: 'backoff', atLeastMs: 40_000 }, [0, 40_000]],
  ])('a pass that says %s', async (_name, result, times) => {
    const world = build(() => Promise.resolve(result));
    world.queue.add('a');
    await pass(60_000);
    expect(world.passes.map(({ atMs }) => atMs)).toEqual(times);
  });

  test('a look-again ends the history of failures, unless the pass says otherwise', async () => {
    const results: Result[] = [
      { kind: 'backoff' },
      { kind: 'backoff' },
      { kind: 'after', ms: 1, forget: false },
      { kind: 'after', ms: 1 },
    ];
    const failures: number[] = [];
    const world = build(() => {
      failures.push(world.queue.failures('a'));
      return Promise.resolve(results.shift() ?? done);
    });
    world.queue.add('a');
    await pass(60_000);
    expect(failures).toEqual([0, 1, 2, 2, 0]);
  });

  test('a change during a pass is worked on at once, before any delay the pass asked for', async () => {
    const results: Result[] = [{ kind: 'after', ms: 600_000 }];
    const world = build(async () => {
      if (results.length === 1) world.queue.add('a');
      await Promise.resolve();
      return results.shift() ?? done;
    });
    world.queue.add('a');
    await pass(1_000);
    expect(world.passes).toHaveLength(2);
  });
});

describe('bugs', () => {
  test.each([
    ['an Error', new TypeError('x is not a function')],
    ['a string', 'oops'],
    ['undefined', undefined],
    ['null', null],
  ])('a pass that throws %s is logged with its stack, backed off, and hurts no other key', async (_name, thrown) => {
    const world = build((key) => {
      // oxlint-disable-next-line typescript/only-throw-error -- exactly this must be survived
      if (key === 'bad') throw thrown;
      return Promise.resolve(done);
    });
    world.queue.add('bad');
    world.queue.add('good');
    await quiet();
    expect(world.passes.map(({ key }) => key)).toEqual(['bad', 'good']);
    const errors = world.log.lines.flatMap(({ level, fields }) => (level === 'error' ? [fields.err as Error] : []));
    expect(errors.map(({ stack }) => stack)).toEqual([expect.stringContaining('controller')]);
    expect(await world.value('controller_runtime_reconcile_panics_total{controller="apis"}')).toBe(1);
    await pass(1_000);
    expect(world.passes.at(-1)?.key).toBe('bad');
  });
});

describe('deadline', () => {
  test('a pass is told when its time is over, and may still say what it did', async () => {
    const world = build(
      (_key, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'after', ms: 5_000 }));
        }),
    );
    world.queue.add('a');
    await pass(36_000);
    expect(world.passes.map(({ atMs }) => atMs)).toEqual([0, 35_000]);
    expect(await world.value('controller_runtime_reconcile_timeouts_total{controller="apis"}')).toBe(1);
  });

  test('a pass that throws its deadline is a failure, not a bug', async () => {
    const world = build(async (_key, signal) => {
      await systemClock.sleep(3_600_000, signal);
      return done;
    });
    world.queue.add('a');
    await pass(30_500);
    expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(world.queue.failures('a')).toBe(1);
    expect(await world.value('controller_runtime_reconcile_total{controller="apis",result="error"}')).toBe(1);
  });

  test('a pass that ignores its deadline keeps its key to itself, and is reported as stuck', async () => {
    const settle = Promise.withResolvers<Result>();
    let seen: unknown;
    const world = build((key, signal) => {
      if (key !== 'a') return Promise.resolve(done);
      signal.addEventListener('abort', () => (seen = signal.reason));
      return settle.promise;
    }, 2);
    world.queue.add('a');
    await pass(61_000);
    expect(seen).toBeInstanceOf(PassDeadlineError);
    expect(world.controller.stuckKeys()).toEqual(['a']);
    world.queue.add('a');
    world.queue.add('b');
    await pass(1_000);
    expect(world.passes.map(({ key }) => key)).toEqual(['a', 'b']);
    settle.resolve(done);
    await quiet();
    expect(world.passes.map(({ key }) => key)).toEqual(['a', 'b', 'a']);
    expect(world.controller.stuckKeys()).toEqual([]);
  });
});

describe('stop', () => {
  test('passes in work are finished, waiting keys are left, and no timer keeps the process alive', async () => {
    const world = build(async () => {
      await systemClock.sleep(5_000);
      return done;
    });
    world.queue.add('a');
    world.queue.add('b');
    await pass(1_000);
    stop.abort();
    await pass(3_999);
    expect(world.hasEnded()).toBe(false);
    await pass(1);
    expect(world.hasEnded()).toBe(true);
    expect(world.passes.map(({ key }) => key)).toEqual(['a']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a pass that takes too long is told to end, and abandoned when it does not', async () => {
    let seen: unknown;
    const world = build((_key, signal) => {
      signal.addEventListener('abort', () => (seen = signal.reason));
      return new Promise<never>(() => {});
    });
    world.queue.add('a');
    await pass(1_000);
    stop.abort();
    await pass(10_000);
    expect(seen).toBeInstanceOf(ControllerStoppedError);
    expect(world.hasEnded()).toBe(false);
    await pass(10_000);
    expect(world.hasEnded()).toBe(true);
  });

  test('an idle controller stops at once and leaves no timer', async () => {
    const world = build(() => Promise.resolve({ kind: 'after', ms: 600_000 }));
    world.queue.add('a');
    await pass(1_000);
    stop.abort();
    await quiet();
    expect(world.hasEnded()).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('as many keys are in work as there are workers, and never the same twice', async () => {
  const inWork = new Set<string>();
  let most = 0;
  const world = build(async (key) => {
    expect(inWork.has(key)).toBe(false);
    inWork.add(key);
    most = Math.max(most, inWork.size);
    await systemClock.sleep(1_000);
    inWork.delete(key);
    return { kind: 'after', ms: 10 };
  }, 4);
  for (let index = 0; index < 10; index += 1) world.queue.add(`k${index}`);
  for (let round = 0; round < 50; round += 1) {
    world.queue.add(`k${round % 10}`);
    await pass(333);
  }
  expect(most).toBe(4);
  expect(new Set(world.passes.map(({ key }) => key)).size).toBe(10);
});
