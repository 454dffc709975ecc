import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const createWrites = ['CreateRestApi', 'CreateVpcLink', 'PutRestApi', 'CreateDeployment', 'CreateStage'];

/** 300 resources: the root, 99 paths and 200 below them. */
const manyRoutes = Array.from({ length: 100 }, (_, index) =>
  index === 0 ? [] : [`/p${index}`, `/p${index}/{id}`, `/p${index}/list`],
)
  .flat()
  .map((path) => ({ path, method: 'GET', backend: 'orders' }));

async function ready(name: string, spec: object = {}): Promise<void> {
  await world.apply(privateApi(world, name, spec));
  await world.untilReady(name);
}

/** What a change costs. */
async function change(name: string, spec: object): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(privateApi(world, name, spec));
  await world.untilReady(name);
  return world.awsWrites(before);
}

describe('the number of writes', () => {
  test.each([
    { routes: 2, spec: {} },
    { routes: manyRoutes.length, spec: { routes: manyRoutes } },
  ])('from apply to Ready is 5 in AWS and at most 6 on the object, with $routes routes', async ({ spec }) => {
    await ready('orders', spec);
    expect(world.awsWrites()).toEqual(createWrites);
    expect(world.objectWrites().length).toBeLessThanOrEqual(6);
  });

  test('of a route change is 3', async () => {
    await ready('orders');
    expect(await change('orders', { routes: [{ path: '/new', method: 'POST', backend: 'orders' }] })).toEqual([
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
    ]);
  });

  test('of a policy change is 3', async () => {
    await ready('orders');
    expect(await change('orders', { access: { vpcs: [{ id: world.vpc.vpcId }] } })).toEqual([
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
    ]);
  });

  test('of a stage setting is 1', async () => {
    await ready('orders');
    expect(await change('orders', { stage: { description: 'Orders', variables: { tier: 'gold' } } })).toEqual([
      'UpdateStage',
    ]);
  });

  test('grows by one removed deployment when the history is full', async () => {
    await ready('orders', { history: { limit: 2 } });
    const route = (path: string) => ({ history: { limit: 2 }, routes: [{ path, method: 'GET', backend: 'orders' }] });
    expect(await change('orders', route('/a'))).toHaveLength(3);
    expect(await change('orders', route('/b'))).toEqual([
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'DeleteDeployment',
    ]);
    const [api] = world.account.restApis.values();
    expect(api!.deployments.size).toBe(2);
  });

  test('is 0 in AWS and 0 in Kubernetes over ten resyncs without a change', async () => {
    await ready('orders');
    const [awsBefore, kubernetesBefore] = [world.awsCalls(), world.kubernetes.log.length];
    for (let resync = 0; resync < 10; resync += 1) await world.pass(11 * 60_000);
    expect(world.awsWrites(awsBefore)).toEqual([]);
    expect(
      world.kubernetes.log.slice(kubernetesBefore).filter(({ write, resource }) => write && resource !== 'leases'),
    ).toEqual([]);
    expect(
      world.aws.log.slice(awsBefore).filter(({ operation }) => operation === 'GetStages').length,
    ).toBeGreaterThanOrEqual(9);
  });
});
