import { describe, expect, test } from '@jest/globals';
import type { PrivateApiStatus } from '../../src/api/private-api.ts';
import { RetryableError, TerminalError, WaitingError } from '../../src/errors.ts';
import { partialConditions } from '../../src/reconcile/conditions.ts';
import type { Finding, Findings } from '../../src/reconcile/conditions.ts';
import type { Ending } from '../../src/reconcile/outcome.ts';
import { statusAfter } from '../../src/reconcile/status.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { aStatusInput } from '../builders/status-input.ts';

const available: Finding = { status: 'True', reason: 'Available', message: 'it is there' };
const allAvailable: Findings = Object.fromEntries(partialConditions.map((type) => [type, available]));
const throttled: Ending = {
  kind: 'error',
  error: new RetryableError({ reason: 'AwsThrottled', message: 'GetRestApi was throttled by AWS' }),
};
const resyncMs = 600_000;

const conditionsOf = ({ conditions }: PrivateApiStatus) =>
  Object.fromEntries((conditions ?? []).map(({ type, status, reason }) => [type, `${status} ${reason}`]));
const ready = statusAfter(aStatusInput({ findings: allAvailable }));
const readyObject = aPrivateApi({ status: ready });

test('a pass that found everything in place makes the object Ready, most important condition first', () => {
  expect(ready.observedGeneration).toBe(1);
  expect(ready.conditions?.map(({ type, status, observedGeneration }) => [type, status, observedGeneration])).toEqual(
    ['Ready', 'EndpointReady', 'BackendsReady', 'PolicyApplied', 'Deployed'].map((type) => [type, 'True', 1]),
  );
});

test('nothing else in the status is lost', () => {
  const recorded: PrivateApiStatus = {
    observedGeneration: 1,
    restApi: { id: 'a1b2c3d4e5' },
    accountId: '111122223333',
  };
  expect(statusAfter(aStatusInput({ recorded }))).toMatchObject({
    restApi: { id: 'a1b2c3d4e5' },
    accountId: '111122223333',
  });
});

test('what a pass did not get to see keeps its last answer, and was Unknown before the first', () => {
  expect(conditionsOf(statusAfter(aStatusInput({ findings: { EndpointReady: available } })))).toMatchObject({
    EndpointReady: 'True Available',
    BackendsReady: 'Unknown Provisioning',
  });
  expect(conditionsOf(statusAfter(aStatusInput({ object: readyObject, ending: throttled })))).toMatchObject({
    BackendsReady: 'True Available',
  });
});

describe('Ready is computed', () => {
  test.each(partialConditions)('it is False with the reason of %s when that is', (type) => {
    const finding: Finding = { status: 'False', reason: 'VpcLinkFailed', message: 'no subnets' };
    const status = statusAfter(aStatusInput({ findings: { ...allAvailable, [type]: finding } }));
    expect(status.conditions?.[0]).toMatchObject({ type: 'Ready', ...finding });
  });

  test.each(partialConditions)('it is not True while %s speaks of an earlier spec', (type) => {
    const { [type]: _unseen, ...others } = allAvailable;
    const object = aPrivateApi({ metadata: { generation: 2 }, status: ready });
    expect(conditionsOf(statusAfter(aStatusInput({ object, findings: others })))['Ready']).toMatch(/^False /u);
  });

  test("waiting is Unknown and Reconciling, someone else's turn is False and Stalled", () => {
    const details = { reason: 'VpcLinkPending', message: 'VPC link abc123 is PENDING' };
    const waiting: Ending = { kind: 'error', error: new WaitingError({ ...details, afterMs: 1 }) };
    expect(conditionsOf(statusAfter(aStatusInput({ object: readyObject, ending: waiting })))).toMatchObject({
      Ready: 'Unknown VpcLinkPending',
      Reconciling: 'True VpcLinkPending',
    });
    const terminal: Ending = { kind: 'error', error: new TerminalError(details) };
    expect(conditionsOf(statusAfter(aStatusInput({ object: readyObject, ending: terminal })))).toMatchObject({
      Ready: 'False VpcLinkPending',
      Stalled: 'True VpcLinkPending',
    });
  });
});

describe('a failed look', () => {
  const after = (overrides: Parameters<typeof aStatusInput>[0]) =>
    conditionsOf(statusAfter(aStatusInput({ object: readyObject, ending: throttled, ...overrides })))['Ready'];

  test('leaves Ready for three intervals', () => {
    expect(after({ blindForMs: 3 * resyncMs - 1 })).toBe('True Ready');
    expect(after({ blindForMs: 3 * resyncMs })).toBe('Unknown AwsThrottled');
  });

  test('does not leave it for another spec', () => {
    expect(after({ object: aPrivateApi({ metadata: { generation: 2 }, status: ready }) })).toBe('Unknown AwsThrottled');
  });

  test('says so when there was no look before', () => {
    expect(after({ object: aPrivateApi() })).toBe('Unknown AwsThrottled');
  });

  test('does not leave it when it saw before it failed that something is not in place', () => {
    const opened: Finding = { status: 'False', reason: 'PolicyPending', message: 'a foreign deployment is served' };
    expect(after({ findings: { PolicyApplied: opened } })).toBe('Unknown AwsThrottled');
  });
});

describe('a suspended object', () => {
  const suspended: Ending = { kind: 'suspended' };

  test('keeps Ready and its generation, and says since when it is suspended', () => {
    const object = aPrivateApi({ metadata: { generation: 2 }, status: ready });
    const status = statusAfter(aStatusInput({ object, ending: suspended, nowMs: Date.parse('2026-01-02T00:00:00Z') }));
    expect(status.observedGeneration).toBe(1);
    expect(status.conditions).toEqual([
      ...ready.conditions!,
      {
        type: 'Suspended',
        status: 'True',
        reason: 'Suspended',
        message: 'spec.suspend is true: AWS is not written',
        observedGeneration: 1,
        lastTransitionTime: '2026-01-02T00:00:00Z',
      },
    ]);
  });

  test('says that its deletion waits', () => {
    const object = aPrivateApi({ metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' }, status: ready });
    const { conditions } = statusAfter(aStatusInput({ object, ending: suspended }));
    expect(conditions?.find(({ type }) => type === 'Suspended')?.message).toMatch(/, and the deletion waits$/u);
  });

  test('that was never seen is not Ready, and says why', () => {
    const { conditions } = statusAfter(aStatusInput({ ending: suspended }));
    expect(conditions?.[0]).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'Suspended' });
    expect(conditions?.[0]?.message).not.toBe('');
  });

  test('loses the condition when it is taken up again', () => {
    const object = aPrivateApi({ status: statusAfter(aStatusInput({ object: readyObject, ending: suspended })) });
    expect(conditionsOf(statusAfter(aStatusInput({ object, findings: allAvailable })))).not.toHaveProperty('Suspended');
  });
});

test('the annotation that forces a pass is echoed', () => {
  const object = aPrivateApi({ metadata: { annotations: { 'privateapi.dev/reconcile-at': 'now' } } });
  expect(statusAfter(aStatusInput({ object })).lastHandledReconcileAt).toBe('now');
});
