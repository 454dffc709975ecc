import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, json, refusal, stream, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const MINUTE = 60_000;
let stop: AbortController;

beforeEach(() => {
  useVirtualTime();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await quiet();
  jest.useRealTimers();
});

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

type World = Awaited<ReturnType<typeof build>>;

async function started(): Promise<World> {
  const world = await build();
  await world.put('a', 1);
  await world.put('b', 1);
  await world.start();
  world.news.length = 0;
  return world;
}

describe('in good weather', () => {
  test('it lists in pages, then watches, and tells each change once', async () => {
    const world = await build();
    for (let index = 0; index < 1_234; index += 1) await world.put(`w${index}`, 1);
    await world.start();
    expect(world.lists().map(({ path }) => path.replace(/continue=[^&]+/, 'continue=X'))).toEqual([
      '/apis/test.example/v1/widgets?limit=500',
      '/apis/test.example/v1/widgets?limit=500&continue=X',
      '/apis/test.example/v1/widgets?limit=500&continue=X',
    ]);
    expect(world.news).toHaveLength(1_234);
    expect(world.reflector.hasSynced()).toBe(true);
    world.news.length = 0;
    await world.put('w7', 2);
    await world.remove('w8');
    await world.put('new', 3);
    await quiet();
    expect(world.news).toEqual(['~w7:2', '-w8:1', '+new:3']);
    expect(world.watches()).toHaveLength(1);
  });

  test('what makes objects big is dropped before they are kept', async () => {
    const world = await build();
    await world.person.apply(
      WIDGETS,
      {
        apiVersion: 'test.example/v1',
        kind: 'Widget',
        metadata: {
          name: 'a',
          namespace: 'shop',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{...}', note: 'kept' },
        },
      },
      { fieldManager: 'kubectl', force: true },
    );
    await world.start();
    const stored = world.reflector.get('shop/a');
    expect(stored?.metadata.managedFields).toBeUndefined();
    expect(stored?.metadata.annotations).toEqual({ note: 'kept' });
  });

  test('with namespaces it asks for each alone, and is synced when all are', async () => {
    const world = await build({ namespaces: ['shop', 'bank'] });
    await world.put('a', 1, 'shop');
    await world.put('b', 1, 'bank');
    await world.put('c', 1, 'other');
    world.world.intercept = ({ path }) => (path.includes('/bank/') ? refusal(503, 'ServiceUnavailable') : undefined);
    const synced = world.reflector.whenSynced(stop.signal);
    await world.start();
    expect(world.reflector.hasSynced()).toBe(false);
    world.world.intercept = () => undefined;
    await pass(5_000);
    await synced;
    expect(
      world.reflector
        .list()
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    ).toEqual(['a', 'b']);
  });

  test('it tells when the API server last said something', async () => {
    const world = await started();
    const before = world.reflector.lastActivityAt();
    await pass(61_000);
    expect(world.reflector.lastActivityAt() - before).toBeGreaterThanOrEqual(60_000);
    expect(
      await world.metric('private_api_operator_reflector_last_activity_seconds{resource="widgets.test.example"}'),
    ).toBeLessThan(60);
  });
});

