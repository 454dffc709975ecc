import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import { createCaller } from './calls.ts';
import { createKubernetesBackends, services } from './kubernetes-backends.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

const minute = 60_000;

let world: World;
let cluster: ReturnType<typeof createKubernetesBackends>;
let operator: ReturnType<World['startOperator']>;

async function start(flags: readonly string[] = [], settings: object = {}): Promise<void> {
  world = await createWorld({
    flags: ['--leader-elect=false', ...flags],
    settings: { vpcLinkPendingMs: 40_000, ...settings },
  });
  cluster = createKubernetesBackends(world);
  operator = world.startOperator();
  world.aws.onCall(({ sequence }) => {
    if (sequence > 3_000) operator.kill();
  });
}

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const byService = (service: object = { name: 'orders' }, more: object = {}) =>
  privateApi(world, 'orders', { backends: [{ name: 'orders', service, ...more }], authorization: { type: 'None' } });
const ordersHostname = () => world.loadBalancers.orders.dnsName;
const stockHostname = () => world.loadBalancers.stock.dnsName;
const backendsReady = () => world.condition('orders', 'BackendsReady');
const links = () => [...world.account.vpcLinks.values()].filter(({ deletedAt }) => deletedAt === undefined);

/** A Service with its load balancer, and an object that is Ready with it. */
async function ready(): Promise<void> {
  await cluster.service('orders');
  await cluster.status(services, 'orders', { hostname: ordersHostname() });
  await world.apply(byService());
  await world.untilReady('orders');
}

test('each step of a Service that comes to be is waited for with what is missing, without looking, and followed at once', async () => {
  await start();
  await world.apply(byService({ name: 'orders', port: 'http' }));
  await world.pass(5_000);
  expect(backendsReady()).toMatchObject({ status: 'False', reason: 'BackendNotFound' });
  expect(backendsReady()?.message).toBe(
    'spec.backends[orders].service.name: Service shop/orders does not exist; create it or correct the name',
  );

  await cluster.service('orders', { type: 'ClusterIP' });
  await world.pass(1_000);
  expect(backendsReady()?.message).toContain('is of type ClusterIP');

  await cluster.service('orders');
  await world.pass(1_000);
  expect(backendsReady()).toMatchObject({
    reason: 'LoadBalancerPending',
    message: 'Service shop/orders has no load balancer yet: its status has no hostname',
  });
  expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'Unknown', reason: 'LoadBalancerPending' });

  // The recheck interval is five minutes: one look in it, no more.
  const before = world.awsCalls();
  await world.pass(4 * minute);
  expect(world.awsCalls()).toBe(before);

  await cluster.status(services, 'orders', { ip: '10.0.0.7' });
  await world.pass(1_000);
  expect(backendsReady()?.message).toContain('has the address 10.0.0.7 and no hostname');
  expect(world.awsWrites()).toEqual([]);

  await cluster.status(services, 'orders', { hostname: ordersHostname() });
  await world.untilReady('orders');
  expect(world.read('orders')?.status?.vpcLinks).toMatchObject([
    { loadBalancerArn: world.loadBalancers.orders.loadBalancerArn, managed: true },
  ]);
  expect((await createCaller(world).call('GET', '/orders')).status).toBe(200);
});

test('in line, it costs the calls of a given ARN, and a look at the Service', async () => {
  await start();
  await ready();
  await world.apply(privateApi(world, 'given'));
  await world.untilReady('given');
  await world.pass(20 * minute);
  /** AWS calls of the next pass over one object, made to come now. */
  const callsOf = async (name: string) => {
    const before = world.aws.log.length;
    await world.patch(name, { metadata: { annotations: { 'privateapi.dev/reconcile-at': String(Date.now()) } } });
    await world.pass(5_000);
    return world.aws.log
      .slice(before)
      .map(({ operation }) => operation)
      .toSorted();
  };
  const given = await callsOf('given');
  const gets = () =>
    world.kubernetes.log.filter(({ verb, resource }) => verb === 'get' && resource === 'services').length;
  const getsBefore = gets();
  expect(await callsOf('orders')).toEqual(given);
  expect(given).toContain('DescribeLoadBalancers');
  expect(gets() - getsBefore).toBe(1);
});

test('Services that nobody names cause no pass, no AWS call and no request', async () => {
  await start();
  await ready();
  await world.pass(minute);
  const [calls, requests] = [world.awsCalls(), world.kubernetes.log.length];
  for (let number = 0; number < 50; number += 1) {
    await cluster.service(`other-${number}`);
    await cluster.status(services, `other-${number}`, { hostname: stockHostname() });
  }
  await cluster.service('orders', {}, 'bank');
  await cluster.remove(services, 'other-1');
  await world.pass(30_000);
  expect([world.awsCalls(), world.kubernetes.log.length]).toEqual([calls, requests]);
});

