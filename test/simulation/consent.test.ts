import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import { somebody } from './somebody.ts';
import { createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const minute = 60_000;
const allow = 'privateapi.dev/allow';
const foreignEndpoint = 'vpce-0ffffffffffffffff';
const foreignVpc = 'vpc-0ffffffffffffffff';

interface Case {
  readonly name: string;
  readonly flags?: readonly string[];
  /** Changes the world and returns the spec. */
  readonly spec: (world: World) => object | Promise<object>;
  /** What the message names: the field, and the remedy. */
  readonly names: readonly string[];
  readonly reason?: string;
  readonly condition: 'EndpointReady' | 'BackendsReady' | 'PolicyApplied';
}

const backend = (arn: string, more: object = {}) => ({
  backends: [{ name: 'orders', loadBalancer: { arn }, ...more }],
});
const newBalancer = (world: World, tags: Record<string, string>) =>
  seedLoadBalancer(world.aws, world.account, {
    name: 'tagged',
    vpcId: world.vpc.vpcId,
    listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
    tags,
  }).loadBalancerArn;
const existing = (world: World, id: string) => ({
  endpoint: { existing: { vpcEndpointIds: [world.endpoint.vpcEndpointId, id] } },
});
const tagRemedy = 'privateapi.dev/allow = shop';

const controllerTags = { 'elbv2.k8s.aws/cluster': 'prod', 'service.k8s.aws/stack': 'shop/orders' };
const withLink = async (world: World, tags: Record<string, string> | undefined) => {
  world.vpc.tags = {};
  world.endpoint.tags = { [allow]: 'shop' };
  const targetArns = [world.loadBalancers.orders.loadBalancerArn];
  const { id } = await somebody(world).createVpcLink({ name: 'theirs', targetArns, ...(tags && { tags }) });
  await world.pass(3 * minute);
  return backend(targetArns[0]!, { vpcLink: { existing: { id } } });
};

const refused: readonly Case[] = [
  {
    name: "another namespace's load balancer",
    spec: (world) => backend(world.loadBalancers.bank.loadBalancerArn),
    names: ['spec.backends[orders].loadBalancer.arn', tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer without a tag, in a VPC that is open',
    spec: (world) => backend(newBalancer(world, {})),
    names: ['spec.backends[orders].loadBalancer.arn', tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer whose tag names a longer namespace',
    spec: (world) => backend(newBalancer(world, { [allow]: 'shop-2 workshop' })),
    names: [tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer of the AWS load balancer controller, without --cluster-name',
    spec: (world) => backend(newBalancer(world, controllerTags)),
    names: [tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer of the AWS load balancer controller of another cluster',
    flags: ['--cluster-name=test'],
    spec: (world) => backend(newBalancer(world, controllerTags)),
    names: [tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer of the AWS load balancer controller for another namespace',
    flags: ['--cluster-name=prod'],
    spec: (world) => backend(newBalancer(world, { ...controllerTags, 'service.k8s.aws/stack': 'bank/orders' })),
    names: [tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a load balancer of an IngressGroup, whose stack names no namespace',
    flags: ['--cluster-name=prod'],
    spec: (world) => backend(newBalancer(world, { 'elbv2.k8s.aws/cluster': 'prod', 'ingress.k8s.aws/stack': 'shop' })),
    names: [tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: "another namespace's VPC link",
    spec: (world) => withLink(world, { [allow]: 'bank' }),
    names: ['spec.backends[orders].vpcLink.existing.id', tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: 'a VPC link without a tag',
    spec: (world) => withLink(world, undefined),
    names: ['spec.backends[orders].vpcLink.existing.id', tagRemedy],
    condition: 'BackendsReady',
  },
  {
    name: "another namespace's endpoint to be used",
    spec: (world) => existing(world, world.otherEndpoint.vpcEndpointId),
    names: ['spec.endpoint.existing.vpcEndpointIds', tagRemedy],
    condition: 'EndpointReady',
  },
  {
    name: "another namespace's endpoint as a caller",
    spec: (world) => ({ access: { vpcEndpoints: [{ id: world.otherEndpoint.vpcEndpointId }] } }),
    names: ['spec.access.vpcEndpoints', tagRemedy],
    condition: 'PolicyApplied',
  },
  {
    name: "another namespace's VPC as callers",
    spec: (world) => ({ access: { vpcs: [{ id: world.otherVpc.vpcId }] } }),
    names: ['spec.access.vpcs', tagRemedy],
    condition: 'PolicyApplied',
  },
  {
    name: "a foreign account's endpoint as a caller",
    spec: () => ({ access: { vpcEndpoints: [{ id: foreignEndpoint }] } }),
    names: ['spec.access.vpcEndpoints', '--allow-foreign-callers'],
    reason: 'EndpointNotFound',
    condition: 'PolicyApplied',
  },
  {
    name: "a foreign account's VPC as callers",
    spec: () => ({ access: { vpcs: [{ id: foreignVpc }] } }),
    names: ['spec.access.vpcs', '--allow-foreign-callers'],
    reason: 'VpcNotFound',
    condition: 'PolicyApplied',
  },
  {
    name: "a foreign account's endpoint to be used, whatever the flags",
    flags: ['--allow-foreign-callers=true', '--reference-consent=off'],
    spec: (world) => existing(world, foreignEndpoint),
    names: ['spec.endpoint.existing.vpcEndpointIds'],
    reason: 'EndpointNotFound',
    condition: 'EndpointReady',
  },
  {
    name: "a foreign account's load balancer, whatever the flags",
    flags: ['--allow-foreign-callers=true', '--reference-consent=off'],
    spec: (world) => backend(world.loadBalancers.orders.loadBalancerArn.replace('111122223333', '999988887777')),
    names: ['spec.backends[orders].loadBalancer.arn'],
    reason: 'LoadBalancerNotFound',
    condition: 'BackendsReady',
  },
];

const admitted: readonly Pick<Case, 'name' | 'flags' | 'spec'>[] = [
  { name: 'a load balancer open to everyone (*)', spec: (world) => backend(newBalancer(world, { [allow]: '*' })) },
  { name: 'a load balancer open to several', spec: (world) => backend(newBalancer(world, { [allow]: 'bank shop' })) },
  {
    name: 'a load balancer of the AWS load balancer controller, with --cluster-name',
    flags: ['--cluster-name=prod'],
    spec: (world) => backend(newBalancer(world, controllerTags)),
  },
  {
    name: 'a load balancer of the cloud provider, with --cluster-name',
    flags: ['--cluster-name=prod'],
    spec: (world) =>
      backend(
        newBalancer(world, { 'kubernetes.io/cluster/prod': 'owned', 'kubernetes.io/service-name': 'shop/orders' }),
      ),
  },
  { name: 'a link with its own tag', spec: (world) => withLink(world, { [allow]: 'shop' }) },
  {
    name: 'everything, with --reference-consent=off',
    flags: ['--reference-consent=off'],
    spec: (world) => ({
      ...backend(world.loadBalancers.bank.loadBalancerArn),
      ...existing(world, world.otherEndpoint.vpcEndpointId),
      access: { vpcs: [{ id: world.otherVpc.vpcId }] },
    }),
  },
  {
    name: 'foreign callers, with --allow-foreign-callers',
    flags: ['--allow-foreign-callers=true'],
    spec: () => ({ access: { vpcEndpoints: [{ id: foreignEndpoint }], vpcs: [{ id: foreignVpc }] } }),
  },
];

async function start(flags: readonly string[] = []): Promise<{ world: World; stop: () => void }> {
  const world = await createWorld({
    flags: ['--leader-elect=false', ...flags],
    settings: { vpcLinkPendingMs: 40_000 },
  });
  const operator = world.startOperator();
  const stop = () => {
    operator.kill();
    expect(world.violations).toEqual([]);
    expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  };
  return { world, stop };
}

describe('without consent nothing is written', () => {
  test.each(refused)('$name', async ({ flags, spec, names, reason = 'RefNotPermitted', condition }) => {
    const { world, stop } = await start(flags);
    const given = await spec(world);
    const before = endState(world.account);
    const since = world.awsCalls();
    await world.apply(privateApi(world, 'orders', given));
    await world.pass(40 * minute);

    expect(world.awsWrites(since)).toEqual([]);
    expect(endState(world.account)).toEqual(before);
    expect(world.condition('orders', condition)).toMatchObject({ status: 'False', reason });
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason });
    expect(world.condition('orders', 'Stalled')).toMatchObject({ status: 'True', reason });
    for (const name of names) expect(world.condition('orders', 'Ready')?.message).toContain(name);
    expect(world.read('orders')?.status).not.toHaveProperty('pendingCreates');
    // Looked at slowly, and it does not hold up its own deletion.
    expect(world.awsCalls() - since).toBeLessThan(70);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'orders is gone',
      minute,
    );
    expect(world.awsWrites(since)).toEqual([]);
    stop();
  });

  test('and when it is given, the object goes on by itself', async () => {
    const { world, stop } = await start();
    await world.apply(privateApi(world, 'orders', backend(world.loadBalancers.bank.loadBalancerArn)));
    await world.pass(minute);
    world.loadBalancers.bank.tags = { [allow]: 'bank shop' };
    await world.untilReady('orders');
    stop();
  });

  test('with several refusals at once the message names each', async () => {
    const { world, stop } = await start();
    const spec = {
      ...backend(world.loadBalancers.bank.loadBalancerArn),
      ...existing(world, world.otherEndpoint.vpcEndpointId),
    };
    await world.apply(privateApi(world, 'orders', { ...spec, access: { vpcs: [{ id: world.otherVpc.vpcId }] } }));
    await world.pass(minute);
    const message = world.condition('orders', 'Ready')?.message;
    for (const field of ['spec.backends[orders]', 'spec.endpoint.existing', 'spec.access.vpcs'])
      expect(message).toContain(field);
    for (const type of ['EndpointReady', 'BackendsReady', 'PolicyApplied']) {
      expect(world.condition('orders', type)).toMatchObject({ status: 'False', reason: 'RefNotPermitted' });
    }
    expect(world.awsWrites()).toEqual([]);
    stop();
  });
});

describe('with consent the object becomes Ready', () => {
  test.each(admitted)('$name', async ({ flags, spec }) => {
    const { world, stop } = await start(flags);
    await world.apply(privateApi(world, 'orders', await spec(world)));
    await world.untilReady('orders');
    stop();
  });
});

describe('consent that is taken back', () => {
  test.each([
    { what: 'of the load balancer', revoke: (world: World) => (world.loadBalancers.orders.tags = {}) },
    { what: 'of the VPC and its endpoint', revoke: (world: World) => (world.vpc.tags = {}) },
  ])('$what: what is served stays, nothing is written, and the status says so', async ({ revoke }) => {
    const { world, stop } = await start();
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    const before = endState(world.account);
    const since = world.awsCalls();
    revoke(world);
    await world.pass(12 * minute);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'RefNotPermitted' });
    await world.apply(privateApi(world, 'orders', { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] }));
    await world.pass(30 * minute);
    expect(world.awsWrites(since)).toEqual([]);
    expect(endState(world.account)).toEqual(before);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', observedGeneration: 2 });
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'orders is gone',
    );
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
    stop();
  });
});
