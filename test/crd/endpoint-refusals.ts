import type { Refusal } from './refusals.ts';
import { cidrs, id, ids, letters, managedEndpointObject, ownGroupsObject } from './values.ts';

const field = 'spec.endpoint.managed';
const existing = { vpcEndpointIds: ids('vpce', 1) };
const { managed } = (managedEndpointObject.spec as { endpoint: { managed: { [key: string]: string } } }).endpoint;
const { ingress, ...withoutIngress } = managed as { [key: string]: never };
const address = 'must be an address range such as 10.0.0.0/16';

const rows: Refusal[] = [
  {
    path: 'spec.endpoint',
    keyword: 'rule',
    good: { managed },
    bad: { managed, existing },
    says: 'set exactly one of existing and managed',
  },
  {
    path: 'spec.endpoint',
    keyword: 'rule',
    good: { existing },
    bad: {},
    says: 'set exactly one of existing and managed',
  },
  {
    path: field,
    keyword: 'rule',
    good: { ...withoutIngress, securityGroupIds: ids('sg', 1) },
    bad: { ...managed, securityGroupIds: ids('sg', 1) },
    says: 'set exactly one of ingress (the endpoint gets a security group of its own)',
  },
  {
    path: field,
    keyword: 'rule',
    good: managed,
    bad: withoutIngress,
    says: 'set exactly one of ingress (the endpoint gets a security group of its own)',
  },
  {
    path: `${field}.ingress`,
    keyword: 'rule',
    good: { cidrs: cidrs(1) },
    bad: {},
    says: 'name callers by cidrs, by securityGroupIds, or by both',
  },
  {
    path: `${field}.ipAddressType`,
    keyword: 'enum',
    good: 'DualStack',
    bad: 'IPv6',
    says: 'supported values: "IPv4", "DualStack"',
  },
  {
    path: `${field}.vpcId`,
    keyword: 'maxLength',
    good: id('vpc', 7),
    bad: `vpc-${letters(29)}`,
    says: 'may not be more than 32',
  },
  { path: `${field}.vpcId`, keyword: 'pattern', good: 'vpc-0a1b2c3d', bad: 'vpce-0a1b2c3d', says: 'should match' },
  ...list('subnetIds', 'subnet', 16),
  ...list('ingress.securityGroupIds', 'sg', 20),
  { path: `${field}.ingress.cidrs`, keyword: 'minItems', good: cidrs(1), bad: [], says: 'at least 1 items' },
  {
    path: `${field}.ingress.cidrs`,
    keyword: 'maxItems',
    good: cidrs(20),
    bad: cidrs(21),
    says: 'must have at most 20 items',
  },
  {
    path: `${field}.ingress.cidrs`,
    keyword: 'x-kubernetes-list-type',
    good: cidrs(2),
    bad: ['10.0.0.0/16', '10.0.0.0/16'],
    says: 'Duplicate value',
  },
  {
    path: `${field}.ingress.cidrs[]`,
    keyword: 'maxLength',
    good: '2001:0db8:0000:0000:0000:0000:0000:0000/128',
    bad: letters(44),
    says: 'may not be more than 43',
  },
  { path: `${field}.ingress.cidrs[]`, keyword: 'rule', good: '10.0.0.1/32', bad: '10.0.0.0/33', says: address },
];

/** Ids of one kind, at least one. */
function list(name: string, prefix: string, maximum: number): Refusal[] {
  const path = `${field}.${name}`;
  return [
    { path, keyword: 'minItems', good: ids(prefix, 1), bad: [], says: 'at least 1 items' },
    {
      path,
      keyword: 'maxItems',
      good: ids(prefix, maximum),
      bad: ids(prefix, maximum + 1),
      says: `must have at most ${maximum} items`,
    },
    {
      path,
      keyword: 'x-kubernetes-list-type',
      good: ids(prefix, 2),
      bad: [id(prefix, 1), id(prefix, 1)],
      says: 'Duplicate value',
    },
    {
      path: `${path}[]`,
      keyword: 'maxLength',
      good: id(prefix, 7),
      bad: `${prefix}-${letters(32)}`,
      says: 'may not be more than 32',
    },
    { path: `${path}[]`, keyword: 'pattern', good: `${prefix}-0a1b2c3d`, bad: 'vpce-0a1b2c3d', says: 'should match' },
  ];
}

export const endpointRefusals: Refusal[] = [
  ...rows.map((row) => ({ ...row, of: managedEndpointObject })),
  ...list('securityGroupIds', 'sg', 5).map((row) => ({ ...row, of: ownGroupsObject })),
];
