import { afterEach, beforeEach, jest } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

export const MINUTE = 60_000;

export type ReflectorWorld = Awaited<ReturnType<ReturnType<typeof useReflectorWorlds>['build']>>;

/** Reflectors over widgets in virtual time, for the tests of the calling file; all end with the test. */
export function useReflectorWorlds() {
  let controller: AbortController;
  beforeEach(() => {
    useVirtualTime();
    controller = new AbortController();
  });
  afterEach(async () => {
    controller.abort();
    await quiet();
    jest.useRealTimers();
  });
  /** Ends the reflectors of the running test. */
  const stop = {
    abort: () => controller.abort(),
    get signal() {
      return controller.signal;
    },
  };

  /** A reflector over widgets, and the news it told: `+a:1` came, `~a:2` changed, `-a:2` went. */
  async function build(options: { namespaces?: string[]; onChange?: () => void } = {}) {
    const world = await createWidgetWorld();
    const news: string[] = [];
    const sizeOf = (widget: Widget | undefined) => widget?.spec?.size;
    const reflector = createReflector<Widget>({
      ...world,
      resource: WIDGETS,
      clock: systemClock,
      random: () => 0.5,
      ...options,
      onChange: (key, current, previous) => {
        const name = key.replace('shop/', '');
        if (current === undefined) news.push(`-${name}:${sizeOf(previous)}`);
        else news.push(`${previous === undefined ? '+' : '~'}${name}:${sizeOf(current)}`);
        options.onChange?.();
      },
    });
    const restarts = (reason: string) =>
      world.metric(`private_api_operator_watch_restarts_total{resource="widgets.test.example",reason="${reason}"}`);
    return {
      ...world,
      world,
      news,
      reflector,
      restarts,
      start: async () => {
        void reflector.run(stop.signal);
        await quiet();
      },
      /** What the store holds, and what the server holds: the same, unless something was lost. */
      agreement: () => [
        reflector
          .list()
          .map(({ metadata, spec }) => `${metadata.name}:${spec?.size}`)
          .toSorted(),
        world.api
          .objects('widgets')
          .map(({ metadata, spec }) => `${metadata.name}:${(spec as Widget['spec'])?.size}`)
          .toSorted(),
      ],
    };
  }

  async function started() {
    const world = await build();
    await world.put('a', 1);
    await world.put('b', 1);
    await world.start();
    world.news.length = 0;
    return world;
  }

  return { stop, build, started };
}
