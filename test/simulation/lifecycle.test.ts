import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
});
afterEach(() => {
  expect(world.violations).toEqual([]);
  jest.useRealTimers();
});

describe('the life of one object', () => {
  test('becomes Ready with an existing endpoint and a managed link, in at most six writes', async () => {
    const operator = world.startOperator();
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    expect(world.awsWrites()).toEqual(['CreateRestApi', 'CreateVpcLink', 'PutRestApi', 'CreateDeployment', 'CreateStage']);
    expect(world.objectWrites().length).toBeLessThanOrEqual(6);
    operator.kill();
  });
});
