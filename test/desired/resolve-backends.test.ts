import { describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/api/private-api.ts';
import type { IngressObject, ServiceObject } from '../../src/api/referred-objects.ts';
import { checkReferences } from '../../src/desired/check-references.ts';
import { hostnamesOf, resolveBackends } from '../../src/desired/resolve-backends.ts';
import { aService, anIngress, ordersHostname } from '../builders/backend-objects.ts';
import { aLoadBalancer, someFacts, someSettings } from '../builders/facts.ts';
import { ordersArn, stockArn } from '../builders/names.ts';
import { aBackend, aPrivateApi } from '../builders/private-api.ts';

type FactOverrides = Parameters<typeof someFacts>[0];

const objectsOf = (service?: ServiceObject, ingress?: IngressObject) => ({
  services: new Map(service && [['orders', service]]),
  ingresses: new Map(ingress && [['orders', ingress]]),
});
const backendOf = ({ loadBalancer: _given, ...backend }: Backend, target: Partial<Backend>): Backend => ({
  ...backend,
  ...target,
});

function resolve(
  target: Partial<Backend>,
  { service, ingress, facts = {} }: { service?: ServiceObject; ingress?: IngressObject; facts?: FactOverrides },
) {
  const object = aPrivateApi({ spec: { backends: [backendOf(aBackend(), target)] } });
  return resolveBackends(object, objectsOf(service, ingress), someFacts(facts), someSettings());
}

const byService = (port?: number | string) => ({
  service: { name: 'orders', ...(port !== undefined && { port }) },
});
const byIngress = { ingress: { name: 'orders' } };

test('a Service becomes the ARN of its load balancer and the number of its port', () => {
  const { resolved, problems } = resolve(byService('http'), { service: aService() });
  expect(problems).toEqual([]);
  expect(resolved.spec.backends).toEqual([aBackend({ service: { name: 'orders', port: 'http' }, port: 80 })]);
  expect(checkReferences(resolved, someFacts(), someSettings())).toEqual([]);
});

test('an Ingress becomes the ARN of its load balancer and the one host of its rules', () => {
  const { resolved, problems } = resolve(byIngress, { ingress: anIngress() });
  expect(problems).toEqual([]);
  expect(resolved.spec.backends).toEqual([aBackend({ ...byIngress, hostname: 'orders.shop.internal' })]);
});

test('a load balancer that is given by ARN stays as it is', () => {
  const object = aPrivateApi();
  expect(resolveBackends(object, objectsOf(), someFacts(), someSettings())).toEqual({ resolved: object, problems: [] });
});

test('the load balancer is the one with the DNS name, whatever the case', () => {
  const facts = {
    loadBalancers: [
      aLoadBalancer({ arn: stockArn }),
      aLoadBalancer({ dnsName: 'Orders-50DC6C495C0C9188.elb.eu-west-1.amazonaws.com' }),
    ],
  };
  const { resolved } = resolve(byService(), { service: aService(), facts });
  expect(resolved.spec.backends[0]?.loadBalancer).toEqual({ arn: ordersArn });
});

describe('the port of a Service', () => {
  const two = [
    { name: 'http', port: 80 },
    { name: 'admin', port: 8080 },
  ];
  test.each<[string, number | string | undefined, ServiceObject['spec']['ports'], number]>([
    ['is its only one', undefined, [{ port: 443 }], 443],
    ['is found by number', 8080, two, 8080],
    ['is found by name', 'admin', two, 8080],
    [
      'is the TCP one of two with the same number',
      53,
      [
        { name: 'a', port: 53, protocol: 'UDP' },
        { name: 'b', port: 53 },
      ],
      53,
    ],
    [
      'is the only TCP one',
      undefined,
      [
        { name: 'a', port: 53, protocol: 'UDP' },
        { name: 'b', port: 80 },
      ],
      80,
    ],
  ])('%s', (_, port, ports, expected) => {
    const { resolved, problems } = resolve(byService(port), { service: aService({ ports: ports! }) });
    expect(problems).toEqual([]);
    expect(resolved.spec.backends[0]?.port).toBe(expected);
  });

  test.each<[number | string | undefined, ServiceObject['spec']['ports'], string]>([
    ['web', two, 'spec.backends[orders].service.port: Service shop/orders has no port web but 80 (http), 8080 (admin)'],
    // A name that looks like a number is a name.
    ['80', two, 'spec.backends[orders].service.port: Service shop/orders has no port 80 but 80 (http), 8080 (admin)'],
    [
      undefined,
      two,
      'spec.backends[orders].service.port: Service shop/orders has ports 80 (http), 8080 (admin); name one of them',
    ],
    [
      53,
      [{ port: 53, protocol: 'UDP' }],
      'spec.backends[orders].service.port: port 53 of Service shop/orders is not a TCP port',
    ],
  ])('%s of %j is a problem', (port, ports, message) => {
    const { problems } = resolve(byService(port), { service: aService({ ports: ports! }) });
    expect(problems).toEqual([{ reason: 'BackendNotFound', condition: 'BackendsReady', message, pending: false }]);
  });
});

describe('the Host header for an Ingress', () => {
  const hosts = (...names: (string | undefined)[]) => names.map((host) => (host === undefined ? {} : { host }));
  test.each<[string, Partial<IngressObject['spec']>, string | undefined, string | undefined]>([
    ['is the one host of its rules', { rules: hosts('a.internal', 'a.internal') }, undefined, 'a.internal'],
    ['is what the spec says', { rules: hosts('a.internal', 'b.internal') }, 'b.internal', 'b.internal'],
    ['is left alone when a rule takes every host', { rules: hosts('a.internal', undefined) }, undefined, undefined],
    [
      'is left alone when the default backend does',
      { rules: hosts('a.internal'), defaultBackend: {} },
      undefined,
      undefined,
    ],
    ['is left alone without rules', { rules: [] }, undefined, undefined],
  ])('%s', (_, spec, hostname, expected) => {
    const target = { ...byIngress, ...(hostname !== undefined && { hostname }) };
    const { resolved, problems } = resolve(target, { ingress: anIngress(spec) });
    expect(problems).toEqual([]);
    expect(resolved.spec.backends[0]?.hostname).toBe(expected);
  });

  test.each([
    [hosts('b.internal', 'a.internal'), 'a.internal, b.internal'],
    [hosts('*.internal'), '*.internal'],
  ])('must be said for %j', (rules, list) => {
    const { problems } = resolve(byIngress, { ingress: anIngress({ rules }) });
    expect(problems.map(({ message }) => message)).toEqual([
      `spec.backends[orders].hostname: the rules of Ingress shop/orders are for ${list}; set hostname to the one that requests are for`,
    ]);
  });
});

describe('what is missing is said, and what Kubernetes will tell of is waited for without looking', () => {
  const at = (ingress: { hostname?: string; ip?: string }[]) => aService({}, { ingress });
  const elsewhere = 'orders-50dc6c495c0c9188.elb.us-east-1.amazonaws.com';
  const classic = 'a40ddad4121f74da6bee4dacbf056e87-1234567890.eu-west-1.elb.amazonaws.com';
  const classicRemedy =
    'or it is a Classic Load Balancer, which no VPC link reaches; make a Network Load Balancer (for a Service: loadBalancerClass service.k8s.aws/nlb)';
  test.each<{
    name: string;
    service?: ServiceObject;
    facts?: FactOverrides;
    reason: string;
    message: string;
    awaited?: true;
  }>([
    {
      name: 'no Service',
      reason: 'BackendNotFound',
      message: 'service.name: Service shop/orders does not exist; create it or correct the name',
    },
    {
      name: 'another type',
      service: aService({ type: 'NodePort' }),
      reason: 'BackendNotFound',
      message:
        'service.name: Service shop/orders is of type NodePort; only type LoadBalancer has a load balancer that a VPC link can reach',
    },
    {
      name: 'no load balancer yet',
      service: aService({}, {}),
      reason: 'LoadBalancerPending',
      message: 'Service shop/orders has no load balancer yet: its status has no hostname',
      awaited: true,
    },
    {
      name: 'an address only',
      service: at([{ ip: '10.0.0.7' }]),
      reason: 'BackendNotFound',
      message:
        'service.name: Service shop/orders has the address 10.0.0.7 and no hostname, so its load balancer is none of AWS; a VPC link reaches a Network or Application Load Balancer',
    },
    {
      name: 'a hostname of somebody else',
      service: at([{ hostname: 'orders.example.com' }]),
      reason: 'BackendNotFound',
      message:
        'service.name: orders.example.com, the hostname of Service shop/orders, is not the DNS name of a load balancer of AWS',
    },
    {
      name: 'another region',
      service: at([{ hostname: elsewhere }]),
      reason: 'LoadBalancerNotFound',
      message: `service.name: the load balancer ${elsewhere} of Service shop/orders is in region us-east-1, and a VPC link of region eu-west-1 reaches load balancers of its own region only`,
    },
    {
      name: 'a load balancer that is gone',
      service: aService(),
      facts: { loadBalancers: [] },
      reason: 'LoadBalancerNotFound',
      message: `service.name: the load balancer ${ordersHostname} of Service shop/orders does not exist in account 111122223333, region eu-west-1`,
    },
    {
      name: 'a namesake with another DNS name',
      service: aService(),
      facts: { loadBalancers: [aLoadBalancer({ dnsName: 'orders-0000000000000000.elb.eu-west-1.amazonaws.com' })] },
      reason: 'LoadBalancerNotFound',
      message: `service.name: the load balancer ${ordersHostname} of Service shop/orders does not exist in account 111122223333, region eu-west-1`,
    },
    {
      name: 'a classic one',
      service: at([{ hostname: classic }]),
      reason: 'LoadBalancerNotFound',
      message: `service.name: the load balancer ${classic} of Service shop/orders does not exist in account 111122223333, region eu-west-1, ${classicRemedy}`,
    },
    {
      name: 'no consent',
      service: aService(),
      facts: { loadBalancers: [aLoadBalancer({ tags: {}, state: 'failed' })] },
      reason: 'RefNotPermitted',
      message: `service.name: the load balancer ${ordersHostname} of Service shop/orders does not carry the tags of a controller that made it for this Service and the operator runs without --cluster-name, and it is not open to namespace shop; its owner opens it with the AWS tag privateapi.dev/allow = shop on the load balancer`,
    },
  ])('$name', ({ service, facts, reason, message, awaited }) => {
    const { resolved, problems } = resolve(byService(), { ...(service && { service }), ...(facts && { facts }) });
    expect(problems).toEqual([
      {
        reason,
        condition: 'BackendsReady',
        message: awaited ? message : `spec.backends[orders].${message}`,
        pending: awaited ?? false,
        ...(awaited && { isWatched: true }),
      },
    ]);
    // Nothing more is said about a backend that leads nowhere.
    expect(checkReferences(resolved, someFacts(facts), someSettings())).toEqual([]);
  });
});

test('what is wrong with the load balancer itself is said with the field that leads to it', () => {
  const loadBalancers = [aLoadBalancer({ listenerPorts: [443] })];
  const { resolved } = resolve(byService(), { service: aService(), facts: { loadBalancers } });
  expect(checkReferences(resolved, someFacts({ loadBalancers }), someSettings()).map(({ message }) => message)).toEqual(
    [
      'spec.backends[orders].service.port: the load balancer has no listener on port 80 but listeners on 443; set port to one of its listeners',
    ],
  );
});

test('what has to be looked up is every hostname, once there is one', () => {
  const object = aPrivateApi({
    spec: {
      backends: [
        backendOf(aBackend({ name: 'a' }), byService()),
        backendOf(aBackend({ name: 'b' }), byIngress),
        aBackend({ name: 'c' }),
      ],
    },
  });
  const other = 'internal-orders-1234567890.eu-west-1.elb.amazonaws.com';
  const objects = objectsOf(aService(), anIngress({}, { ingress: [{ ip: '10.0.0.1' }, { hostname: other }] }));
  expect(hostnamesOf(object, objects)).toEqual([ordersHostname, other]);
  expect(hostnamesOf(object, objectsOf(aService({}, {})))).toEqual([]);
});
