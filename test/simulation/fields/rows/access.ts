import { denied, endpoints, invalidSpec, rule, schema, vpcs } from '../field-row.ts';
import type { AnyField, Observed } from '../field-row.ts';

const [endpoint, other, third] = endpoints;
const callers = (observed: Observed) => denied(observed)[0]?.['StringNotEquals'];
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const open = { authorization: { type: 'None' } };
const needIam = 'need IAM authorization on every route';
/** The conditions on who signed, without those on where from. */
const principals = (observed: Observed) =>
  denied(observed).filter((condition) =>
    Object.values(condition ?? {}).some((keys) => JSON.stringify(keys).includes('Principal')),
  );

export const fields: readonly AnyField[] = [
  {
    field: 'access.vpcEndpoints',
    set: { access: { vpcEndpoints: [{ id: other }] } },
    change: { access: { vpcEndpoints: [{ id: other }, { id: third }] } },
    aws: (observed) => ({ callers: callers(observed), associated: observed.served.vpcEndpointIds }),
    values: [
      { callers: { 'aws:SourceVpce': endpoint }, associated: [endpoint] },
      { callers: { 'aws:SourceVpce': [endpoint, other] }, associated: [endpoint] },
      { callers: { 'aws:SourceVpce': [endpoint, other, third] }, associated: [endpoint] },
    ],
    redeploys: true,
    invalid: [schema({ access: { vpcEndpoints: [{ id: other }, { id: other }] } }, 'Duplicate value')],
  },
  {
    field: 'access.vpcEndpoints[].id',
    base: { access: { vpcEndpoints: [{ id: endpoint }] } },
    set: { access: { vpcEndpoints: [{ id: other }] } },
    change: { access: { vpcEndpoints: [{ id: third }] } },
    aws: callers,
    values: [
      { 'aws:SourceVpce': endpoint },
      { 'aws:SourceVpce': [endpoint, other] },
      { 'aws:SourceVpce': [endpoint, third] },
    ],
    redeploys: true,
    invalid: [
      schema({ access: { vpcEndpoints: [{ id: 'vpce-*' }] } }, 'should match'),
      schema({ access: { vpcEndpoints: [{ note: 'nobody' }] } }, 'Required value'),
    ],
  },
  {
    field: 'access.vpcEndpoints[].note',
    base: { access: { vpcEndpoints: [{ id: other }] } },
    set: { access: { vpcEndpoints: [{ id: other, note: 'billing' }] } },
    change: { access: { vpcEndpoints: [{ id: other, note: 'accounting' }] } },
    aws: callers,
    values: [
      { 'aws:SourceVpce': [endpoint, other] },
      { 'aws:SourceVpce': [endpoint, other] },
      { 'aws:SourceVpce': [endpoint, other] },
    ],
    redeploys: false,
    writes: { set: [], change: [], unset: [], recover: [] },
    invalid: [schema({ access: { vpcEndpoints: [{ id: other, note: 'x'.repeat(257) }] } }, 'may not be more than 256')],
  },
  {
    field: 'access.vpcs',
    set: { access: { vpcs: [{ id: vpcs[0] }] } },
    change: { access: { vpcs: [{ id: vpcs[0] }, { id: vpcs[1] }] } },
    aws: callers,
    values: [
      { 'aws:SourceVpce': endpoint },
      { 'aws:SourceVpce': endpoint, 'aws:SourceVpc': vpcs[0] },
      { 'aws:SourceVpce': endpoint, 'aws:SourceVpc': [...vpcs] },
    ],
    redeploys: true,
    invalid: [schema({ access: { vpcs: [{ id: vpcs[0] }, { id: vpcs[0] }] } }, 'Duplicate value')],
  },
  {
    field: 'access.vpcs[].id',
    base: { access: { vpcEndpoints: [{ id: other }] } },
    set: { access: { vpcEndpoints: [{ id: other }], vpcs: [{ id: vpcs[0] }] } },
    change: { access: { vpcEndpoints: [{ id: other }], vpcs: [{ id: vpcs[1] }] } },
    aws: callers,
    values: [
      { 'aws:SourceVpce': [endpoint, other] },
      { 'aws:SourceVpce': [endpoint, other], 'aws:SourceVpc': vpcs[0] },
      { 'aws:SourceVpce': [endpoint, other], 'aws:SourceVpc': vpcs[1] },
    ],
    redeploys: true,
    invalid: [schema({ access: { vpcs: [{ id: '*' }] } }, 'should match')],
  },
  {
    field: 'access.vpcs[].note',
    base: { access: { vpcs: [{ id: vpcs[0] }] } },
    set: { access: { vpcs: [{ id: vpcs[0], note: 'reporting' }] } },
    change: { access: { vpcs: [{ id: vpcs[0], note: 'reports' }] } },
    aws: (observed) => callers(observed)?.['aws:SourceVpc'],
    values: [vpcs[0], vpcs[0], vpcs[0]],
    redeploys: false,
    writes: { set: [], change: [], unset: [], recover: [] },
    invalid: [schema({ access: { vpcs: [{ id: vpcs[0], note: 'x'.repeat(257) }] } }, 'may not be more than 256')],
  },
  {
    field: 'access.sourceCidrs',
    set: { access: { sourceCidrs: ['10.0.0.0/16'] } },
    change: { access: { sourceCidrs: ['10.1.0.0/16', '10.0.0.0/16'] } },
    aws: (observed) => denied(observed).slice(1),
    values: [
      [],
      [{ NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/16' } }],
      [{ NotIpAddress: { 'aws:VpcSourceIp': ['10.0.0.0/16', '10.1.0.0/16'] } }],
    ],
    redeploys: true,
    invalid: [
      schema({ access: { sourceCidrs: [] } }, 'at least 1 items'),
      rule({ access: { sourceCidrs: ['10.0.0.1'] } }, 'must be an address range such as 10.0.0.0/16'),
    ],
  },
  {
    field: 'access.principals',
    set: { access: { principals: [role('checkout')] } },
    change: { access: { principals: [role('checkout'), '111122223333'] } },
    aws: principals,
    values: [
      [],
      [{ StringNotEquals: { 'aws:PrincipalArn': [role('checkout')] } }],
      [{ StringNotEquals: { 'aws:PrincipalArn': [role('checkout')], 'aws:PrincipalAccount': ['111122223333'] } }],
    ],
    redeploys: true,
    invalid: [
      schema({ access: { principals: [] } }, 'at least 1 items'),
      rule({ access: { principals: [role('*')] } }, 'must be the ARN of an IAM role or user'),
      rule(
        { access: { principals: ['arn:aws:sts::111122223333:assumed-role/checkout/me'] } },
        'must be the ARN of an IAM role or user',
      ),
      invalidSpec({ access: { principals: [role('checkout')] }, ...open }, needIam),
    ],
  },
  {
    field: 'access.organizations',
    flags: ['--allow-foreign-callers=true'],
    set: { access: { organizations: ['o-a1b2c3d4e5'] } },
    change: { access: { organizations: ['o-f6a7b8c9d0', 'o-a1b2c3d4e5'] } },
    aws: principals,
    values: [
      [],
      [{ StringNotEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] } }],
      [{ StringNotEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5', 'o-f6a7b8c9d0'] } }],
    ],
    redeploys: true,
    invalid: [
      schema({ access: { organizations: ['shop'] } }, 'should match'),
      invalidSpec({ access: { organizations: ['o-a1b2c3d4e5'] }, ...open }, needIam),
    ],
  },
];
