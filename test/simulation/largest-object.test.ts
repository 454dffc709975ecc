import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Json } from '../crd/field-path.ts';
import { objectWithEverythingAtMaximum } from '../crd/largest-object.ts';
import { letters } from '../crd/values.ts';
import { seedReferences } from './seed-references.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 1_000 } });
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** As many routes on paths of their own; the root is a resource as well. */
const routesOn = (paths: number, routes: number, backend = (_index: number) => 'orders') =>
  Array.from({ length: routes }, (_, index) => ({
    path: `/p${index % paths}`,
    method: methods[Math.floor(index / paths)]!,
    backend: backend(index),
  }));

describe('AWS writes do not depend on the number of routes', () => {
  test.each([
    { resources: 2, routes: 1 },
    { resources: 3, routes: 2 },
    { resources: 300, routes: 299 },
    { resources: 300, routes: 1000 },
  ])('$routes routes on $resources resources', async ({ resources, routes }) => {
    const all = routesOn(resources - 1, routes);
    const cost = async (act: () => Promise<unknown>) => {
      const before = world.awsCalls();
      await act();
      return world.awsWrites(before);
    };
    const apply = (spec: object) =>
      cost(async () => {
        await world.apply(privateApi(world, 'orders', spec));
        await world.untilReady('orders');
      });
    expect(await apply({ routes: all })).toEqual([
      'CreateRestApi',
      'CreateVpcLink',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
    ]);
    const [api] = world.account.restApis.values();
    expect([
      api!.resources.size,
      [...api!.resources.values()].flatMap((each) => [...each.methods.keys()]).length,
    ]).toEqual([resources, routes]);
    const moved = all.map((route) => ({ ...route, backendPath: '/moved' }));
    expect(await apply({ routes: moved })).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
    expect(await apply({ routes: moved, authorization: { type: 'None' } })).toEqual([
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
    ]);
    expect(
      await cost(async () => {
        await world.delete('orders');
        await world.until(
          () => world.read('orders') === undefined,
          () => 'gone',
        );
      }),
    ).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
  });
});

/** Every list at its maximum, within what one API may hold in AWS; each backend has a load balancer, and so a link, of its own. */
function largestObject() {
  const { spec, ...object } = objectWithEverythingAtMaximum({ longestStrings: false }) as {
    metadata: { name: string };
    spec: { [key: string]: Json };
  };
  const backends = (spec['backends'] as { name: string }[]).map((backend, index) => ({
    ...backend,
    loadBalancer: {
      arn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/${letters(30)}${index + 10}/50dc6c495c0c9188`,
    },
  }));
  return {
    ...object,
    metadata: { name: letters(63), namespace: 'shop' },
    spec: {
      ...spec,
      backends,
      routes: routesOn(299, 1000, (index) => backends[index % backends.length]!.name),
      authorization: { type: 'None' },
      history: { limit: 20 },
    },
  };
}

const limit = 64 * 1024;

describe('the status of the largest object stays below 64 KiB', () => {
  const object = largestObject();
  const { name } = object.metadata;
  const bytes = () => Buffer.byteLength(JSON.stringify(world.read(name)?.status));

  test('when it serves, with a full history, and when everything that can be wrong is', async () => {
    seedReferences(world, [object]);
    const few = { ...object, spec: { ...object.spec, routes: object.spec.routes.slice(0, 20) } };
    for (let change = 0; change < 20; change += 1) {
      const backends = few.spec.backends.map((backend) => ({ ...backend, timeoutMilliseconds: 29_000 - change }));
      await world.apply({ ...few, spec: { ...few.spec, backends } });
      await world.untilReady(name);
    }
    await world.apply(object);
    await world.untilReady(name);
    const { status } = world.read(name)!;
    expect([
      status!.deployments?.length,
      status!.vpcLinks?.length,
      status!.vpcEndpoints?.length,
      status!.invokeUrls?.length,
    ]).toEqual([20, 20, 5, 11]);
    expect(bytes()).toBeLessThan(limit);

    // Each condition says as much as it may: what the spec names is gone, and then nothing of it is right.
    world.account.loadBalancers.clear();
    world.account.vpcEndpoints.clear();
    await world.pass(15 * 60_000);
    expect(world.condition(name, 'Ready')?.status).toBe('False');
    expect(bytes()).toBeLessThan(limit);
    const nowhere = routesOn(299, 1000).map((route) => ({ ...route, backend: letters(63), backendPath: '/{nobody}' }));
    await world.apply({ ...object, spec: { ...object.spec, routes: nowhere } });
    await world.until(
      () => world.condition(name, 'Stalled')?.reason === 'InvalidSpec',
      () => JSON.stringify(world.condition(name, 'Ready')),
    );
    expect(world.condition(name, 'Ready')?.message).toContain('and 1980 more');
    expect(bytes()).toBeLessThan(limit);
  });
});
