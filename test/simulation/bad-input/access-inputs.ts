import { expect } from '@jest/globals';
import { denied, smallest } from '../fields/field-row.ts';
import { unknown } from './bad-input.ts';
import type { BadInput, HarmlessInput } from './bad-input.ts';

const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
const [endpoint] = smallest.endpoint.existing.vpcEndpointIds;
const bad = (name: string, access: object, by: BadInput['by'], says: string): BadInput => ({
  name,
  spec: { access } as never,
  by,
  says,
});

/** A policy is made of lists of callers only, and no list means everybody. */
export const badAccess: readonly BadInput[] = [
  unknown('a policy of its own', { policy: open }, 'policy'),
  unknown('a policy of its own, as text', { access: { policy: JSON.stringify(open) } }, 'access.policy'),
  unknown(
    'an operator that misses absent keys',
    { access: { stringNotLike: { a: 'vpce-*' } } },
    'access.stringNotLike',
  ),
  unknown('NotPrincipal', { access: { notPrincipals: ['*'] } }, 'access.notPrincipals'),
  unknown('NotAction', { access: { notActions: ['execute-api:Invoke'] } }, 'access.notActions'),
  unknown(
    'the source address that private APIs do not have',
    { access: { sourceIps: ['10.0.0.1'] } },
    'access.sourceIps',
  ),
  bad('any endpoint', { vpcEndpoints: [{ id: 'vpce-*' }] }, 'schema', 'should match'),
  bad('any VPC', { vpcs: [{ id: '*' }] }, 'schema', 'should match'),
  bad('an empty list of addresses', { sourceCidrs: [] }, 'schema', 'should have at least 1 items'),
  bad('an empty list of principals', { principals: [] }, 'schema', 'should have at least 1 items'),
  bad('an empty list of organizations', { organizations: [] }, 'schema', 'should have at least 1 items'),
  bad(
    'a policy in the place of a caller',
    { vpcEndpoints: [open] },
    'unknown field',
    'unknown field "spec.access.vpcEndpoints[0].Statement"',
  ),
  bad('everybody as principal', { principals: ['*'] }, 'rule', 'wildcards are not taken'),
  bad('all roles', { principals: ['arn:aws:iam::111122223333:role/*'] }, 'rule', 'wildcards are not taken'),
  bad('a service', { principals: ['lambda.amazonaws.com'] }, 'rule', 'must be the ARN of an IAM role or user'),
  {
    name: 'no endpoint at all',
    spec: { endpoint: { existing: { vpcEndpointIds: [] } } },
    by: 'schema',
    says: 'should have at least 1 items',
  },
  {
    name: 'any endpoint as the own one',
    spec: { endpoint: { existing: { vpcEndpointIds: ['vpce-*'] } } },
    by: 'schema',
    says: 'should match',
  },
  {
    name: 'somebody of another account',
    spec: { access: { principals: ['arn:aws:iam::999999999999:role/any'] } },
    by: 'RefNotPermitted',
    says: '--allow-foreign-callers',
  },
];

export const harmlessAccess: readonly HarmlessInput[] = [
  {
    name: 'empty lists of further callers',
    spec: { access: { vpcEndpoints: [], vpcs: [] } },
    holds: (observed) => expect(denied(observed)).toEqual([{ StringNotEquals: { 'aws:SourceVpce': endpoint } }]),
  },
  {
    name: 'the whole internet as source',
    spec: { access: { sourceCidrs: ['0.0.0.0/0', '::/0'] } },
    holds: (observed) =>
      expect(denied(observed)).toEqual([
        { StringNotEquals: { 'aws:SourceVpce': endpoint } },
        { NotIpAddress: { 'aws:VpcSourceIp': ['0.0.0.0/0', '::/0'] } },
      ]),
  },
];
