import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import { createCaller } from './calls.ts';
import { createKubernetesBackends, ingresses, services } from './kubernetes-backends.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let cluster: ReturnType<typeof createKubernetesBackends>;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({
    flags: ['--leader-elect=false', '--cluster-name=prod'],
    settings: { vpcLinkPendingMs: 40_000 },
  });
  cluster = createKubernetesBackends(world);
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const byIngress = (more: object = {}) =>
  privateApi(world, 'orders', {
    backends: [{ name: 'orders', ingress: { name: 'orders' }, ...more }],
    authorization: { type: 'None' },
  });
const backendsReady = () => world.condition('orders', 'BackendsReady');

describe('an Ingress behind a Network Load Balancer, as of a controller in the cluster', () => {
  test('is awaited and then called with the host of its rules', async () => {
    await world.apply(byIngress());
    await world.pass(5_000);
    expect(backendsReady()?.message).toContain('Ingress shop/orders does not exist');
    await cluster.ingress('orders', ['orders.shop.internal']);
    await world.pass(1_000);
    expect(backendsReady()).toMatchObject({ status: 'False', reason: 'LoadBalancerPending' });
    await cluster.status(ingresses, 'orders', { hostname: world.loadBalancers.orders.dnsName });
    await world.untilReady('orders');
    const caller = createCaller(world);
    expect((await caller.call('GET', '/orders')).status).toBe(200);
    expect(caller.received.map(({ headers }) => headers['host'])).toEqual(['orders.shop.internal']);
  });

  test('whose rules get another host is deployed once more, with that', async () => {
    await cluster.ingress('orders', ['orders.shop.internal']);
    await cluster.status(ingresses, 'orders', { hostname: world.loadBalancers.orders.dnsName });
    await world.apply(byIngress());
    await world.untilReady('orders');
    await world.pass(180_000);
    const before = world.awsCalls();
    await cluster.ingress('orders', ['returns.shop.internal']);
    await world.pass(60_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
    const caller = createCaller(world);
    await caller.call('GET', '/orders');
    expect(caller.received[0]?.headers['host']).toBe('returns.shop.internal');
  });

  test('whose rules ask for several hosts is asked about, until the spec or the Ingress decides', async () => {
    await cluster.ingress('orders', ['a.internal', 'b.internal']);
    await cluster.status(ingresses, 'orders', { hostname: world.loadBalancers.orders.dnsName });
    await world.apply(byIngress());
    await world.pass(5_000);
    expect(backendsReady()).toMatchObject({ status: 'False', reason: 'BackendNotFound' });
    expect(backendsReady()?.message).toContain('a.internal, b.internal; set hostname');
    await world.apply(byIngress({ hostname: 'b.internal' }));
    await world.untilReady('orders');
  });
});

/** Applies a sample, and lets a controller make the load balancer of what is in it. */
async function applySample(name: string, type: 'network' | 'application', tags: Record<string, string>): Promise<void> {
  const text = readFileSync(new URL(`../../deploy/samples/${name}.yaml`, import.meta.url), 'utf8');
  const documents = parseAllDocuments(text.replaceAll('vpce-0a1b2c3d4e5f60718', world.endpoint.vpcEndpointId));
  const [owner, object] = documents.map((document) => document.toJS() as KubernetesObject & { spec: object });
  const resource = owner!.kind === 'Service' ? services : ingresses;
  await world.person.apply(resource, owner!, { fieldManager: 'kubectl', force: true });
  await world.apply({ ...object, spec: { ...object!.spec, authorization: { type: 'None' } } });
  const { dnsName } = seedLoadBalancer(world.aws, world.account, {
    name: 'k8s-shop-orders-d1c5e3',
    type,
    vpcId: world.vpc.vpcId,
    listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
    tags: { 'elbv2.k8s.aws/cluster': 'prod', ...tags },
  });
  await cluster.status(resource, 'orders', { hostname: dnsName });
}

test('the sample with a Service is served', async () => {
  await applySample('service-backend', 'network', { 'service.k8s.aws/stack': 'shop/orders' });
  await world.untilReady('orders');
  expect((await createCaller(world).call('GET', '/orders/7')).status).toBe(200);
});

test('the sample with an Ingress finds its Application Load Balancer', async () => {
  await applySample('ingress-backend', 'application', { 'ingress.k8s.aws/stack': 'shop/orders' });
  await world.pass(5_000);
  expect(backendsReady()).toMatchObject({ status: 'False', reason: 'LoadBalancerNotFound' });
  expect(backendsReady()?.message).toContain('ingress.name, the load balancer of orders');
  expect(backendsReady()?.message).toContain('is of type application');
});
