import { describe, expect, jest, test } from '@jest/globals';
import { MINUTE, useReflectorWorlds } from './reflector-world.ts';
import { pass, quiet } from './virtual-time.ts';
import { refusal, stream } from './widgets.ts';

const { build, started, stop } = useReflectorWorlds();

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
