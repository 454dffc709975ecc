import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createWorld, privateApi, useVirtualTime } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

test.each(['Delete', 'Retain'])(
  'a deletion with policy %s waits for an API that AWS does not show yet',
  async (deletionPolicy) => {
    const world = await createWorld();
    const operator = world.startOperator();
    // The first object keeps the shared link, so that the second waits for nothing but its own API.
    await world.apply(privateApi(world, 'first'));
    await world.untilReady('first');
    world.aws.faults.place({ operation: 'CreateRestApi', occurrence: 1, fault: { kind: 'lag', lagMs: 60_000 } });
    await world.apply(privateApi(world, 'second', { deletionPolicy }));
    await world.until(
      () => world.read('second')?.status?.restApi !== undefined,
      () => 'the API is made',
    );
    await world.delete('second');
    await world.until(
      () => world.read('second') === undefined,
      () => JSON.stringify(world.read('second')?.status),
    );
    const kept = [...world.account.restApis.values()].filter(({ name }) => name === 'shop.second');
    expect(kept.map(({ tags }) => tags['privateapi.dev/retained'] !== undefined)).toEqual(
      deletionPolicy === 'Retain' ? [true] : [],
    );
    expect(world.violations).toEqual([]);
    operator.kill();
  },
);
