import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { keyOf } from '../../src/kubernetes/objects.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { seededRandom } from './seeded-random.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const SEEDS = 150;
const STEPS = 40;
const REFUSALS = ['connectionLost', 'internalError', 'tooManyRequests', 'silence', 'forbidden'] as const;

beforeEach(() => {
  useVirtualTime();
});
afterEach(() => {
  jest.useRealTimers();
});

interface Identity {
  readonly uid: string | undefined;
  readonly size: number | undefined;
}

const identity = (widget: Widget): Identity => ({ uid: widget.metadata.uid, size: widget.spec?.size });

async function simulate(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const world = await createWidgetWorld();
  const stop = new AbortController();
  /** What a listener believes who only hears the changes. */
  const believed = new Map<string, Identity>();
  const reflector = createReflector<Widget>({
    ...world,
    resource: WIDGETS,
    random,
    onChange: (key, current, previous) => {
      // Each change follows from the one before: nothing comes twice, nothing goes that was not there.
      expect(believed.get(key)).toEqual(previous && identity(previous));
      if (current === undefined) believed.delete(key);
      else {
        // Another uid is always told as one that went and one that came.
        if (previous !== undefined) expect(current.metadata.uid).toBe(previous.metadata.uid);
        believed.set(key, identity(current));
      }
    },
  });
  void reflector.run(stop.signal);

  const steps: (() => unknown)[] = [
    () => world.put(pick(['a', 'b', 'c', 'd', 'e']), Math.floor(random() * 100)),
    () => world.put(pick(['a', 'b', 'c', 'd', 'e']), Math.floor(random() * 100)),
    () => world.remove(pick(['a', 'b', 'c', 'd', 'e'])).catch(() => undefined),
    () => world.api.watches('widgets')[0]?.cut(),
    () => world.api.watches('widgets')[0]?.close(),
    async () => {
      // A line that arrives garbled is an event that did not arrive.
      const [watch] = world.api.watches('widgets');
      watch?.dropNextEvents(1);
      await world.put(pick(['a', 'b', 'c', 'd', 'e']), Math.floor(random() * 100));
      watch?.garble();
    },
    () => world.api.watches('widgets')[0]?.expire(),
    () => world.api.watches('widgets')[0]?.goSilent(),
    () => world.api.compact(),
    () =>
      world.api.faults.place({
        verb: pick(['list', 'watch']),
        resource: 'widgets',
        when: 'before',
        refusal: pick(REFUSALS),
      }),
    () => pass(pick([100, 1_000, 30_000, 300_000])),
  ];
  for (let step = 0; step < STEPS; step += 1) {
    await pick(steps)();
    await quiet(3);
  }

  // Whatever happened, ten quiet minutes and a new watch put it right.
  await pass(1_300_000);
  const truth = world.api.objects('widgets') as unknown as Widget[];
  const expected = new Map(truth.map((widget) => [keyOf(widget.metadata), identity(widget)]));
  expect(new Map(reflector.list().map((widget) => [keyOf(widget.metadata), identity(widget)]))).toEqual(expected);
  expect(believed).toEqual(expected);
  expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  stop.abort();
  await quiet();
  expect(world.api.watches()).toEqual([]);
  jest.clearAllTimers();
}

test(`whatever the watch suffers, store and listener end up with what the server has (${SEEDS} seeds)`, async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    await simulate(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  }
}, 60_000);
