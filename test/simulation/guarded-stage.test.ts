import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openPolicy, somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

test.each([
  {
    name: 'invalid',
    reason: 'InvalidSpec',
    spec: { routes: [{ path: '/{a}/{a}', method: 'GET', backend: 'orders' }] },
  },
  {
    name: 'one whose endpoint is missing',
    reason: 'EndpointNotFound',
    spec: { endpoint: { existing: { vpcEndpointIds: ['vpce-00000000000000000'] } } },
  },
  {
    name: "one that names another namespace's endpoint",
    reason: 'RefNotPermitted',
    spec: { access: { vpcEndpoints: [{ id: 'another' }] } },
  },
])('what others deploy by hand is closed within one look while the spec is $name', async ({ spec, reason }) => {
  const world = await createWorld();
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  const [api] = world.account.restApis.values();
  const [good] = api!.deployments.keys();
  const named = JSON.stringify(spec).replace('another', world.otherEndpoint.vpcEndpointId);
  await world.apply(privateApi(world, 'orders', JSON.parse(named) as object));
  await world.until(
    () => world.condition('orders', 'Ready')?.reason === reason,
    () => `the spec is refused as ${reason}`,
  );

  const by = somebody(world);
  await by.updateRestApi({
    restApiId: api!.id,
    patchOperations: [{ op: 'replace', path: '/policy', value: openPolicy }],
  });
  await by.createDeployment({ restApiId: api!.id, stageName: 'prod' });
  const before = world.awsCalls();
  await world.pass(12 * 60_000);

  expect(world.awsWrites(before)).toEqual(['UpdateStage']);
  expect(api!.stages.get('prod')!.deploymentId).toBe(good);
  expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['stage deployment']);
  expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason });
  operator.kill();
});
