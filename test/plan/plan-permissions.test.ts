import { describe, expect, test } from '@jest/globals';
import type { ObservedPermission } from '../../src/plan/observed-state.ts';
import { planPermissions } from '../../src/plan/plan-permissions.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { identity, restApiId } from '../builders/names.ts';
import { aGrantedPermission } from '../builders/observed-state.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const desired = aDesiredState({
  backends: [{ name: 'orders', lambda: { functionArn }, timeoutMilliseconds: 29_000 }],
  authorizers: [
    { name: 'check', lambda: { functionArn, mode: 'Request', resultTtlSeconds: 0 } },
    { name: 'again', lambda: { functionArn: `${functionArn}:live`, mode: 'Request', resultTtlSeconds: 0 } },
  ],
});
const wanted = desired.permissions!;
const granted = wanted.map((permission) => aGrantedPermission(permission, desired));
const plan = (observed: readonly ObservedPermission[], apiId: string | undefined = restApiId) => {
  const { grants, revokes } = planPermissions(wanted, observed, identity, apiId);
  return [...grants, ...revokes].map((step) =>
    step.kind === 'grant-invoke'
      ? `${step.replaces ? 'replace' : 'add'} ${step.permission.functionArn} for ${step.permission.sourcePath}`
      : `remove ${step.kind === 'revoke-invoke' ? step.functionArn : ''}`,
  );
};

describe('permissions on functions', () => {
  test('one for each function and use; a version or alias is a function of its own', () => {
    expect(plan([])).toEqual([
      `add ${functionArn} for authorizers/*`,
      `add ${functionArn}:live for authorizers/*`,
      `add ${functionArn} for prod/*`,
    ]);
    expect(new Set(wanted.map(({ statementId }) => statementId)).size).toBe(2);
  });

  test('none when all are there', () => {
    expect(plan(granted)).toEqual([]);
  });

  test('those of an earlier API of the object are replaced', () => {
    expect(plan(granted, 'zzzzzzzzzz')).toEqual([
      `replace ${functionArn} for authorizers/*`,
      `replace ${functionArn}:live for authorizers/*`,
      `replace ${functionArn} for prod/*`,
    ]);
  });

  test.each<[string, object]>([
    ['another principal', { Principal: '*' }],
    ['another action', { Action: 'lambda:*' }],
    ['no source', { Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } } }],
    ['a further element', { NotResource: 'x' }],
  ])('one that says something else is replaced: %s', (_what, change) => {
    const [first, ...others] = granted;
    const changed = { ...first!, statement: { ...(first!.statement as object), ...change } };
    expect(plan([changed, ...others])).toEqual([`replace ${functionArn} for authorizers/*`]);
  });

  test('what is not wanted any more is removed', () => {
    expect(plan([...granted, { ...granted[0]!, functionArn: `${functionArn}-before` }])).toEqual([
      `remove ${functionArn}-before`,
    ]);
  });
});
