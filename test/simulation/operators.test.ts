import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
const running: ReturnType<World['startOperator']>[] = [];

beforeEach(useVirtualTime);
afterEach(() => {
  for (const operator of running.splice(0)) operator.kill();
  expect(world.violations).toEqual([]);
  jest.useRealTimers();
});

const minute = 60_000;
const settings = { vpcLinkPendingMs: 40_000, vpcLinkDeletingMs: 20_000 };
const counts = () => [world.account.restApis.size, endState(world.account).vpcLinks.length];
const count = (operation: string) => world.awsWrites().filter((name) => name === operation).length;
const gone = (name: string) =>
  world.until(
    () => world.read(name) === undefined,
    () => `${name} is gone: ${JSON.stringify(world.read(name)?.status?.conditions?.[0])}`,
  );

function start(): ReturnType<World['startOperator']> {
  const operator = world.startOperator();
  running.push(operator);
  return operator;
}

describe('two processes that both believe to lead', () => {
  // As after a Lease edited by hand, but for good: neither asks for a Lease at all.
  beforeEach(async () => {
    world = await createWorld({ flags: ['--leader-elect=false'], settings });
    start();
    start();
  });

  test('make one API and one link, change it and remove it', async () => {
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    expect(count('CreateRestApi')).toBe(1);
    expect(counts()).toEqual([1, 1]);
    await world.apply(privateApi(world, 'orders', { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] }));
    await world.untilReady('orders');
    await world.pass(5 * minute);
    expect(endState(world.account).restApis[0]!.routes).toEqual(['GET /new']);
    expect(world.condition('orders', 'Ready')?.status).toBe('True');
    await world.delete('orders');
    await gone('orders');
    expect(counts()).toEqual([0, 0]);
  });

  test('make one API for each of ten objects, and one link for all', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `api-${index}`);
    await Promise.all(names.map((name) => world.apply(privateApi(world, name))));
    for (const name of names) await world.untilReady(name);
    expect(count('CreateRestApi')).toBe(10);
    expect(counts()).toEqual([10, 1]);
  });
});

describe('a Lease', () => {
  beforeEach(async () => {
    world = await createWorld({ settings });
  });

  const lease = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true };
  const key = { namespace: 'private-api-system', name: 'private-api-operator' };

  test('given by hand to the other process: there is one API in the end', async () => {
    const first = start();
    await world.pass(5_000);
    start();
    await world.apply(privateApi(world, 'orders'));
    await world.pass(1_000);
    const held = (await world.person.get<never>(lease, key)) as unknown as {
      spec: { holderIdentity: string };
      metadata: object;
    };
    expect(held.spec.holderIdentity).toBe('operator-1');
    held.spec.holderIdentity = 'operator-2';
    await world.person.replace(lease, held as never);
    await world.untilReady('orders');
    await expect(first.ended).resolves.toBe('lost');
    expect(count('CreateRestApi')).toBe(1);
    expect(counts()).toEqual([1, 1]);
  });

  test.each(['GetVpcLinks', 'GetRestApis', 'GetRestApi', 'GetResources', 'DescribeVpcEndpoints'])(
    'of a process that is stopped while it waits for %s and wakes up late: it writes nothing more',
    async (operation) => {
      const first = start();
      await world.pass(5_000);
      const second = start();
      await world.apply(privateApi(world, 'sibling'));
      await world.untilReady('sibling');
      world.aws.onCall((call) => {
        if (call.operation === operation && armed) {
          armed = false;
          first.pause();
        }
      });
      let armed = true;
      await world.apply(privateApi(world, 'orders'));
      await world.until(
        () => !armed,
        () => `${operation} is asked`,
      );
      await world.untilReady('orders');
      expect(second.operator.healthy()).toBeUndefined();
      const since = world.awsCalls();
      const stored = world.read('orders');
      first.resume();
      await world.pass(minute);
      expect(world.awsWrites(since)).toEqual([]);
      // What it still sends to Kubernetes carries the resourceVersion of its past, and is refused.
      expect(world.read('orders')).toEqual(stored);
      await expect(first.ended).resolves.toBe('lost');
      expect(count('CreateRestApi')).toBe(2);
      expect(counts()).toEqual([2, 1]);
    },
  );
});

describe('objects that vanish from the API server without a deletion', () => {
  beforeEach(async () => {
    world = await createWorld({ flags: ['--leader-elect=false'], settings });
  });

  /** As when etcd is restored to a state before them: gone, finalizers or not. */
  async function vanish(...names: string[]): Promise<void> {
    for (const name of names) {
      await world.patch(name, { metadata: { finalizers: null } });
      await world.delete(name);
    }
  }

  test.each([1, 2, 8])(
    '%i of them, watched or not: nothing is deleted in AWS, shared links included',
    async (number) => {
      const names = Array.from({ length: number }, (_, index) => `api-${index}`);
      start();
      await world.apply(
        privateApi(world, 'stays', {
          backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }],
        }),
      );
      await Promise.all(names.map((name) => world.apply(privateApi(world, name))));
      for (const name of ['stays', ...names]) await world.untilReady(name);
      const before = endState(world.account);
      const since = world.awsCalls();
      await vanish(...names);
      await world.pass(25 * minute);
      running.splice(0).forEach((operator) => operator.kill());
      start();
      await world.pass(25 * minute);
      expect(world.awsWrites(since)).toEqual([]);
      expect(endState(world.account)).toEqual(before);
      expect(world.condition('stays', 'Ready')?.status).toBe('True');
    },
  );
});
