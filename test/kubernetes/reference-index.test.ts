import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import { createReferenceIndex } from '../../src/kubernetes/reference-index.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import { seededRandom } from './seeded-random.ts';
import { quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, WIDGETS } from './widgets.ts';

describe('the index', () => {
  test('a user is found by each thing it refers to, and no longer by what it stopped referring to', () => {
    const index = createReferenceIndex();
    index.set('shop/a', ['shop/x', 'shop/y']);
    index.set('shop/b', ['shop/x']);
    expect([index.users('shop/x'), index.users('shop/y')]).toEqual([['shop/a', 'shop/b'], ['shop/a']]);
    index.set('shop/a', ['shop/y']);
    expect([index.users('shop/x'), index.users('shop/y')]).toEqual([['shop/b'], ['shop/a']]);
    index.set('shop/a', []);
    index.set('shop/b', []);
    expect([index.users('shop/x'), index.targets()]).toEqual([[], []]);
  });

  test('after ten thousand changes it says what a plain search would', () => {
    const random = seededRandom(7);
    const pick = (most: number) => Math.floor(random() * most);
    const index = createReferenceIndex();
    const truth = new Map<string, string[]>();
    for (let change = 0; change < 10_000; change += 1) {
      const user = `shop/u${pick(20)}`;
      const targets = Array.from({ length: pick(4) }, () => `shop/t${pick(8)}`);
      truth.set(user, targets);
      index.set(user, targets);
    }
    for (let number = 0; number < 8; number += 1) {
      const target = `shop/t${number}`;
      const users = [...truth].filter(([, targets]) => targets.includes(target)).map(([user]) => user);
      expect(index.users(target).toSorted()).toEqual(users.toSorted());
    }
  });
});

describe('with a watch of metadata only', () => {
  const stop = new AbortController();
  beforeEach(useVirtualTime);
  afterEach(async () => {
    stop.abort();
    await quiet();
    jest.useRealTimers();
  });

  test('a change of what is referred to brings its users into the queue, and nobody else', async () => {
    const world = await createWidgetWorld();
    const index = createReferenceIndex();
    const queue = createWorkQueue({ ...world, name: 'users', clock: systemClock, random: () => 0.5 });
    const referred = createReflector<KubernetesObject>({
      ...world,
      resource: WIDGETS,
      metadataOnly: true,
      random: () => 0.5,
      onChange: (key) => {
        for (const user of index.users(key)) queue.add(user);
      },
    });
    index.set('shop/early', ['shop/later']);
    index.set('shop/user', ['shop/a', 'shop/b']);
    index.set('shop/other', ['shop/c']);
    void referred.run(stop.signal);
    await quiet();
    await world.put('a', 1);
    await world.put('later', 1);
    await quiet();
    expect(queue.describe().waiting.normal).toEqual(['shop/user', 'shop/early']);
    expect(world.requests.every(({ headers }) => headers['accept']?.includes('as=PartialObjectMetadata'))).toBe(true);
    expect(world.requests.filter(({ path }) => !path.includes('watch')).length).toBe(1);
    expect(referred.get('shop/a')?.metadata.name).toBe('a');
  });
});
