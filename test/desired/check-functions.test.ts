import { describe, expect, test } from '@jest/globals';
import { checkFunctions } from '../../src/desired/check-functions.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { someFacts, someSettings } from '../builders/facts.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const backends = (arn: string) => [{ name: 'f', lambda: { functionArn: arn }, timeoutMilliseconds: 29_000 }];
const authorizers = (arn: string) => [
  { name: 'a', lambda: { functionArn: arn, mode: 'Request' as const, resultTtlSeconds: 0 } },
];

describe.each([
  { user: 'a backend', spec: (arn: string) => ({ backends: backends(arn) }), missing: 'BackendNotFound' },
  { user: 'an authorizer', spec: (arn: string) => ({ authorizers: authorizers(arn) }), missing: 'AuthorizerNotFound' },
])('the function of $user', ({ spec, missing }) => {
  const reasons = (arn: string, allow?: string, referenceConsent = true) => {
    const functions = allow === undefined ? [] : [{ arn, tags: { 'privateapi.dev/allow': allow } }];
    const object = aPrivateApi({ spec: spec(arn) });
    return checkFunctions(object, someFacts({ functions }), someSettings({ referenceConsent })).map(
      ({ reason }) => reason,
    );
  };

  test.each([
    { name: 'opened to the namespace', allow: 'bank shop', expected: [] },
    { name: 'opened to all', allow: '@all', expected: [] },
    { name: 'opened to another', allow: 'shop2', expected: ['RefNotPermitted'] },
    { name: 'not opened', allow: '', expected: ['RefNotPermitted'] },
    { name: 'not opened, in a cluster with one tenant', allow: '', referenceConsent: false, expected: [] },
    { name: 'not there', allow: undefined, expected: [missing] },
    { name: 'not there, in a cluster with one tenant', allow: undefined, referenceConsent: false, expected: [missing] },
  ])('$name: $expected', ({ allow, referenceConsent, expected }) => {
    expect(reasons(functionArn, allow, referenceConsent)).toEqual(expected);
  });

  test.each([
    ['of another account', functionArn.replace('111122223333', '444455556666')],
    ['of another region', functionArn.replace('eu-west-1', 'us-east-1')],
    ['of another partition', functionArn.replace('arn:aws:', 'arn:aws-cn:')],
  ])('%s is refused, whatever is known of it', (_where, arn) => {
    expect(reasons(arn, '@all')).toEqual([missing]);
  });
});
