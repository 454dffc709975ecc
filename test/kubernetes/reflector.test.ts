import { describe, expect, test } from '@jest/globals';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { MINUTE, useReflectorWorlds } from './reflector-world.ts';
import type { ReflectorWorld } from './reflector-world.ts';
import { pass, quiet } from './virtual-time.ts';
import { json, refusal, stream, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const { build, started, stop } = useReflectorWorlds();

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
  async function hundred(): Promise<ReflectorWorld> {
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