describe('the fourteen scenarios in which an informer can go wrong', () => {
  test('1: a failed list is tried again for ever, ever more slowly', async () => {
    const world = await build();
    await world.put('a', 1);
    world.world.intercept = () => refusal(500, 'InternalError');
    await world.start();
    await pass(15 * MINUTE);
    const tries = world.lists().length;
    // 0.8 s doubling to 30 s: about six tries in the first minute, then two a minute.
    expect(tries).toBeGreaterThan(25);
    expect(tries).toBeLessThan(60);
    world.world.intercept = () => undefined;
    await pass(36_000);
    expect(world.news).toEqual(['+a:1']);
  });

  test('2: a watch whose connection is reset goes on where it was', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.cut();
    await world.put('a', 2);
    await pass(2_000);
    expect(world.news).toEqual(['~a:2']);
    expect(world.lists()).toHaveLength(1);
    expect(await world.restarts('ConnectionLost')).toBe(1);
  });

  test.each([
    ['429 with Retry-After', 429, 'TooManyRequests', 'Throttled', { 'retry-after': '7' }, 7_000],
    ['500', 500, 'InternalError', 'ServerError', {}, 1_000],
  ])(
    '3: a watch that is answered %s is asked for again, without a new list',
    async (_name, code, reason, counted, headers, waitMs) => {
      const world = await started();
      let refusals = 0;
      world.world.intercept = ({ path }) =>
        path.includes('watch=true') && refusals++ === 0 ? refusal(code, reason, headers) : undefined;
      world.api.watches('widgets')[0]?.close();
      // The first end was a clean close of a short watch, which has a back-off of its own.
      await pass(2_000);
      expect(refusals).toBe(1);
      await world.put('a', 2);
      await pass(waitMs + 2_000);
      expect(world.news).toEqual(['~a:2']);
      expect(world.lists()).toHaveLength(1);
      expect(await world.restarts(counted)).toBe(1);
    },
  );

  test('4: a server that ends watches all the time causes no blind gaps and no growing delays', async () => {
    const world = await started();
    for (let round = 0; round < 100; round += 1) {
      await pass(5_000);
      world.api.watches('widgets')[0]?.close();
      await quiet();
      expect(world.api.watches('widgets')).toHaveLength(1);
    }
    await world.put('a', 2);
    await quiet();
    expect(world.news).toEqual(['~a:2']);
    expect(world.lists()).toHaveLength(1);
  });

  test('4b: a server that ends watches at once is not asked in a tight loop', async () => {
    const world = await started();
    world.world.intercept = ({ path }) => (path.includes('watch=true') ? stream('') : undefined);
    world.api.watches('widgets')[0]?.close();
    await pass(10 * MINUTE);
    expect(world.watches().length).toBeLessThan(40);
  });

  test('5, C8: an hour without events costs a dozen watches and no list', async () => {
    const world = await started();
    await pass(60 * MINUTE);
    expect(world.watches().length).toBeLessThanOrEqual(13);
    expect(world.lists()).toHaveLength(1);
    expect(world.news).toEqual([]);
  });

  test('6, C8: bookmarks keep a quiet kind young, so that a compaction does not force a list', async () => {
    const world = await started();
    for (let size = 0; size < 50; size += 1) await world.put('busy', size, 'elsewhere');
    await pass(2 * MINUTE);
    const newest = world.api.watches('widgets')[0];
    world.api.compact();
    newest?.cut();
    await pass(2_000);
    expect(world.lists()).toHaveLength(1);
    expect(await world.restarts('Expired')).toBe(0);
  });

  test.each(['as an event in the stream', 'as the answer to the watch'])(
    '7, C7: 410 Gone %s leads to a list that shows missed deletions',
    async (how) => {
      const world = await started();
      if (how.startsWith('as an event')) {
        world.api.watches('widgets')[0]?.dropNextEvents(1);
        await world.remove('a');
        world.api.watches('widgets')[0]?.expire();
      } else {
        await pass(5_000);
        let refusals = 0;
        world.world.intercept = ({ path }) =>
          path.includes('watch=true') && refusals++ === 0 ? refusal(410, 'Expired') : undefined;
        world.api.watches('widgets')[0]?.dropNextEvents(1);
        await world.remove('a');
        world.api.watches('widgets')[0]?.close();
      }
      await pass(3_000);
      expect(world.news).toEqual(['-a:1']);
      expect(world.lists()).toHaveLength(2);
      expect(await world.restarts('Expired')).toBe(1);
    },
  );

  test('8: any other ERROR event is not swallowed', async () => {
    const world = await started();
    const error = JSON.stringify({
      type: 'ERROR',
      object: { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcd' },
    });
    let sent = 0;
    world.world.intercept = ({ path }) =>
      path.includes('watch=true') && sent++ === 0 ? stream(`${error}\n`) : undefined;
    await pass(5_000);
    world.api.watches('widgets')[0]?.close();
    await world.put('a', 2);
    await pass(5_000);
    expect(world.news).toEqual(['~a:2']);
    expect(await world.restarts('ServerError')).toBe(1);
  });

  test('9, C6: a garbled line ends the watch, and the list brings what it hid', async () => {
    const world = await started();
    const watch = world.api.watches('widgets')[0];
    watch?.dropNextEvents(1);
    await world.remove('a');
    watch?.garble();
    await world.put('b', 2);
    await pass(3_000);
    expect(world.news.toSorted()).toEqual(['-a:1', '~b:2']);
    expect(world.lists()).toHaveLength(2);
    expect(await world.restarts('Undecodable')).toBe(1);
  });

  test('9b, C6: a stream cut inside an event goes on before that event', async () => {
    const world = await started();
    let sent = 0;
    world.world.intercept = ({ path }) =>
      path.includes('watch=true') && sent++ === 0 ? stream('{"type":"DELETED","obj') : undefined;
    await pass(5_000);
    world.api.watches('widgets')[0]?.close();
    await world.remove('a');
    await pass(5_000);
    expect(world.news).toEqual(['-a:1']);
    expect(world.lists()).toHaveLength(1);
  });

  test('10: a bug in the listener is logged, and later changes still arrive', async () => {
    const world = await build({
      onChange: () => {
        throw new Error('bug');
      },
    });
    await world.put('a', 1);
    await world.start();
    await world.put('a', 2);
    await quiet();
    expect(world.news).toEqual(['+a:1', '~a:2']);
    expect(world.log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  test('11: a stop while connected is quiet: no error, no timer, no request after it', async () => {
    const world = await build();
    await world.start();
    const lines = world.log.lines.filter(({ level }) => level !== 'debug').length;
    stop.abort();
    await quiet();
    expect(jest.getTimerCount()).toBe(0);
    expect(world.api.watches()).toEqual([]);
    expect(world.log.lines.filter(({ level }) => level !== 'debug')).toHaveLength(lines);
  });

  test('12: a stop while it waits to reconnect opens no new watch', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.cut();
    await quiet();
    const before = world.requests.length;
    stop.abort();
    await pass(10 * MINUTE);
    expect(world.requests).toHaveLength(before);
  });

  test('13: an object deleted and made again is told as two, also when only the last state is seen', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.dropNextEvents(1);
    await world.remove('a');
    await world.put('a', 5);
    await quiet();
    expect(world.news).toEqual(['-a:1', '+a:5']);
  });

  test('14: a full list now and then finds what nobody announced', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.dropNextEvents(2);
    await world.remove('a');
    await world.put('b', 9);
    await pass(12.2 * 60 * MINUTE);
    expect(world.news.toSorted()).toEqual(['-a:1', '~b:9']);
    const [ours, theirs] = world.agreement();
    expect(ours).toEqual(theirs);
  }, 30_000);
});

