import { expect, test } from '@jest/globals';
import { diffStage } from '../../src/plan/diff-stage.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { anObservedStage } from '../builders/observed-state.ts';

const desired = aDesiredState({ stage: { name: 'prod', description: 'Shops', variables: { revision: '12' } } });
const differences = (observed: Parameters<typeof anObservedStage>[1]) =>
  diffStage(desired.stage, 'dep1', anObservedStage(desired, observed));

test('an access log is written in two parts, and only what differs', () => {
  const destinationArn = 'arn:aws:logs:eu-west-1:111122223333:log-group:a';
  const accessLog = { destinationArn, format: '$context.requestId' };
  const logging = aDesiredState({ stage: { name: 'prod', accessLog } });
  const operations = (observed: object) => diffStage(logging.stage, 'dep1', anObservedStage(logging, observed));
  const format = { op: 'replace', path: '/accessLogSettings/format', value: '$context.requestId' };
  expect(operations({})).toEqual([]);
  expect(operations({ accessLog: { ...accessLog, format: 'x' } })).toEqual([format]);
  expect(operations({ accessLog: undefined })).toEqual([
    { op: 'replace', path: '/accessLogSettings/destinationArn', value: destinationArn },
    format,
  ]);
});

test.each<{ name: string; observed: Parameters<typeof anObservedStage>[1]; operations: object[] }>([
  {
    name: 'an access log that nobody asked for: removed as a whole',
    observed: { accessLog: { destinationArn: 'arn', format: 'x' } },
    operations: [{ op: 'remove', path: '/accessLogSettings' }],
  },
  {
    name: 'tracing that nobody asked for: switched off',
    observed: { tracing: true },
    operations: [{ op: 'replace', path: '/tracingEnabled', value: 'false' }],
  },
  { name: 'the same stage: nothing', observed: {}, operations: [] },
  {
    name: 'another deployment: pointed back',
    observed: { deploymentId: 'dep9' },
    operations: [{ op: 'replace', path: '/deploymentId', value: 'dep1' }],
  },
  {
    name: 'another description: put back',
    observed: { description: 'Mine' },
    operations: [{ op: 'replace', path: '/description', value: 'Shops' }],
  },
  {
    name: 'no description: put back',
    observed: { description: undefined },
    operations: [{ op: 'replace', path: '/description', value: 'Shops' }],
  },
  {
    name: 'another value of a variable: put back',
    observed: { variables: { revision: '11' } },
    operations: [{ op: 'replace', path: '/variables/revision', value: '12' }],
  },
  {
    name: 'a variable missing: set',
    observed: { variables: {} },
    operations: [{ op: 'replace', path: '/variables/revision', value: '12' }],
  },
  {
    name: 'a variable more: removed',
    observed: { variables: { revision: '12', extra: 'x' } },
    operations: [{ op: 'remove', path: '/variables/extra' }],
  },
  {
    name: 'a variable more, named as a part of JSON Pointer: escaped',
    observed: { variables: { revision: '12', 'a/b~c': 'x' } },
    operations: [{ op: 'remove', path: '/variables/a~1b~0c' }],
  },
  {
    name: 'a variable more, named as a member of every object: removed',
    observed: { variables: { revision: '12', constructor: 'x', toString: 'y' } as unknown as Record<string, string> },
    operations: [
      { op: 'remove', path: '/variables/constructor' },
      { op: 'remove', path: '/variables/toString' },
    ],
  },
  { name: 'tags: not its business', observed: { tags: {} }, operations: [] },
])('$name', ({ observed, operations }) => {
  expect(differences(observed)).toEqual(operations);
});

test('no description wanted and an empty one there are the same', () => {
  const plain = aDesiredState();
  expect(diffStage(plain.stage, 'dep1', anObservedStage(plain, { description: '' }))).toEqual([]);
});

test('a description that is not wanted is emptied', () => {
  const plain = aDesiredState();
  expect(diffStage(plain.stage, 'dep1', anObservedStage(plain, { description: 'Mine' }))).toEqual([
    { op: 'replace', path: '/description', value: '' },
  ]);
});
