import { describe, expect, test } from '@jest/globals';
import type { Condition } from '../../src/api/private-api.ts';
import { findCondition, removeCondition, setCondition } from '../../src/reconcile/conditions.ts';
import type { Finding } from '../../src/reconcile/conditions.ts';

const startMs = Date.parse('2026-01-01T00:00:00.789Z');
const pending: Finding = { status: 'False', reason: 'EndpointPending', message: 'VPC endpoint vpce-1 is pending' };
const available: Finding = { status: 'True', reason: 'Available', message: 'every VPC endpoint is available' };
const set = (conditions: readonly Condition[], finding: Finding, generation: number, afterMs: number) =>
  setCondition(conditions, 'EndpointReady', finding, generation, startMs + afterMs);

describe('setting a condition', () => {
  const first = set([], pending, 1, 0);

  test('a new one is written whole, its time in seconds, as Kubernetes keeps times', () => {
    expect(first).toEqual([
      { type: 'EndpointReady', ...pending, observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z' },
    ]);
  });

  test('another reason, message or generation leaves the time alone', () => {
    const [second] = set(first, { ...pending, reason: 'EndpointRejected', message: 'rejected' }, 2, 60_000);
    expect(second).toEqual({
      type: 'EndpointReady',
      status: 'False',
      reason: 'EndpointRejected',
      message: 'rejected',
      observedGeneration: 2,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    });
  });

  test('another status moves the time', () => {
    expect(set(first, available, 1, 60_000)[0]?.lastTransitionTime).toBe('2026-01-01T00:01:00Z');
  });

  test('it keeps its place among the others, and those as they are', () => {
    const other = { ...first[0]!, type: 'Ready' };
    expect(set([other, ...first, { ...other, type: 'Deployed' }], available, 1, 0).map(({ type }) => type)).toEqual([
      'Ready',
      'EndpointReady',
      'Deployed',
    ]);
  });

  test('the same again gives the same', () => {
    expect(set(first, pending, 1, 60_000)).toEqual(first);
  });

  test('a long message is cut, so that the status fits', () => {
    expect(set([], { ...pending, message: 'x'.repeat(40_000) }, 1, 0)[0]?.message).toHaveLength(4096);
  });

  test('given conditions are not changed', () => {
    const before = structuredClone(first);
    set(first, available, 2, 60_000);
    expect(first).toEqual(before);
  });
});

test('a condition is found and removed by its type', () => {
  const conditions = set([], pending, 1, 0);
  expect(findCondition(conditions, 'EndpointReady')).toBe(conditions[0]);
  expect(findCondition(conditions, 'Ready')).toBeUndefined();
  expect(findCondition(undefined, 'Ready')).toBeUndefined();
  expect(removeCondition(conditions, 'EndpointReady')).toEqual([]);
  expect(removeCondition(conditions, 'Ready')).toEqual(conditions);
});
