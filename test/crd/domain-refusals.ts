import type { Json } from './field-path.ts';
import type { Refusal } from './refusals.ts';
import { letters } from './values.ts';

const certificate = (region: string, id: string) => `arn:aws:acm:${region}:111122223333:certificate/${id}`;
const label = (length: number) => letters(length);
/** 230 and 231 characters, in labels of at most 63. */
const longName = (last: number) => [63, 63, 63, last].map(label).join('.');

type Row = [field: string, keyword: Refusal['keyword'], good: Json, bad: Json, says: string];

const rows: Row[] = [
  ['name', 'minLength', 'a.b', 'a', 'at least 3 char'],
  ['name', 'maxLength', longName(38), longName(39), 'may not be more than 230'],
  ...[
    '*.shop.example',
    'Orders.shop.example',
    'orders',
    'orders.shop.example.',
    'orders..example',
    '-a.example',
    'a_b.example',
  ].map((bad): Row => ['name', 'pattern', 'orders-2.shop.example', bad, 'should match']),
  ['name', 'pattern', `${label(63)}.example`, `${label(64)}.example`, 'should match'],
  [
    'certificateArn',
    'maxLength',
    certificate('eu-west-1', label(64)),
    certificate(`eu-${label(160)}-1`, label(64)),
    'may not be more than 256',
  ],
  [
    'certificateArn',
    'pattern',
    certificate('cn-north-1', 'a-1'),
    'arn:aws:iam::111122223333:server-certificate/a',
    'should match',
  ],
  ['basePath', 'minLength', 'v1', '', 'at least 1 char'],
  ['basePath', 'maxLength', label(128), label(129), 'may not be more than 128'],
  ['basePath', 'pattern', 'v_1-a', 'v1/orders', 'should match'],
  ['hostedZone.id', 'maxLength', 'Z'.repeat(32), 'Z'.repeat(33), 'may not be more than 32'],
  ['hostedZone.id', 'pattern', 'Z1', '/hostedzone/Z1', 'should match'],
];

/** Limits of `spec.domain`, tried on the full object. */
export const domainRefusals: Refusal[] = rows.map(([field, keyword, good, bad, says]) => ({
  path: `spec.domain.${field}`,
  keyword,
  good,
  bad,
  says,
}));
