import { letters } from '../../../crd/values.ts';
import { rule, schema } from '../field-row.ts';
import type { AnyField, Observed } from '../field-row.ts';

const own = ({ tags }: { tags: Readonly<Record<string, string>> }) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('privateapi.dev/')));
const userTags = ({ api, stage }: Observed) => ({ api: own(api), stage: own(stage) });

export const fields: readonly AnyField[] = [
  {
    field: 'region',
    set: { region: 'eu-west-1' },
    change: { region: 'eu-north-1' },
    immutable: 'region is immutable; delete the object and create it in the other region',
    aws: ({ account }) => account.region,
    values: ['eu-west-1', 'eu-west-1'],
    invalid: [schema({ region: 'Ireland' }, 'spec.region in body should match')],
  },
  {
    field: 'description',
    set: { description: 'Orders of the shops' },
    change: { description: 'Orders of all shops' },
    aws: ({ api }) => api.description,
    values: [undefined, 'Orders of the shops', 'Orders of all shops'],
    redeploys: false,
    writes: { set: ['PutRestApi'], change: ['PutRestApi'], unset: ['PutRestApi'], recover: ['PutRestApi'] },
    invalid: [
      schema({ description: '' }, 'spec.description in body should be at least 1 char'),
      schema({ description: letters(1025) }, 'may not be more than 1024'),
    ],
  },
  {
    field: 'tags',
    set: { tags: { team: 'shop' } },
    change: { tags: { team: 'till', tier: '1' } },
    aws: userTags,
    values: [
      { api: {}, stage: {} },
      { api: { team: 'shop' }, stage: { team: 'shop' } },
      { api: { team: 'till', tier: '1' }, stage: { team: 'till', tier: '1' } },
    ],
    redeploys: false,
    writes: {
      set: ['TagResource', 'TagResource'],
      change: ['TagResource', 'TagResource'],
      unset: ['UntagResource', 'UntagResource'],
      recover: ['TagResource', 'TagResource'],
    },
    invalid: [
      schema({ tags: { team: 'a;b' } }, 'should match'),
      rule({ tags: { 'aws:team': 'shop' } }, 'tag keys must not start with aws:'),
      rule({ tags: { 'privateapi.dev/uid': 'mine' } }, 'tag keys must not start with aws:'),
    ],
  },
];
