import { cidrs, ids } from '../../../crd/values.ts';
import { rule, schema, vpcs } from '../field-row.ts';
import type { AnyField, Observed } from '../field-row.ts';
import type { Json } from '../../../crd/field-path.ts';

const vpcId = vpcs[0];
const [first, second, third] = [
  'subnet-0c1b2c3d4e5f60718',
  'subnet-0d2c3d4e5f6071829',
  'subnet-0e3d4e5f60718293a',
] as const;
const [ours, theirs] = ['sg-0c1b2c3d4e5f60718', 'sg-0d2c3d4e5f6071829'] as const;

const managed = (fields: { readonly [key: string]: Json }) => ({
  endpoint: {
    managed: {
      vpcId,
      subnetIds: [first, second],
      ...('securityGroupIds' in fields ? {} : { ingress: { cidrs: ['10.0.0.0/16'] } }),
      ...fields,
    },
  },
});
const admitting = (ingress: Json) => managed({ ingress });

/** The endpoint that the API is associated with, be it a given one. */
const used = ({ account, api }: Observed) =>
  account.vpcEndpoints.get(api.endpointConfiguration.vpcEndpointIds?.[0] ?? '');
const isMade = (observed: Observed) => used(observed)?.tags['privateapi.dev/role'] === 'VpcEndpoint';
const callers = (observed: Observed) =>
  used(observed)?.securityGroupIds.flatMap((id) =>
    observed.account.securityGroups.get(id)!.ingress.map(({ peer, fromPort, toPort }) => [peer, fromPort, toPort]),
  );

const authorize = 'AuthorizeSecurityGroupIngress';
const revoke = 'RevokeSecurityGroupIngress';
const modify = ['ModifyVpcEndpoint'];
const toGiven = [...modify, 'DeleteSecurityGroup'];

/** Whatever changes of an endpoint that is there, the API is not deployed anew. */
export const fields: readonly AnyField[] = [
  {
    field: 'endpoint.managed.vpcId',
    set: managed({}),
    change: managed({ vpcId: vpcs[1], subnetIds: ['subnet-0f4e5f60718293a4b'] }),
    immutable: 'vpcId is immutable; make a second object for the other VPC, or go through endpoint.existing',
    aws: (observed) => isMade(observed) && used(observed)?.vpcId,
    values: [false, vpcId],
    invalid: [
      schema(managed({ vpcId: 'vpc-*' }), 'should match'),
      { spec: managed({ vpcId: 'vpc-0fffffffffffffff0' }), by: 'VpcNotFound', says: 'does not exist' },
    ],
  },
  {
    field: 'endpoint.managed.subnetIds',
    base: managed({ subnetIds: [first] }),
    set: managed({ subnetIds: [first, second] }),
    change: managed({ subnetIds: [second, third] }),
    aws: (observed) => used(observed)?.subnetIds,
    values: [[first], [first, second], [second, third]],
    redeploys: false,
    writes: { set: modify, change: modify, unset: modify, recover: modify },
    invalid: [
      schema(managed({ subnetIds: ids('subnet', 17) }), 'must have at most 16 items'),
      {
        spec: managed({ subnetIds: [first, 'subnet-0fffffffffffffff0'] }),
        by: 'SubnetNotUsable',
        says: 'does not exist in VPC',
      },
    ],
  },
  {
    field: 'endpoint.managed.privateDns',
    base: managed({}),
    set: managed({ privateDns: true }),
    change: managed({ privateDns: false }),
    aws: (observed) => used(observed)?.privateDnsEnabled,
    values: [false, true, false],
    redeploys: false,
    writes: { set: modify, change: modify, unset: [], recover: modify },
    invalid: [schema(managed({ privateDns: 'yes' }), 'must be of type boolean')],
  },
  {
    field: 'endpoint.managed.ipAddressType',
    base: managed({}),
    set: managed({ ipAddressType: 'DualStack' }),
    change: managed({ ipAddressType: 'IPv4' }),
    aws: (observed) => used(observed)?.ipAddressType,
    values: ['ipv4', 'dualstack', 'ipv4'],
    redeploys: false,
    writes: { set: modify, change: modify, unset: [], recover: modify },
    invalid: [schema(managed({ ipAddressType: 'IPv6' }), 'Unsupported value: "IPv6"')],
  },
  {
    field: 'endpoint.managed.ingress.cidrs',
    base: admitting({ securityGroupIds: [ours] }),
    set: admitting({ securityGroupIds: [ours], cidrs: ['10.0.1.0/24'] }),
    change: admitting({ securityGroupIds: [ours], cidrs: ['10.0.2.0/24'] }),
    aws: callers,
    values: [
      [[ours, 443, 443]],
      [
        [ours, 443, 443],
        ['10.0.1.0/24', 443, 443],
      ],
      [
        [ours, 443, 443],
        ['10.0.2.0/24', 443, 443],
      ],
    ],
    redeploys: false,
    writes: { set: [authorize], change: [authorize, revoke], unset: [revoke], recover: [authorize] },
    invalid: [
      schema(admitting({ cidrs: cidrs(21) }), 'must have at most 20 items'),
      rule(admitting({ cidrs: ['10.0.0.0/33'] }), 'must be an address range such as 10.0.0.0/16'),
      rule(admitting({}), 'name callers by cidrs, by securityGroupIds, or by both'),
      { spec: admitting({ cidrs: ['192.0.2.0/24'] }), by: 'RefNotPermitted', says: 'is not inside the VPC' },
    ],
  },
  {
    field: 'endpoint.managed.ingress.securityGroupIds',
    base: admitting({ cidrs: ['10.0.0.0/16'] }),
    set: admitting({ cidrs: ['10.0.0.0/16'], securityGroupIds: [ours] }),
    change: admitting({ cidrs: ['10.0.0.0/16'], securityGroupIds: [theirs] }),
    aws: callers,
    values: [
      [['10.0.0.0/16', 443, 443]],
      [
        ['10.0.0.0/16', 443, 443],
        [ours, 443, 443],
      ],
      [
        ['10.0.0.0/16', 443, 443],
        [theirs, 443, 443],
      ],
    ],
    redeploys: false,
    writes: { set: [authorize], change: [authorize, revoke], unset: [revoke], recover: [authorize] },
    invalid: [
      schema(admitting({ securityGroupIds: ['sg-*'] }), 'should match'),
      {
        spec: admitting({ securityGroupIds: ['sg-0fffffffffffffff0'] }),
        by: 'SecurityGroupNotFound',
        says: 'does not exist in VPC',
      },
    ],
  },
  {
    field: 'endpoint.managed.securityGroupIds',
    base: managed({}),
    set: managed({ securityGroupIds: [ours] }),
    change: managed({ securityGroupIds: [theirs] }),
    aws: (observed) => used(observed)?.securityGroupIds.filter((id) => id === ours || id === theirs),
    values: [[], [ours], [theirs]],
    redeploys: false,
    writes: { set: toGiven, change: modify, unset: ['CreateSecurityGroup', authorize, ...modify], recover: toGiven },
    invalid: [
      schema(managed({ securityGroupIds: ids('sg', 6) }), 'must have at most 5 items'),
      rule(
        managed({ securityGroupIds: [ours], ingress: { cidrs: ['10.0.0.0/16'] } }),
        'set exactly one of ingress (the endpoint gets a security group of its own)',
      ),
      {
        spec: managed({ securityGroupIds: ['sg-0fffffffffffffff0'] }),
        by: 'SecurityGroupNotFound',
        says: 'does not exist in VPC',
      },
    ],
  },
];
