import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { createReferenceWatch } from '../../src/kubernetes/reference-watch.ts';
import { seededRandom } from './seeded-random.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, json, refusal, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const ends: (() => Promise<void>)[] = [];
beforeEach(useVirtualTime);
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await quiet();
  jest.useRealTimers();
});

/** A watch of what users refer to, and the users it woke, in order. */
async function build() {
  const world = await createWidgetWorld();
  const woken: string[] = [];
  const watch = createReferenceWatch({
    ...world,
    resource: WIDGETS,
    clock: systemClock,
    random: () => 0.5,
    onChange: (user) => void woken.push(user),
  });
  ends.push(watch.close);
  const take = () => woken.splice(0);
  return { ...world, world, watch, take };
}

/** `shop/user` refers to `a`, which is there and was read, and to `b`, which is not. */
async function started() {
  const world = await build();
  await world.put('a', 1);
  world.watch.set('shop/user', ['shop/a', 'shop/b']);
  await world.watch.read('shop/user', { namespace: 'shop', name: 'a' });
  await quiet();
  world.take();
  return world;
}

const age = 'private_api_operator_reflector_last_activity_seconds{resource="widgets.test.example"}';

describe('the life of the watch', () => {
  test('nothing is asked while nobody refers to anything, nor after the last reference is gone', async () => {
    const world = await build();
    world.watch.set('shop/user', []);
    await pass(60_000);
    expect([world.requests, await world.metric(age)]).toEqual([[], undefined]);
    world.watch.set('shop/user', ['shop/a']);
    world.watch.set('shop/other', ['shop/a']);
    await pass(60_000);
    expect([world.lists().length, world.watches().length, await world.metric(age)]).toEqual([1, 1, 0]);
    world.watch.set('shop/user', []);
    await pass(1_000);
    expect(world.api.watches('widgets')).toHaveLength(1);
    world.watch.set('shop/other', []);
    await pass(3_600_000);
    expect(world.api.watches('widgets')).toEqual([]);
    expect([world.requests.length, await world.metric(age)]).toEqual([2, undefined]);
  });

  test('a reference that comes again begins it again', async () => {
    const world = await started();
    world.watch.set('shop/user', []);
    world.watch.set('shop/user', ['shop/a']);
    await quiet();
    expect(world.take()).toEqual(['shop/user']);
    await world.put('a', 2);
    await quiet();
    expect([world.take(), world.api.watches('widgets').length]).toEqual([['shop/user'], 1]);
  });

  test('closed, it stays closed', async () => {
    const world = await started();
    await world.watch.close();
    world.watch.set('shop/user', ['shop/a', 'shop/b']);
    await pass(60_000);
    expect(world.api.watches('widgets')).toEqual([]);
  });

  test('only metadata is asked for, and only what is referred to is kept', async () => {
    const world = await started();
    for (let number = 0; number < 50; number += 1) await world.put(`other-${number}`, number);
    await quiet();
    const watching = world.requests.filter(({ path }) => !path.endsWith('/widgets/a'));
    expect(watching.every(({ headers }) => headers['accept']?.includes('as=PartialObjectMetadata'))).toBe(true);
    expect(world.watch.describe()).toMatchObject({ references: 2, objects: 1, isSynced: true });
  });

  test('no object of the kind at all is an answer like another', async () => {
    const world = await build();
    world.watch.set('shop/user', ['shop/a']);
    await pass(1_000);
    expect([world.watch.describe().isSynced, world.lists().length, world.take()]).toEqual([true, 1, []]);
  });
});

