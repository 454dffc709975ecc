import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createWorld, privateApi, useVirtualTime } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

test('a suspended object stays Suspended and keeps its Ready when it cannot be compared', async () => {
  const world = await createWorld();
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  world.vpc.tags = {};
  const before = world.awsCalls();
  await world.apply(privateApi(world, 'orders', { suspend: true }));
  await world.pass(60_000);

  const { status } = world.read('orders')!;
  expect(status!.observedGeneration).toBe(1);
  expect(status!.conditions!.map(({ type, status: answer, reason }) => `${type}=${answer} ${reason}`)).toEqual([
    'Ready=True Ready',
    'EndpointReady=False RefNotPermitted',
    'BackendsReady=True Available',
    'PolicyApplied=True Available',
    'Deployed=True Available',
    'DriftDetected=Unknown RefNotPermitted',
    'Suspended=True Suspended',
  ]);
  expect(world.awsWrites(before)).toEqual([]);
  operator.kill();
});
