import { expect, test } from '@jest/globals';
import { diffTags, hasTagChanges } from '../../src/plan/diff-tags.ts';

test.each([
  { name: 'the same: nothing', desired: { a: '1' }, observed: { a: '1' }, set: {}, remove: [] },
  { name: 'one missing: set', desired: { a: '1', b: '2' }, observed: { a: '1' }, set: { b: '2' }, remove: [] },
  { name: 'another value: set', desired: { a: '1' }, observed: { a: '2' }, set: { a: '1' }, remove: [] },
  { name: 'an empty value that is wanted: set', desired: { a: '' }, observed: {}, set: { a: '' }, remove: [] },
  { name: 'one more: removed', desired: {}, observed: { a: '1' }, set: {}, remove: ['a'] },
  {
    name: 'one more, named as a member of every object: removed',
    desired: {},
    observed: { constructor: '1' } as unknown as Record<string, string>,
    set: {},
    remove: ['constructor'],
  },
  {
    name: 'one that AWS put on: left',
    desired: {},
    observed: { 'aws:cloudformation:stack': 'x' },
    set: {},
    remove: [],
  },
])('$name', ({ desired, observed, set, remove }) => {
  const changes = diffTags(desired, observed);
  expect(changes).toEqual({ set, remove });
  expect(hasTagChanges(changes)).toBe(Object.keys(set).length + remove.length > 0);
});