describe('further faults of the watch', () => {
  test('C9: a connection that is open but silent is given up soon after the server should have ended it', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.goSilent();
    await world.put('a', 2);
    // The watch asked for 450 s with random() = 0.5; the reader adds 30 s.
    await pass(479_000);
    expect(world.news).toEqual([]);
    await pass(4_000);
    expect(world.news).toEqual(['~a:2']);
    expect(await world.restarts('Silent')).toBe(1);
  });

  test('a watch that is never answered is given up after 15 s', async () => {
    const world = await started();
    world.api.faults.place({ verb: 'watch', when: 'before', refusal: 'silence' });
    await pass(5_000);
    world.api.watches('widgets')[0]?.close();
    await world.put('a', 2);
    await pass(18_000);
    expect(world.news).toEqual(['~a:2']);
  });

  test('C7: a continue token that expired leads to one list in one piece', async () => {
    const world = await build();
    for (let index = 0; index < 600; index += 1) await world.put(`w${index}`, 1);
    world.world.intercept = ({ path }) => (path.includes('continue=') ? refusal(410, 'Expired') : undefined);
    await world.start();
    expect(world.reflector.list()).toHaveLength(600);
    expect(world.news).toHaveLength(600);
    expect(world.lists().map(({ path }) => path.split('?')[1]?.split('&')[0] ?? 'no limit')).toEqual([
      'limit=500',
      'limit=500',
      'no limit',
    ]);
  });

  test('C10: a list of many pages, while objects change, come and go between them, ends at what the server has', async () => {
    const world = await build();
    for (let index = 0; index < 10_000; index += 1) await world.put(`w${index}`, 1);
    let pages = 0;
    world.world.intercept = async ({ path }) => {
      if (path.includes('watch=true')) return undefined as never;
      pages += 1;
      await world.put(`w${pages * 37}`, 2);
      await world.put(`new${pages}`, 3);
      await world.remove(`w${9_999 - pages * 37}`);
      return undefined as never;
    };
    await world.start();
    await quiet(200);
    const [ours, theirs] = world.agreement();
    expect(ours).toEqual(theirs);
    expect([pages, world.watches().length]).toEqual([20, 1]);
    expect(world.news.length).toBeLessThanOrEqual(10_000 + 3 * pages);
  }, 60_000);

  test('a loop that hangs is told, as soon as no watch can last that long', async () => {
    const world = await started();
    world.client.list = () => new Promise<never>(() => {});
    const hanging = createReflector<Widget>({
      ...world,
      resource: WIDGETS,
      random: () => 0.5,
      onChange: () => undefined,
    });
    void hanging.run(stop.signal);
    await pass(14 * MINUTE);
    expect([hanging.isStuck(), world.reflector.isStuck()]).toEqual([false, false]);
    await pass(2 * MINUTE);
    expect([hanging.isStuck(), world.reflector.isStuck()]).toEqual([true, false]);
  });

  test('C5: the same event twice is told once', async () => {
    const world = await started();
    const now = await world.read('a');
    const line = `${JSON.stringify({ type: 'ADDED', object: now })}\n`;
    let sent = 0;
    world.world.intercept = ({ path }) =>
      path.includes('watch=true') && sent++ === 0 ? stream(line + line) : undefined;
    await pass(5_000);
    world.api.watches('widgets')[0]?.close();
    await pass(2_000);
    expect(sent).toBeGreaterThan(0);
    expect(world.news).toEqual([]);
  });

  test('C2: the deletion of a former object of the same name does not touch the present one', async () => {
    const world = await started();
    const former = await world.read('a');
    await world.remove('a');
    await world.put('a', 5);
    await quiet();
    world.news.length = 0;
    let sent = 0;
    world.world.intercept = ({ path }) =>
      path.includes('watch=true') && sent++ === 0
        ? stream(`${JSON.stringify({ type: 'DELETED', object: former })}\n`)
        : undefined;
    await pass(5_000);
    world.api.watches('widgets')[0]?.close();
    await pass(2_000);
    expect(sent).toBeGreaterThan(0);
    expect(world.news).toEqual([]);
  });

  test('C11: an API server that is down for 15 minutes is asked with growing pauses, and nothing is forgotten', async () => {
    const world = await started();
    world.world.intercept = () => {
      throw new Error('connect ECONNREFUSED');
    };
    world.api.watches('widgets')[0]?.cut();
    await world.put('a', 2);
    await pass(15 * MINUTE);
    expect(world.watches().length).toBeLessThan(60);
    expect(world.reflector.list()).toHaveLength(2);
    // A restart would not bring the server back.
    expect(world.reflector.isStuck()).toBe(false);
    world.world.intercept = () => undefined;
    await pass(40_000);
    expect(world.news).toEqual(['~a:2']);
    expect(world.lists()).toHaveLength(1);
  });

  test.each([404, 403, 401])('C12: a kind that answers %i at run time leaves the store as it was', async (code) => {
    const world = await started();
    world.world.intercept = () => refusal(code, 'Gone');
    world.api.watches('widgets')[0]?.cut();
    await pass(10 * MINUTE);
    expect(world.news).toEqual([]);
    expect(world.reflector.list()).toHaveLength(2);
  });

  test('C14: a list answered with something else is not an empty list', async () => {
    const world = await started();
    world.world.intercept = ({ path }) =>
      path.includes('watch=true') ? refusal(410, 'Expired') : json(200, { message: 'welcome' });
    world.api.watches('widgets')[0]?.cut();
    await pass(10 * MINUTE);
    expect(world.news).toEqual([]);
  });
});