describe('who is woken', () => {
  test('the users of what comes, changes and goes, and nobody for the rest', async () => {
    const world = await started();
    world.watch.set('shop/other', ['shop/b']);
    await world.put('c', 1);
    await quiet();
    expect(world.take()).toEqual([]);
    await world.put('b', 1);
    await quiet();
    expect(world.take()).toEqual(['shop/user', 'shop/other']);
    await world.put('a', 2);
    await quiet();
    expect(world.take()).toEqual(['shop/user']);
    await world.remove('b');
    await quiet();
    expect(world.take()).toEqual(['shop/user', 'shop/other']);
  });

  test('nobody for a state that was read already', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.cut();
    await world.put('a', 2);
    await world.watch.read('shop/user', { namespace: 'shop', name: 'a' });
    await pass(5_000);
    expect([world.api.watches('widgets').length, world.take()]).toEqual([1, []]);
  });

  test('the others, when one user reads a state before the watch tells of it', async () => {
    const world = await started();
    world.watch.set('shop/other', ['shop/a']);
    world.api.watches('widgets')[0]?.cut();
    await world.put('a', 2);
    await world.watch.read('shop/other', { namespace: 'shop', name: 'a' });
    await quiet();
    expect(world.take()).toEqual(['shop/user']);
  });

  test('the user of what was deleted before the watch had shown it', async () => {
    const world = await started();
    await world.put('late', 1);
    await quiet();
    world.watch.set('shop/user', ['shop/late']);
    await world.remove('late');
    await quiet();
    expect(world.take()).toEqual(['shop/user']);
  });

  test('the user of a deletion that no watch told, once the list shows it', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.dropNextEvents(1);
    await world.remove('a');
    world.api.watches('widgets')[0]?.expire();
    await pass(5_000);
    expect(world.take()).toEqual(['shop/user']);
  });

  test('a namesake that came after a deletion is not taken for deleted', async () => {
    const world = await started();
    world.api.watches('widgets')[0]?.cut();
    await world.remove('a');
    await world.put('a', 7);
    await world.watch.read('shop/user', { namespace: 'shop', name: 'a' });
    await pass(5_000);
    expect(world.take()).toEqual([]);
    await world.put('a', 8);
    await quiet();
    expect(world.take()).toEqual(['shop/user']);
  });

  test('a bug in what hangs on a change does not end the watch', async () => {
    const world = await createWidgetWorld();
    let calls = 0;
    const onChange = () => {
      calls += 1;
      throw new Error('bug');
    };
    const watch = createReferenceWatch({ ...world, resource: WIDGETS, random: () => 0.5, onChange });
    ends.push(watch.close);
    watch.set('shop/user', ['shop/a']);
    await quiet();
    await world.put('a', 1);
    await world.put('a', 2);
    await quiet();
    expect([calls, world.log.lines.filter(({ level }) => level === 'error').length]).toEqual([2, 2]);
  });
});

describe('a watch that is refused', () => {
  test.each([
    ['forbidden', () => refusal(403, 'Forbidden')],
    ['of a kind that is not served', () => json(404, '404 page not found')],
  ])('because it is %s says so, and wakes everybody when it is let in', async (_, answer) => {
    const world = await build();
    world.world.intercept = answer;
    world.watch.set('shop/user', ['shop/a']);
    await pass(600_000);
    expect(world.watch.refusal()).toMatchObject({ name: 'KubernetesError' });
    expect(world.watch.isStuck()).toBe(false);
    expect(world.lists().length).toBeLessThan(40);
    world.world.intercept = () => undefined;
    await pass(40_000);
    expect([world.take(), world.watch.refusal()]).toEqual([['shop/user'], undefined]);
  });

  test('what cannot be read throws, what is not there is undefined', async () => {
    const world = await started();
    expect(await world.watch.read('shop/user', { namespace: 'shop', name: 'b' })).toBeUndefined();
    world.world.intercept = () => refusal(403, 'Forbidden');
    await expect(world.watch.read('shop/user', { namespace: 'shop', name: 'a' })).rejects.toMatchObject({
      status: 403,
    });
  });
});

test.each(Array.from({ length: 12 }, (_, number) => number + 1))(
  'whatever happens to objects, references and watches, in the end each user has read what there is (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const pick = (most: number) => Math.floor(random() * most);
    const world = await createWidgetWorld();
    const references = new Map<string, readonly string[]>();
    /** What each user read last, by target. */
    const known = new Map<string, Map<string, number | undefined>>();
    let reads = Promise.resolve();
    const readAll = (user: string) => {
      reads = reads.then(async () => {
        const seen = new Map<string, number | undefined>();
        for (const name of references.get(user) ?? []) {
          const object = await watch.read<Widget>(user, { namespace: 'shop', name });
          seen.set(name, object?.spec?.size);
        }
        known.set(user, seen);
      });
    };
    const watch = createReferenceWatch({ ...world, resource: WIDGETS, random, onChange: readAll });
    ends.push(watch.close);

    for (let round = 0; round < 300; round += 1) {
      const name = `t${pick(6)}`;
      const open = world.api.watches('widgets')[0];
      switch (pick(8)) {
        case 0:
        case 1:
        case 2:
          await world.put(name, pick(100));
          break;
        case 3:
          await world.remove(name).catch(() => undefined);
          break;
        case 4: {
          const user = `shop/u${pick(4)}`;
          const targets = [...new Set(Array.from({ length: pick(4) }, () => `t${pick(6)}`))];
          references.set(user, targets);
          watch.set(
            user,
            targets.map((target) => `shop/${target}`),
          );
          readAll(user);
          break;
        }
        case 5:
          open?.cut();
          break;
        case 6:
          // An expired watch may have lost what came last.
          open?.dropNextEvents(pick(3));
          await world.put(name, pick(100));
          open?.expire();
          break;
        case 7:
          world.api.compact();
          await pass(pick(60_000));
          break;
      }
      if (pick(3) === 0) await quiet(pick(10));
    }
    await pass(300_000);
    await reads;
    const truth = [...references].map(([user, names]) => [
      user,
      names.map((name) => (world.api.object('widgets', 'shop', name) as Widget | undefined)?.spec?.size),
    ]);
    const read = [...references].map(([user, names]) => [user, names.map((name) => known.get(user)?.get(name))]);
    expect(read).toEqual(truth);
  },
  30_000,
);
