import { expect, test } from '@jest/globals';
import type { DesiredLogGroup } from '../../src/desired/log-group.ts';
import { planLogGroup } from '../../src/plan/plan-log-group.ts';

const key = (name: string) => `arn:aws:kms:eu-west-1:111122223333:key/${name}`;
const wanted: DesiredLogGroup = {
  name: 'shop/orders',
  arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:shop/orders',
  retentionDays: 30,
  kmsKeyArn: key('a'),
  tags: { team: 'shop' },
};
const observed = { name: wanted.name, retentionDays: 30, kmsKeyArn: key('a'), tags: { team: 'shop' } };

test.each([
  { name: 'nothing wanted', desired: undefined, found: observed, steps: [], changes: [] },
  { name: 'all as wanted', desired: wanted, found: observed, steps: [], changes: [] },
  {
    name: 'not there',
    desired: wanted,
    found: undefined,
    steps: ['create-log-group', 'set-log-retention'],
    changes: ['log group'],
  },
  {
    name: 'kept for ever',
    desired: wanted,
    found: { ...observed, retentionDays: undefined },
    steps: ['set-log-retention'],
    changes: ['log group retention'],
  },
  {
    name: 'without the key',
    desired: wanted,
    found: { ...observed, kmsKeyArn: undefined },
    steps: ['set-log-key'],
    changes: ['log group key'],
  },
  {
    name: 'with another key',
    desired: wanted,
    found: { ...observed, kmsKeyArn: key('b') },
    steps: ['set-log-key'],
    changes: ['log group key'],
  },
  {
    name: 'with a key that is not wanted',
    desired: { ...wanted, kmsKeyArn: undefined },
    found: observed,
    steps: ['set-log-key'],
    changes: ['log group key'],
  },
  {
    name: 'with other tags',
    desired: wanted,
    found: { ...observed, tags: {} },
    steps: ['tag-log-group'],
    changes: ['log group tags'],
  },
])('$name: $steps', ({ desired, found, steps, changes }) => {
  const plan = planLogGroup(desired, found);
  expect(plan.steps.map(({ kind }) => kind)).toEqual(steps);
  expect(plan.changes).toEqual(changes);
});
