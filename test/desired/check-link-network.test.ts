import { describe, expect, test } from '@jest/globals';
import { checkReferences } from '../../src/desired/check-references.ts';
import type { VpcLinkFact } from '../../src/desired/facts.ts';
import { aLinkGroup, aLoadBalancer, aSharedLinkV2, aSubnet, aVpc, someFacts, someSettings } from '../builders/facts.ts';
import { subnetIds, vpcId, webArn } from '../builders/names.ts';
import { aBackend, aPrivateApi } from '../builders/private-api.ts';

type FactOverrides = NonNullable<Parameters<typeof someFacts>[0]>;
type VpcLink = NonNullable<NonNullable<Parameters<typeof aBackend>[0]>['vpcLink']>;
const open = { 'privateapi.dev/allow': 'shop' };
const theirs = aLinkGroup({ id: 'sg-theirs', tags: open });

function check(vpcLink: VpcLink, facts: FactOverrides = {}) {
  const known = { loadBalancers: [aLoadBalancer({ arn: webArn, type: 'application' })], vpcLinks: [], ...facts };
  const backends = [aBackend({ loadBalancer: { arn: webArn }, vpcLink })];
  return checkReferences(aPrivateApi({ spec: { backends } }), someFacts(known), someSettings());
}

describe('the network of a managed V2 link', () => {
  test('that the spec leaves to the load balancer needs no consent of its own', () => {
    expect(check({ managed: {} })).toEqual([]);
  });

  test.each<{
    name: string;
    managed: NonNullable<VpcLink['managed']>;
    facts?: FactOverrides;
    reason: string;
    says: string;
  }>([
    {
      name: 'a subnet that does not exist',
      managed: { subnetIds: ['subnet-gone'] },
      reason: 'SubnetNotUsable',
      says: 'subnetIds: subnet-gone does not exist in account 111122223333',
    },
    {
      name: 'a subnet that is not open',
      managed: { subnetIds: [subnetIds[0]!] },
      reason: 'RefNotPermitted',
      says: `on the subnet or its VPC ${vpcId}`,
    },
    {
      name: 'a subnet of another VPC',
      managed: { subnetIds: ['subnet-far'] },
      facts: { subnets: [aSubnet({ id: 'subnet-far', vpcId: 'vpc-2', tags: open })] },
      reason: 'SubnetNotUsable',
      says: `subnet-far is not in the load balancer's VPC ${vpcId}`,
    },
    {
      name: 'a subnet in a zone without V2 links',
      managed: { subnetIds: [subnetIds[0]!] },
      facts: { subnets: [aSubnet({ zoneId: 'euw1-az4', tags: open })] },
      reason: 'SubnetNotUsable',
      says: `${subnetIds[0]} is in zone euw1-az4`,
    },
    {
      name: 'a security group that does not exist',
      managed: { securityGroupIds: ['sg-gone'] },
      reason: 'SecurityGroupNotFound',
      says: 'securityGroupIds: sg-gone does not exist',
    },
    {
      name: 'a security group that is not open',
      managed: { securityGroupIds: ['sg-theirs'] },
      facts: { securityGroups: [{ ...theirs, tags: {} }] },
      reason: 'RefNotPermitted',
      says: `on the security group or its VPC ${vpcId}`,
    },
    {
      name: 'a security group of another VPC',
      managed: { securityGroupIds: ['sg-theirs'] },
      facts: { securityGroups: [{ ...theirs, vpcId: 'vpc-2' }] },
      reason: 'SecurityGroupNotFound',
      says: `is not in the load balancer's VPC ${vpcId}`,
    },
    {
      name: 'a load balancer in no zone with V2 links',
      managed: {},
      facts: { subnets: subnetIds.map((id) => aSubnet({ id, zoneId: 'euw1-az4' })) },
      reason: 'SubnetNotUsable',
      says: `${subnetIds[0]} (zone euw1-az4), ${subnetIds[1]} (zone euw1-az4); set vpcLink.managed.subnetIds`,
    },
    {
      name: 'V1 for an Application Load Balancer that an Ingress led to',
      managed: { version: 'V1' },
      reason: 'VpcLinkConflict',
      says: 'a V1 link cannot reach the Application Load Balancer',
    },
  ])('$name: $reason', ({ managed, facts, reason, says }) => {
    expect(check({ managed }, facts)).toEqual([
      expect.objectContaining({ reason, condition: 'BackendsReady', message: expect.stringContaining(says) }),
    ]);
  });

  test('opened by the VPC is open', () => {
    const managed = { subnetIds: [...subnetIds], securityGroupIds: ['sg-theirs'] };
    const facts = { vpcs: [aVpc({ tags: open })], securityGroups: [{ ...theirs, tags: {} }] };
    expect(check({ managed }, facts)).toEqual([]);
  });
});

describe('a given V2 link', () => {
  const given = (overrides: Partial<VpcLinkFact>) => aSharedLinkV2({ id: 'given1', tags: open, ...overrides });
  test.each([
    { name: 'that works', link: given({}), reason: undefined },
    {
      name: 'that is out of service, since requests bring it back',
      link: given({ status: 'INACTIVE' }),
      reason: undefined,
    },
    { name: 'that is pending', link: given({ status: 'PENDING' }), reason: 'VpcLinkPending' },
    { name: 'that failed', link: given({ status: 'FAILED' }), reason: 'VpcLinkFailed' },
    { name: 'that is not open', link: given({ tags: {} }), reason: 'RefNotPermitted' },
    { name: 'in another VPC', link: given({ subnetIds: ['subnet-far'] }), reason: 'VpcLinkConflict' },
    { name: 'that is a V1 link', link: given({ version: 'V1' }), reason: 'VpcLinkConflict' },
  ])('$name: $reason', ({ link, reason }) => {
    const problems = check({ existing: { id: 'given1' } }, { vpcLinks: [link] });
    expect(problems.map((problem) => problem.reason)).toEqual(reason === undefined ? [] : [reason]);
  });
});
