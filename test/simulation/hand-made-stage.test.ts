import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

test('a stage that others made is told and left alone, and does not keep a change from being Ready', async () => {
  const world = await createWorld();
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders', { history: { limit: 1 } }));
  await world.untilReady('orders');
  const [api] = world.account.restApis.values();
  const [deploymentId] = api!.deployments.keys();
  await somebody(world).createStage({ restApiId: api!.id, stageName: 'debug', deploymentId: deploymentId! });

  const before = world.awsCalls();
  await world.apply(
    privateApi(world, 'orders', {
      history: { limit: 1 },
      routes: [{ path: '/new', method: 'GET', backend: 'orders' }],
    }),
  );
  await world.untilReady('orders');
  await world.pass(30 * 60_000);

  expect(world.awsWrites(before)).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
  expect(world.condition('orders', 'DriftDetected')).toMatchObject({
    status: 'True',
    reason: 'Drifted',
    message: 'stage debug was made by others on this API and is left alone; delete it',
  });
  expect([...api!.stages.keys()]).toEqual(['prod', 'debug']);

  await somebody(world).deleteStage({ restApiId: api!.id, stageName: 'debug' });
  await world.pass(15 * 60_000);
  expect(world.condition('orders', 'DriftDetected')).toMatchObject({ status: 'False', reason: 'NoDrift' });
  operator.kill();
});
