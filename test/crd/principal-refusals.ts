import type { Refusal } from './refusals.ts';
import { letters, principalsObject } from './values.ts';

const needIam =
  'access.principals and access.organizations need IAM authorization on every route, since only a signed request has a principal';
const noPrincipal = 'must be the ARN of an IAM role or user, or an account id of 12 digits';
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const accounts = (count: number) => Array.from({ length: count }, (_, index) => (111_122_220_000 + index).toString());
const organizations = (count: number) => Array.from({ length: count }, (_, index) => `o-a1b2c3d4e${index}`);

const rows: Refusal[] = [
  {
    path: 'spec',
    keyword: 'rule',
    at: 'spec.authorization',
    good: { type: 'IAM' },
    bad: { type: 'None' },
    says: needIam,
  },
  {
    path: 'spec',
    keyword: 'rule',
    at: 'spec.routes[].authorization.type',
    good: 'IAM',
    bad: 'None',
    says: needIam,
  },
  ...(['principals', 'organizations'] as const).flatMap((field): Refusal[] => {
    const path = `spec.access.${field}`;
    const values = field === 'principals' ? accounts : organizations;
    const maximum = field === 'principals' ? 50 : 10;
    return [
      { path, keyword: 'minItems', good: values(1), bad: [], says: 'at least 1 items' },
      {
        path,
        keyword: 'maxItems',
        good: values(maximum),
        bad: values(maximum + 1),
        says: `must have at most ${maximum} items`,
      },
      {
        path,
        keyword: 'x-kubernetes-list-type',
        good: values(2),
        bad: [...values(1), ...values(1)],
        says: 'Duplicate value',
      },
    ];
  }),
  {
    path: 'spec.access.principals[]',
    keyword: 'maxLength',
    good: role(`${letters(511)}/${letters(64)}`),
    bad: role(letters(610)),
    says: 'may not be more than 640',
  },
  ...[
    '777788889999',
    role('checkout'),
    role('aws-reserved/sso.amazonaws.com/AWSReservedSSO_Reader_0a1b2c3d'),
    'arn:aws:iam::111122223333:user/jane.doe@example.com',
    'arn:aws-us-gov:iam::111122223333:role/checkout',
  ].map((good) => ({
    path: 'spec.access.principals[]',
    keyword: 'rule' as const,
    good,
    bad: 'arn:aws:sts::111122223333:assumed-role/checkout/session',
    says: noPrincipal,
  })),
  ...[
    '*',
    '11112222333',
    role('*'),
    role('check?ut'),
    role('${aws:username}'),
    role('shop/'),
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::*:role/checkout',
    'arn:aws:iam::111122223333:group/shop',
    'AROAEXAMPLE',
    '444455556666\n',
  ].map((bad) => ({
    path: 'spec.access.principals[]',
    keyword: 'rule' as const,
    good: '777788889999',
    bad,
    says: noPrincipal,
  })),
  {
    path: 'spec.access.organizations[]',
    keyword: 'maxLength',
    good: `o-${letters(32)}`,
    bad: `o-${letters(33)}`,
    says: 'may not be more than 34',
  },
  ...['o-*', 'o-a1b2c3d4e', 'ou-a1b2-c3d4e5f6', 'r-a1b2', 'o-A1B2C3D4E5'].map((bad) => ({
    path: 'spec.access.organizations[]',
    keyword: 'pattern' as const,
    good: 'o-a1b2c3d4e5',
    bad,
    says: 'should match',
  })),
];

/** The limits of fields that exclude others, tried on the sample that has them. */
export const principalRefusals: Refusal[] = rows.map((row) => ({ ...row, of: principalsObject }));
