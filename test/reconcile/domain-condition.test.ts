import { describe, expect, test } from '@jest/globals';
import type { PrivateApiStatus } from '../../src/api/private-api.ts';
import { WaitingError } from '../../src/errors.ts';
import { partialConditions } from '../../src/reconcile/conditions.ts';
import type { Finding } from '../../src/reconcile/conditions.ts';
import { statusAfter } from '../../src/reconcile/status.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { aStatusInput } from '../builders/status-input.ts';

const available: Finding = { status: 'True', reason: 'Available', message: 'it is there' };
const pending: Finding = { status: 'False', reason: 'DomainPending', message: 'AWS makes it' };
const rest = Object.fromEntries(partialConditions.map((type) => [type, available]));
const spec = {
  domain: { name: 'orders.shop.example', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a' },
};
const object = aPrivateApi({ spec });

const typeOf = ({ conditions }: PrivateApiStatus, type: string) => conditions?.find((one) => one.type === type);

describe('DomainReady', () => {
  test('is asked for Ready only when the spec has a domain', () => {
    expect(typeOf(statusAfter(aStatusInput({ findings: rest })), 'DomainReady')).toBeUndefined();
    const unseen = statusAfter(aStatusInput({ object, findings: rest }));
    expect(typeOf(unseen, 'DomainReady')).toMatchObject({ status: 'Unknown', reason: 'Provisioning' });
    expect(typeOf(unseen, 'Ready')).toMatchObject({ status: 'False' });
    const found = statusAfter(aStatusInput({ object, findings: { ...rest, DomainReady: available } }));
    expect(typeOf(found, 'Ready')).toMatchObject({ status: 'True' });
    expect(found.conditions!.map(({ type }) => type)).toEqual(['Ready', ...partialConditions, 'DomainReady']);
  });

  test('leaves the conditions of the API alone while it is pending', () => {
    const error = new WaitingError({
      reason: 'DomainPending',
      message: 'AWS makes it',
      afterMs: 1,
      condition: 'DomainReady',
    });
    const ending = { kind: 'error' as const, error };
    const status = statusAfter(aStatusInput({ object, ending, findings: { ...rest, DomainReady: pending } }));
    expect(typeOf(status, 'Ready')).toMatchObject({ status: 'Unknown', reason: 'DomainPending' });
    expect(typeOf(status, 'Deployed')).toMatchObject({ status: 'True' });
  });

  test('stays until the domain name is gone, and counts for nothing by then', () => {
    const before = statusAfter(aStatusInput({ object, findings: { ...rest, DomainReady: pending } }));
    const without = aPrivateApi({ status: { ...before, domain: { name: 'orders.shop.example' } } });
    const removing = statusAfter(aStatusInput({ object: without, findings: rest }));
    expect(typeOf(removing, 'DomainReady')).toBeDefined();
    expect(typeOf(removing, 'Ready')).toMatchObject({ status: 'True' });
    const { domain: _domain, ...recorded } = removing;
    const gone = statusAfter(aStatusInput({ object: without, recorded, findings: rest }));
    expect(typeOf(gone, 'DomainReady')).toBeUndefined();
  });
});