describe('many objects vanish without a deletion event', () => {
  async function hundred(): Promise<World> {
    const world = await build();
    for (let index = 0; index < 100; index += 1) await world.put(`w${index}`, 1);
    await world.start();
    world.news.length = 0;
    return world;
  }
  const empty = json(200, {
    kind: 'WidgetList',
    apiVersion: 'test.example/v1',
    metadata: { resourceVersion: '9' },
    items: [],
  });

  test('C14: one wrong list is not believed', async () => {
    const world = await hundred();
    let lists = 0;
    world.world.intercept = ({ path }) => (!path.includes('watch=true') && lists++ === 0 ? empty : undefined);
    world.api.watches('widgets')[0]?.expire();
    await pass(MINUTE);
    expect(world.news).toEqual([]);
    expect(world.reflector.list()).toHaveLength(100);
    expect(world.log.lines.some(({ level, message }) => level === 'error' && message.includes('vanished'))).toBe(true);
  });

  test('C14: what several lists in a row say is believed in the end', async () => {
    const world = await hundred();
    world.world.intercept = ({ path }) => (path.includes('watch=true') ? undefined : empty);
    world.api.watches('widgets')[0]?.expire();
    await pass(MINUTE);
    expect(world.news.filter((line) => line.startsWith('-'))).toHaveLength(100);
  });

  test('a few deletions that were missed are believed at once', async () => {
    const world = await hundred();
    world.api.watches('widgets')[0]?.dropNextEvents(5);
    for (let index = 0; index < 5; index += 1) await world.remove(`w${index}`);
    world.api.watches('widgets')[0]?.expire();
    await pass(3_000);
    expect(world.news).toHaveLength(5);
  });
});
