import { expect, test } from '@jest/globals';
import { seedLoadBalancer, seedPrincipal } from '../../sandbox/aws/seed.ts';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import { createAws } from '../../src/aws/create-aws.ts';
import { ACCOUNT, createTestWorld, REGION } from '../sandbox/aws/test-world.ts';
import { someReferences } from '../builders/references.ts';

const { signal } = new AbortController();

/** The operator's side of AWS, with what it asked Elastic Load Balancing. */
function anAws() {
  const { emulator, region, vpc } = createTestWorld();
  const principal = seedPrincipal(emulator, {
    accountId: ACCOUNT,
    name: 'role/tested',
    policies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
  });
  const { accessKeyId, secretAccessKey } = principal;
  const aws = createAws({
    region: REGION,
    userAgent: 'test',
    metrics: { awsRequestFinished: () => undefined },
    now: () => 0,
    mayWrite: () => true,
    overrides: {
      credentials: { accessKeyId, secretAccessKey },
      requestHandler: createSdkRequestHandler(emulator.handle) as never,
    },
  });
  const find = async (hostnames: readonly string[], arns: readonly string[] = []) => {
    const identity = await aws.identity(signal);
    const since = emulator.log.length;
    const references = someReferences({ loadBalancerArns: arns, loadBalancerHostnames: hostnames });
    const { loadBalancers } = await aws.readFacts(identity, references, signal);
    const calls = emulator.log.slice(since).map(({ operation }) => operation);
    return { loadBalancers, calls: calls.filter((operation) => /LoadBalancers|Listeners|Tags/u.test(operation)) };
  };
  const seed = (name: string, type: 'network' | 'application' = 'network') =>
    seedLoadBalancer(emulator, region, {
      name,
      type,
      vpcId: vpc.vpcId,
      listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
    });
  return { find, seed };
}

test.each(['network', 'application'] as const)(
  'a %s load balancer is found by its DNS name, by as many calls as by its ARN',
  async (type) => {
    const { find, seed } = anAws();
    const { dnsName, loadBalancerArn } = seed('k8s-shop-orders-d1c5e3', type);
    const byName = await find([dnsName.toUpperCase()]);
    const byArn = await find([], [loadBalancerArn]);
    expect([...byName.loadBalancers]).toEqual([...byArn.loadBalancers]);
    expect(byName.loadBalancers.get(loadBalancerArn)).toMatchObject({ type, dnsName, listenerPorts: [80] });
    expect(byName.calls.toSorted()).toEqual(byArn.calls.toSorted());
    expect(byArn.calls).toHaveLength(3);
  },
);

test.each([
  ['a load balancer that is gone', (dnsName: string) => dnsName.replace('orders', 'gone'), 1],
  [
    'a load balancer that was made anew under its name',
    (dnsName: string) => dnsName.replace(/-[0-9a-f]{16}/u, '-0000000000000000'),
    1,
  ],
  ['a name that is none of AWS', () => 'orders.example.com', 0],
  ['a name that AWS would not take', () => `${'a'.repeat(40)}-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com`, 0],
])('%s is left out, beside another that is found', async (_, change, extraCalls) => {
  const { find, seed } = anAws();
  const { dnsName, loadBalancerArn } = seed('k8s-shop-orders-d1c5e3');
  const { loadBalancers, calls } = await find([change(dnsName), dnsName]);
  expect([...loadBalancers.keys()]).toEqual([loadBalancerArn]);
  expect(calls).toHaveLength(3 + extraCalls);
});