test('nothing of Services is asked before an object names one, nor after the last one stopped', async () => {
  await start();
  const ofServices = () => world.kubernetes.log.filter(({ resource }) => resource === 'services').length;
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  expect(ofServices()).toBe(0);
  await cluster.service('orders');
  await cluster.status(services, 'orders', { hostname: ordersHostname() });
  await world.apply(byService());
  await world.untilReady('orders');
  expect(world.kubernetes.watches('services')).toHaveLength(1);
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  const requests = ofServices();
  await world.pass(60 * minute);
  expect([world.kubernetes.watches('services').length, ofServices()]).toEqual([0, requests]);
});

test('naming the Service in place of the ARN of its load balancer changes nothing in AWS', async () => {
  await start();
  await world.apply(privateApi(world, 'orders', { authorization: { type: 'None' } }));
  await world.untilReady('orders');
  await cluster.service('orders');
  await cluster.status(services, 'orders', { hostname: ordersHostname() });
  const before = world.awsCalls();
  await world.apply(byService());
  await world.untilReady('orders');
  expect(world.awsWrites(before)).toEqual([]);
});

test('a Service whose load balancer is replaced is followed without a gap: new link, one deployment, old link released', async () => {
  await start();
  await ready();
  await world.pass(3 * minute);
  const before = world.awsCalls();
  const caller = createCaller(world);
  await cluster.status(services, 'orders', { hostname: stockHostname() });
  const statuses = new Set<number>();
  for (let second = 0; second < 300; second += 1) {
    await world.pass(1_000);
    statuses.add((await caller.call('GET', '/orders')).status);
  }
  expect([...statuses]).toEqual([200]);
  expect(world.awsWrites(before)).toEqual([
    'CreateVpcLink',
    'PutRestApi',
    'CreateDeployment',
    'UpdateStage',
    'DeleteVpcLink',
  ]);
  expect(links().map(({ targetArns }) => targetArns)).toEqual([[world.loadBalancers.stock.loadBalancerArn]]);
  expect(world.condition('orders', 'Ready')?.status).toBe('True');
});

test('a Service that is deleted takes nothing down: callers are served, and its return needs no write', async () => {
  await start();
  await ready();
  await world.pass(3 * minute);
  const before = world.awsCalls();
  await cluster.remove(services, 'orders');
  await world.pass(2_000);
  expect(backendsReady()).toMatchObject({ status: 'False', reason: 'BackendNotFound' });
  await world.pass(30 * minute);
  expect((await createCaller(world).call('GET', '/orders')).status).toBe(200);
  await cluster.service('orders');
  await cluster.status(services, 'orders', { hostname: ordersHostname() });
  await world.untilReady('orders');
  expect(world.awsWrites(before)).toEqual([]);
});

test('an object is deleted whatever became of its Service', async () => {
  await start();
  await ready();
  await cluster.remove(services, 'orders');
  await world.pass(minute);
  await world.delete('orders');
  await world.until(
    () => world.read('orders') === undefined,
    () => 'gone',
  );
  expect([world.account.restApis.size, links()]).toEqual([0, []]);
  expect(world.kubernetes.watches('services')).toEqual([]);
});

describe('consent', () => {
  const tagged = (tags: Record<string, string>) =>
    seedLoadBalancer(world.aws, world.account, {
      name: 'k8s-shop-orders-d1c5e3',
      vpcId: world.vpc.vpcId,
      listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
      tags,
    }).dnsName;
  const controllerTags = { 'elbv2.k8s.aws/cluster': 'prod', 'service.k8s.aws/stack': 'shop/orders' };

  test('the load balancer that the controller made for this Service is open to it', async () => {
    await start(['--cluster-name=prod']);
    await cluster.service('orders');
    await cluster.status(services, 'orders', { hostname: tagged(controllerTags) });
    await world.apply(byService());
    await world.untilReady('orders');
  });

  test.each<[string, readonly string[], Record<string, string>]>([
    ["another Service's", ['--cluster-name=prod'], { ...controllerTags, 'service.k8s.aws/stack': 'shop/stock' }],
    ["another namespace's", ['--cluster-name=prod'], { ...controllerTags, 'service.k8s.aws/stack': 'bank/orders' }],
    ["another cluster's", ['--cluster-name=test'], controllerTags],
    ['one that an unnamed cluster cannot tell from its own', [], controllerTags],
    [
      "an Ingress's of the same name",
      ['--cluster-name=prod'],
      { ...controllerTags, 'service.k8s.aws/stack': '', 'ingress.k8s.aws/stack': 'shop/orders' },
    ],
    ["nobody's", ['--cluster-name=prod'], {}],
  ])('a status that names %s load balancer opens nothing, and nothing is written', async (_, flags, tags) => {
    await start(flags);
    await cluster.service('orders');
    await cluster.status(services, 'orders', { hostname: tagged(tags) });
    await world.apply(byService());
    await world.pass(10 * minute);
    expect(backendsReady()).toMatchObject({ status: 'False', reason: 'RefNotPermitted' });
    expect(backendsReady()?.message).toContain('privateapi.dev/allow = shop on the load balancer');
    expect(world.awsWrites()).toEqual([]);
  });

  test('a status that is turned to a load balancer of somebody else changes nothing of what is served', async () => {
    await start();
    await ready();
    const before = world.awsCalls();
    await cluster.status(services, 'orders', { hostname: world.loadBalancers.bank.dnsName });
    await world.pass(10 * minute);
    expect(backendsReady()?.reason).toBe('RefNotPermitted');
    expect(world.awsWrites(before)).toEqual([]);
  });
});

