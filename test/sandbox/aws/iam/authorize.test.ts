import { describe, expect, test } from '@jest/globals';
import { authorize } from '../../../../sandbox/aws/iam/authorize.ts';
import type { PolicyDecision } from '../../../../sandbox/aws/iam/evaluate-policy.ts';
import type { RequestPrincipal } from '../../../../sandbox/aws/iam/request-context.ts';
import type { PolicyDocument } from '../../../../sandbox/aws/state.ts';

const owner = '111122223333';
const sameAccount: RequestPrincipal = { arn: `arn:aws:iam::${owner}:role/caller`, accountId: owner };
const otherAccount: RequestPrincipal = { arn: 'arn:aws:iam::444455556666:role/caller', accountId: '444455556666' };

type Says = 'Allow' | 'Silent' | 'Deny';

function policy(says: Says, principal?: '*' | { AWS: string }): PolicyDocument {
  if (says === 'Silent') return { Statement: [] };
  const who = principal === undefined ? {} : { Principal: principal };
  return { Statement: { Effect: says, Action: 'execute-api:Invoke', Resource: '*', ...who } };
}

function decide(principal: RequestPrincipal | undefined, identity: Says, resource: PolicyDocument | undefined) {
  return authorize({
    resourcePolicy: resource,
    identityPolicies: principal === undefined ? [] : [policy('Silent'), policy(identity)],
    resourceAccountId: owner,
    request: {
      principal,
      action: 'execute-api:Invoke',
      resourceArn: `arn:aws:execute-api:eu-west-1:${owner}:abcde12345/prod/GET/orders`,
      conditionKeys: {},
    },
  });
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
describe('a caller of the same account (table A)', () => {
  test.each<[identity: Says, resource: Says, expected: PolicyDecision]>([
    ['Allow', 'Allow', 'Allow'],
    ['Allow', 'Silent', 'Allow'],
    ['Allow', 'Deny', 'ExplicitDeny'],
    ['Silent', 'Allow', 'Allow'],
    ['Silent', 'Silent', 'ImplicitDeny'],
    ['Silent', 'Deny', 'ExplicitDeny'],
    ['Deny', 'Allow', 'ExplicitDeny'],
    ['Deny', 'Silent', 'ExplicitDeny'],
    ['Deny', 'Deny', 'ExplicitDeny'],
  ])('identity policy %s and resource policy %s give %s', (identity, resource, expected) => {
    expect(decide(sameAccount, identity, policy(resource, '*')).decision).toBe(expected);
  });
});

describe('a caller of another account (table B)', () => {
  test.each<[identity: Says, resource: Says, expected: PolicyDecision]>([
    ['Allow', 'Allow', 'Allow'],
    ['Allow', 'Silent', 'ImplicitDeny'],
    ['Allow', 'Deny', 'ExplicitDeny'],
    ['Silent', 'Allow', 'ImplicitDeny'],
    ['Silent', 'Silent', 'ImplicitDeny'],
    ['Silent', 'Deny', 'ExplicitDeny'],
    ['Deny', 'Allow', 'ExplicitDeny'],
    ['Deny', 'Silent', 'ExplicitDeny'],
    ['Deny', 'Deny', 'ExplicitDeny'],
  ])('identity policy %s and resource policy %s give %s', (identity, resource, expected) => {
    expect(decide(otherAccount, identity, policy(resource, '*')).decision).toBe(expected);
  });
});

describe('an anonymous caller (resource policy only)', () => {
  test.each<[resource: Says, expected: PolicyDecision]>([
    ['Allow', 'Allow'],
    ['Silent', 'ImplicitDeny'],
    ['Deny', 'ExplicitDeny'],
  ])('resource policy %s gives %s', (resource, expected) => {
    expect(decide(undefined, 'Silent', policy(resource, '*')).decision).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
describe('a resource policy that allows an account', () => {
  const ownRoot = policy('Allow', { AWS: `arn:aws:iam::${owner}:root` });
  const otherRoot = policy('Allow', { AWS: otherAccount.accountId });
  test.each<
    [
      who: string,
      principal: RequestPrincipal | undefined,
      identity: Says,
      resource: PolicyDocument,
      expected: PolicyDecision,
    ]
  >([
    [
      'does not admit a principal of the owner without an identity policy',
      sameAccount,
      'Silent',
      ownRoot,
      'ImplicitDeny',
    ],
    ['admits a principal of the owner with one', sameAccount, 'Allow', ownRoot, 'Allow'],
    ['does not admit principals of others', otherAccount, 'Allow', ownRoot, 'ImplicitDeny'],
    ['admits principals of that other account whose identity policy allows', otherAccount, 'Allow', otherRoot, 'Allow'],
    ['does not admit those whose identity policy is silent', otherAccount, 'Silent', otherRoot, 'ImplicitDeny'],
    ['does not admit anonymous callers', undefined, 'Silent', ownRoot, 'ImplicitDeny'],
  ])('%s', (_, principal, identity, resource, expected) => {
    expect(decide(principal, identity, resource).decision).toBe(expected);
  });

  test('admits at once a principal that another statement names', () => {
    const both: PolicyDocument = {
      Statement: [ownRoot, policy('Allow', { AWS: sameAccount.arn })].flatMap((document) => document.Statement),
    };
    expect(decide(sameAccount, 'Silent', both).decision).toBe('Allow');
  });
});

test('without a resource policy the identity policy decides', () => {
  expect(decide(sameAccount, 'Allow', undefined).decision).toBe('Allow');
  expect(decide(sameAccount, 'Silent', undefined).decision).toBe('ImplicitDeny');
  expect(decide(otherAccount, 'Allow', undefined).decision).toBe('ImplicitDeny');
});

test('the root user of the owning account needs no Allow but obeys a Deny', () => {
  const root = { arn: `arn:aws:iam::${owner}:root`, accountId: owner };
  expect(decide(root, 'Silent', undefined).decision).toBe('Allow');
  expect(decide(root, 'Silent', policy('Deny', '*')).decision).toBe('ExplicitDeny');
});

test('tells which policy decided, for the words of the refusal', () => {
  expect(decide(sameAccount, 'Silent', policy('Silent')).decidedBy).toBe('identity-based');
  expect(decide(sameAccount, 'Allow', policy('Deny', '*')).decidedBy).toBe('resource-based');
  expect(decide(otherAccount, 'Allow', policy('Silent')).decidedBy).toBe('resource-based');
  expect(decide(otherAccount, 'Silent', policy('Allow', '*')).decidedBy).toBe('identity-based');
  expect(decide(undefined, 'Silent', policy('Silent')).decidedBy).toBe('resource-based');
});
