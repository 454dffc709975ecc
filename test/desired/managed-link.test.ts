import { describe, expect, test } from '@jest/globals';
import type { PrivateApiStatus } from '../../src/api/private-api.ts';
import { backendIntent } from '../../src/desired/backend-intent.ts';
import type { LoadBalancerIntent } from '../../src/desired/backend-intent.ts';
import { canHoldLink } from '../../src/desired/link-zones.ts';
import { linkChooser, linksHash } from '../../src/desired/managed-link.ts';
import { versionOfShareKey, vpcLinkShareKey, vpcLinkV2ShareKey } from '../../src/desired/ownership.ts';
import { aLoadBalancer, aNetwork, aSharedLink, aSubnet, someFacts } from '../builders/facts.ts';
import { clusterId, ordersArn, subnetIds, vpcId, webArn } from '../builders/names.ts';
import { aBackend } from '../builders/private-api.ts';

type VpcLink = NonNullable<Parameters<typeof aBackend>[0]>['vpcLink'];
const facts = someFacts({ loadBalancers: [aLoadBalancer(), aLoadBalancer({ arn: webArn, type: 'application' })] });
const choose = (
  arn: string,
  vpcLink: NonNullable<VpcLink> = { managed: {} },
  { status, known = facts }: { status?: PrivateApiStatus; known?: typeof facts } = {},
) => {
  const backend = backendIntent(aBackend({ loadBalancer: { arn }, vpcLink })) as LoadBalancerIntent;
  return linkChooser([backend], known, status, clusterId)(backend);
};

describe('the version of a managed link', () => {
  test.each([
    { name: 'of a Network Load Balancer', arn: ordersArn, managed: {}, version: 'V1' },
    { name: 'of an Application Load Balancer', arn: webArn, managed: {}, version: 'V2' },
    {
      name: 'of a Network Load Balancer, when asked for',
      arn: ordersArn,
      managed: { version: 'V2' as const },
      version: 'V2',
    },
    { name: 'with subnets', arn: ordersArn, managed: { subnetIds: ['subnet-1'] }, version: 'V2' },
    { name: 'with security groups', arn: ordersArn, managed: { securityGroupIds: ['sg-1'] }, version: 'V2' },
  ])('$name is $version, and its share key tells it', ({ arn, managed, version }) => {
    const link = choose(arn, { managed });
    expect(link.version).toBe(version);
    expect(versionOfShareKey(link.shareKey)).toBe(version);
  });

  test('V1 is shared by load balancer, with the key that it always had', () => {
    expect(choose(ordersArn)).toEqual({ version: 'V1', shareKey: vpcLinkShareKey(ordersArn), network: undefined });
    expect(vpcLinkShareKey(ordersArn)).toMatch(/^[0-9a-f]{16}$/u);
  });
});

describe('the network of a V2 link', () => {
  test('is that of the load balancer, without zones where AWS has no such links', () => {
    const subnets = [aSubnet(), aSubnet({ id: subnetIds[1]!, zoneId: 'euw1-az4' })];
    const known = someFacts({ loadBalancers: [aLoadBalancer({ arn: webArn, type: 'application' })], subnets });
    expect(choose(webArn, undefined, { known }).network).toEqual({
      vpcId,
      subnetIds: [subnetIds[0]],
      securityGroupIds: undefined,
    });
  });

  test('is what the spec says, in any order', () => {
    const one = choose(webArn, {
      managed: { subnetIds: ['subnet-2', 'subnet-1'], securityGroupIds: ['sg-2', 'sg-1'] },
    });
    const other = choose(webArn, {
      managed: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1', 'sg-2'] },
    });
    expect(one).toEqual(other);
    expect(one.network).toEqual({ vpcId, subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1', 'sg-2'] });
  });

  test('makes the share key: any difference makes another', () => {
    const networks = [
      aNetwork,
      { ...aNetwork, vpcId: 'vpc-2' },
      { ...aNetwork, subnetIds: subnetIds.slice(1) },
      { ...aNetwork, securityGroupIds: ['sg-1'] },
    ];
    expect(new Set(networks.map(vpcLinkV2ShareKey)).size).toBe(networks.length);
    expect(vpcLinkV2ShareKey(aNetwork)).toHaveLength(16);
  });
});

describe('a V1 link that failed', () => {
  const failed = aSharedLink({ status: 'FAILED' });
  const known = someFacts({ vpcLinks: [failed] });
  const servedOver = (id: string): PrivateApiStatus => ({
    observedGeneration: 1,
    stage: { name: 'prod', deploymentId: 'dep1' },
    deployments: [
      {
        id: 'dep1',
        documentHash: 'd',
        policyHash: 'p',
        linksHash: linksHash([{ loadBalancerArn: ordersArn, id }]),
      },
    ],
  });

  test.each([
    { name: 'and is served: V2', status: servedOver('abc123'), managed: {}, version: 'V2' },
    {
      name: 'and is served, with V1 asked for: V1',
      status: servedOver('abc123'),
      managed: { version: 'V1' as const },
      version: 'V1',
    },
    { name: 'and is not what is served: V1', status: servedOver('other1'), managed: {}, version: 'V1' },
    { name: 'before anything was served: V1', status: undefined, managed: {}, version: 'V1' },
  ])('$name', ({ status, managed, version }) => {
    expect(choose(ordersArn, { managed }, { ...(status && { status }), known }).version).toBe(version);
  });

  test('and is served, where no subnet can hold a V2 link: V1', () => {
    const nowhere = someFacts({ vpcLinks: [failed], loadBalancers: [aLoadBalancer({ subnetIds: [] })] });
    expect(choose(ordersArn, undefined, { status: servedOver('abc123'), known: nowhere }).version).toBe('V1');
  });
});

test.each([
  ['us-east-1', 'use1-az3', false],
  ['us-east-1', 'use1-az6', true],
  ['eu-west-3', 'euw3-az2', false],
  ['ap-northeast-1', 'apne1-az4', true],
  ['af-south-1', 'afs1-az1', true],
])('in %s zone %s: %s', (region, zone, supported) => {
  expect(canHoldLink(region, zone)).toBe(supported);
});