describe('when Services cannot be read', () => {
  const forbid = (verb: 'get' | 'list', times: number) => {
    for (let time = 0; time < times; time += 1) {
      world.kubernetes.faults.place({ verb, resource: 'services', when: 'before', refusal: 'forbidden' });
    }
  };

  test('for want of a right, the object says which, others go on, and it comes back by itself with the right', async () => {
    await start();
    // As long as the watch is refused, so is the read.
    forbid('list', 8);
    forbid('get', 2);
    await cluster.service('orders');
    await cluster.status(services, 'orders', { hostname: ordersHostname() });
    await world.apply(byService());
    await world.apply(privateApi(world, 'given'));
    await world.untilReady('given');
    expect(backendsReady()).toMatchObject({ status: 'False', reason: 'KubernetesAccessDenied' });
    expect(backendsReady()?.message).toBe(
      'the operator cannot read Service shop/orders: its ClusterRole needs get, list and watch on services',
    );
    expect(operator.operator.healthy()).toBeUndefined();
    await world.untilReady('orders');
  });

  test('a list that is never answered holds nobody up', async () => {
    await start();
    world.kubernetes.faults.place({ verb: 'list', resource: 'services', when: 'before', refusal: 'silence' });
    await cluster.service('orders');
    await cluster.status(services, 'orders', { hostname: ordersHostname() });
    await world.apply(byService());
    await world.pass(2_000);
    expect(world.awsWrites()).toContain('CreateVpcLink');
    await world.untilReady('orders');
  });

  test.each(['cut', 'expire', 'close', 'garble'] as const)('a watch that ends (%s) loses no change', async (how) => {
    await start();
    await ready();
    const [watch] = world.kubernetes.watches('services');
    watch!.dropNextEvents(1);
    await cluster.status(services, 'orders', { hostname: stockHostname() });
    if (how === 'cut' || how === 'close') {
      // Nothing was lost with these: the next watch begins where this one ended.
      await cluster.remove(services, 'orders');
      watch![how]();
      await world.pass(minute);
      expect(backendsReady()?.reason).toBe('BackendNotFound');
      return;
    }
    watch![how]();
    await world.until(
      () => links().some(({ targetArns }) => targetArns[0] === world.loadBalancers.stock.loadBalancerArn),
      () => 'a link to the new load balancer',
      5 * minute,
    );
  });
});

test('a process that is killed around any write of a move to another load balancer is followed by one that ends the move', async () => {
  const kills: string[] = [];
  for (let index = 0; ; index += 1) {
    await start();
    await ready();
    await world.pass(2 * minute);
    let [seen, isKilled] = [-1, false];
    operator.kill();
    operator = world.startOperator(({ when, name }) => {
      if (when === 'after') seen += 1;
      if (seen !== index || isKilled) return;
      isKilled = true;
      kills.push(name);
      operator.kill();
      setTimeout(() => (operator = world.startOperator()), 1_000);
    });
    await cluster.status(services, 'orders', { hostname: stockHostname() });
    const isDone = () =>
      links().every(({ targetArns }) => targetArns[0] === world.loadBalancers.stock.loadBalancerArn) &&
      world.condition('orders', 'Ready')?.status === 'True';
    await world.until(isDone, () => `done after a kill at write ${index}`);
    await world.pass(3 * minute);
    expect([links().length, world.account.restApis.size, world.violations]).toEqual([1, 1, []]);
    operator.kill();
    jest.clearAllTimers();
    if (!isKilled) break;
  }
  expect(kills.length).toBeGreaterThan(5);
}, 120_000);

test('a new process goes on with the Services as they are', async () => {
  await start();
  await ready();
  operator.kill();
  await world.pass(minute);
  await cluster.status(services, 'orders', { hostname: stockHostname() });
  operator = world.startOperator();
  await world.until(
    () => world.read('orders')?.status?.vpcLinks?.[0]?.loadBalancerArn === world.loadBalancers.stock.loadBalancerArn,
    () => 'the new load balancer',
  );
  await world.untilReady('orders');
});
