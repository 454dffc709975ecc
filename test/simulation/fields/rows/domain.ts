import { schema } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';

const certificate = (id: string, region = 'eu-west-1') => `arn:aws:acm:${region}:111122223333:certificate/${id}`;
const domain = (fields: Spec = {}): Spec => ({
  domain: { name: 'orders.shop.example', certificateArn: certificate('a1'), ...fields },
});
const inZone = (id: string) => domain({ hostedZone: { id } });
const domains = ({ account }: Observed) => [...account.domainNames.values()];

const made = ['CreateDomainName', 'CreateBasePathMapping', 'CreateDomainNameAccessAssociation'];
const removed = ['DeleteDomainNameAccessAssociation', 'DeleteBasePathMapping', 'DeleteDomainName'];
const moved = ['CreateBasePathMapping', 'DeleteBasePathMapping'];
const updated = ['UpdateDomainName'];
const recordChange = 'ChangeResourceRecordSets';

export const fields: readonly AnyField[] = [
  {
    field: 'domain.name',
    set: domain(),
    change: domain({ name: 'api.shop.example' }),
    aws: (observed) => domains(observed).map(({ name, mappings }) => [name, ...mappings.keys()]),
    values: [[], [['orders.shop.example', '(none)']], [['api.shop.example', '(none)']]],
    redeploys: false,
    writes: { set: made, change: [...made, ...removed], unset: removed, recover: made },
    invalid: [schema(domain({ name: 'Orders.shop.example' }), 'should match')],
  },
  {
    field: 'domain.certificateArn',
    base: domain(),
    set: domain({ certificateArn: certificate('b2') }),
    change: domain({ certificateArn: certificate('c3') }),
    aws: (observed) => domains(observed).map(({ certificateArn }) => certificateArn),
    values: [[certificate('a1')], [certificate('b2')], [certificate('c3')]],
    redeploys: false,
    writes: { set: updated, change: updated, unset: updated, recover: updated },
    invalid: [
      schema(domain({ certificateArn: 'arn:aws:iam::111122223333:server-certificate/a' }), 'should match'),
      {
        spec: domain({ certificateArn: certificate('a1', 'eu-central-1') }),
        by: 'CertificateNotUsable',
        says: 'is not in account 111122223333, region eu-west-1',
      },
      {
        spec: domain({ certificateArn: certificate('of-others') }),
        by: 'RefNotPermitted',
        says: 'privateapi.dev/allow',
      },
    ],
  },
  {
    field: 'domain.basePath',
    base: domain(),
    set: domain({ basePath: 'v1' }),
    change: domain({ basePath: 'v2' }),
    aws: (observed) => domains(observed).map(({ mappings }) => [...mappings.keys()]),
    values: [[['(none)']], [['v1']], [['v2']]],
    redeploys: false,
    writes: { set: moved, change: moved, unset: moved, recover: moved },
    invalid: [schema(domain({ basePath: 'v1/orders' }), 'should match')],
  },
  {
    field: 'domain.hostedZone.id',
    base: domain(),
    set: inZone('Z1'),
    change: inZone('Z2'),
    aws: ({ hostedZones }) =>
      hostedZones.map(({ id, recordSets }) => [
        id,
        ...recordSets.flatMap(({ name, type }) => (['NS', 'SOA'].includes(type) ? [] : [`${type} ${name}`])),
      ]),
    values: [
      [['Z1'], ['Z2']],
      [['Z1', 'A orders.shop.example.', 'TXT _privateapi-dev.orders.shop.example.'], ['Z2']],
      [['Z1'], ['Z2', 'A orders.shop.example.', 'TXT _privateapi-dev.orders.shop.example.']],
    ],
    redeploys: false,
    writes: {
      set: [recordChange],
      change: [recordChange, recordChange],
      unset: [recordChange],
      recover: [recordChange],
    },
    invalid: [
      schema(inZone('/hostedzone/Z1'), 'should match'),
      { spec: inZone('Z9'), by: 'HostedZoneNotFound', says: 'does not exist in account' },
    ],
  },
];
