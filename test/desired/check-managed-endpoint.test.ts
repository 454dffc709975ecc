import { describe, expect, test } from '@jest/globals';
import type { ManagedEndpoint } from '../../src/api/private-api.ts';
import { checkManagedEndpoint } from '../../src/desired/check-managed-endpoint.ts';
import type { ManagedEndpointFacts } from '../../src/desired/facts.ts';
import type { Settings } from '../../src/desired/settings.ts';
import { anEndpoint, someSettings } from '../builders/facts.ts';
import {
  aManagedEndpoint,
  aSharedEndpoint,
  aSubnet,
  ownGroup,
  someEndpointFacts,
  subnetIds,
} from '../builders/managed-endpoint.ts';
import { identity, vpcId } from '../builders/names.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const [first, second] = subnetIds as [string, string];
const closed = { id: vpcId, cidrs: ['10.0.0.0/16'], tags: {} };
const open = { 'privateapi.dev/allow': 'shop' };
const given = { securityGroupIds: ['sg-0000000b'] };
const withSubnet = (overrides: Partial<Parameters<typeof aSubnet>[0]>) => ({
  subnets: new Map([[first, aSubnet({ id: first, ...overrides })]]),
});

function problems(
  spec: Partial<ManagedEndpoint> = {},
  facts: Partial<ManagedEndpointFacts> = {},
  settings: Partial<Settings> = {},
): string[] {
  const object = aPrivateApi({ spec: { endpoint: { managed: aManagedEndpoint(spec) } } });
  return checkManagedEndpoint(object, someEndpointFacts(facts), identity, someSettings(settings)).map(
    ({ reason, message }) => `${reason}: ${message}`,
  );
}

test.each<[string, Parameters<typeof problems>]>([
  ['what is there and open', []],
  ['without consent, when nobody asks for it', [{}, { vpc: closed }, { referenceConsent: false }]],
  ['ranges inside the VPC, of both kinds', [{ ingress: { cidrs: ['10.0.9.0/24', '2001:db8:0:1::/64'] } }]],
  ['any range with foreign callers', [{ ingress: { cidrs: ['192.168.0.0/16'] } }, {}, { allowForeignCallers: true }]],
  [
    'private DNS that is its own',
    [{ privateDns: true }, { endpoints: [aSharedEndpoint({ privateDnsEnabled: true })] }],
  ],
  ['no private DNS beside somebody who has it', [{}, { endpoints: [anEndpoint({ privateDnsEnabled: true })] }]],
])('takes %s', (_name, input) => {
  expect(problems(...input)).toEqual([]);
});

describe('refuses, and says what to do', () => {
  test.each<[string, Parameters<typeof problems>, string]>([
    [
      'a VPC that is not there',
      [{}, { vpc: undefined }],
      `VpcNotFound: spec.endpoint.managed.vpcId: ${vpcId} does not exist in account 111122223333, region eu-west-1; name a VPC of this account`,
    ],
    [
      'a VPC that is closed',
      [{}, { vpc: closed }],
      `RefNotPermitted: spec.endpoint.managed.vpcId: ${vpcId} is not open to namespace shop; its owner opens it with the AWS tag privateapi.dev/allow = shop on the VPC`,
    ],
    [
      'a region without the service',
      [{}, { service: undefined }],
      'EndpointNotFound: region eu-west-1 has no endpoints for execute-api',
    ],
    [
      'a subnet of another VPC',
      [{ subnetIds: [first] }, withSubnet({ vpcId: 'vpc-0000000f' })],
      `SubnetNotUsable: spec.endpoint.managed.subnetIds: ${first} does not exist in VPC ${vpcId}; name a subnet of it`,
    ],
    [
      'a zone without the service',
      [{ subnetIds: [first] }, withSubnet({ zoneId: 'euw1-az9' })],
      `SubnetNotUsable: spec.endpoint.managed.subnetIds: ${first} is in availability zone eu-west-1x (euw1-az9), where AWS offers no endpoint for execute-api; name subnets in euw1-az-${first}, euw1-az-${second}`,
    ],
    [
      'a subnet without IPv6',
      [{ subnetIds: [first], ipAddressType: 'DualStack' }, withSubnet({})],
      `SubnetNotUsable: spec.endpoint.managed.subnetIds: ${first} has no IPv6 addresses, which ipAddressType DualStack needs`,
    ],
    [
      'a group that is not there',
      [given],
      `SecurityGroupNotFound: spec.endpoint.managed.securityGroupIds: sg-0000000b does not exist in VPC ${vpcId}; name a security group of it`,
    ],
    [
      'a VPC without DNS',
      [{ privateDns: true }, { dns: { support: false, hostnames: false } }],
      `VpcDnsDisabled: spec.endpoint.managed.privateDns needs DNS in VPC ${vpcId}, which has enableDnsSupport off; its owner runs: aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-support`,
    ],
    [
      'private DNS twice',
      [{ privateDns: true }, { endpoints: [anEndpoint({ id: 'vpce-0000000f', privateDnsEnabled: true })] }],
      `PrivateDnsConflict: VPC endpoint vpce-0000000f has private DNS in VPC ${vpcId}, and AWS allows that once; use it by endpoint.existing.vpcEndpointIds: [vpce-0000000f], or set spec.endpoint.managed.privateDns to false`,
    ],
    [
      'callers from elsewhere',
      [{ ingress: { cidrs: ['10.0.0.0/15'] } }],
      "RefNotPermitted: spec.endpoint.managed.ingress.cidrs: 10.0.0.0/15 is not inside the VPC (10.0.0.0/16, 2001:db8::/56); callers from elsewhere need the operator's flag --allow-foreign-callers",
    ],
  ])('%s', (_name, input, said) => {
    expect(problems(...input)).toEqual([said]);
  });

  test('what is in a VPC that is open is open, and of a closed VPC nothing more is told', () => {
    const groups = { securityGroups: new Map([['sg-0000000b', ownGroup({ id: 'sg-0000000b', tags: {} })]]) };
    expect(problems(given, groups)).toEqual([]);
    expect(problems(given, { ...groups, vpc: closed, service: undefined })).toHaveLength(1);
    expect(problems(given, { ...groups, vpc: { ...closed, tags: open } })).toEqual([]);
  });
});
