import { describe, expect, test } from '@jest/globals';
import { policyForAnswer, storedPolicy } from '../../sandbox/aws/api-gateway/policy-storage.ts';
import type { Call } from '../../sandbox/aws/operation.ts';
import { isSameDomainPolicy, isSamePolicy, parseStoredPolicy } from '../../src/plan/policy-meaning.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { accountId, endpointId, identity, restApiId, vpcId } from '../builders/names.ts';
import { policyAsAwsReturnsIt } from '../builders/observed-state.ts';
import { route } from '../builders/private-api.ts';

const place = { ...identity, restApiId };
const desired = aDesiredState({
  routes: ['GET /orders', 'GET /health None', 'GET /status None'].map(route),
  access: {
    vpcEndpoints: [{ id: 'vpce-00000000000000002' }],
    vpcs: [{ id: vpcId }],
    sourceCidrs: ['10.0.0.0/16', '10.1.0.0/16'],
  },
});
const wanted = desired.restApi.policy;
const stored = policyAsAwsReturnsIt(wanted, desired);
const isSame = (policy: unknown) => isSamePolicy(wanted, JSON.stringify(policy), place);

/** The stored policy as plain data, to be changed by the case. */
const plain = () => JSON.parse(JSON.parse(`"${stored}"`) as string) as Policy;
interface Policy {
  Version?: string;
  Id?: string;
  Statement: Record<string, unknown>[];
}
type Change = (policy: Policy) => object;

/** Puts a value, or what is made of the old one, under a key of the statement with this Sid. */
const put =
  (sid: string, key: string, value: unknown): Change =>
  (policy) => ({
    ...policy,
    Statement: policy.Statement.map((statement) =>
      statement['Sid'] === sid
        ? {
            ...statement,
            [key]: typeof value === 'function' ? (value as (old: unknown) => unknown)(statement[key]) : value,
          }
        : statement,
    ),
  });
/** Changes the keys that the Deny of other callers compares. */
const putKeys = (change: (keys: Record<string, unknown>) => object): Change =>
  put('DenyOtherCallers', 'Condition', (condition: { StringNotEquals: Record<string, unknown> }) => ({
    StringNotEquals: change(condition.StringNotEquals),
  }));
/** Renames a key of the Deny of other callers. */
const rename =
  (from: string, to: string): Change =>
  ({ Statement, ...rest }) => ({
    ...rest,
    Statement: Statement.map(({ [from]: value, ...others }) =>
      others['Sid'] === 'DenyOtherCallers' ? { ...others, [to]: value } : { ...others, [from]: value },
    ),
  });
const reversed = (list: unknown) => (list as unknown[]).toReversed();
const withStatements =
  (change: (statements: Policy['Statement']) => Policy['Statement']): Change =>
  (policy) => ({ ...policy, Statement: change(policy.Statement) });

describe('the same policy, however AWS writes it', () => {
  test('short ARNs written out and the text escaped, slashes included', () => {
    expect(stored).toContain('\\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5\\/');
    expect(isSamePolicy(wanted, stored, place)).toBe(true);
  });

  test('as the emulator stores and answers it', () => {
    const call = {
      world: { settings: { enforceQuotas: false }, state: { partition: 'aws', principals: new Map() } },
      region: { region: identity.region, accountId },
    } as unknown as Call;
    const answer = policyForAnswer(storedPolicy(JSON.stringify(wanted), restApiId, call));
    expect(isSamePolicy(wanted, answer, place)).toBe(true);
  });

  test.each<[string, (policy: Policy) => string]>([
    ['plain', (policy) => JSON.stringify(policy)],
    ['plain with white space', (policy) => JSON.stringify(policy, null, 2)],
    ['percent-encoded', (policy) => encodeURIComponent(JSON.stringify(policy))],
    ['escaped, slashes not', (policy) => JSON.stringify(JSON.stringify(policy)).slice(1, -1)],
  ])('encoded %s', (_name, encode) => {
    expect(isSamePolicy(wanted, encode(plain()), place)).toBe(true);
  });

  test.each<[string, Change]>([
    ['short ARNs left short', put('AllowOwnAccount', 'Resource', 'execute-api:/*')],
    ['statements in another order', withStatements(reversed as never)],
    [
      'keys in another order',
      withStatements((statements) => statements.map((one) => Object.fromEntries(Object.entries(one).toReversed()))),
    ],
    ['a scalar as a list', put('DenyOtherCallers', 'Resource', (resource: string) => [resource])],
    ['values in another order', put('AllowUnsignedRoutes', 'Resource', reversed)],
    [
      'condition values in another order',
      putKeys((keys) => ({ ...keys, 'aws:SourceVpce': reversed(keys['aws:SourceVpce']) })),
    ],
    [
      'condition keys in other case',
      put('DenyOtherAddresses', 'Condition', { NotIpAddress: { 'AWS:vpcsourceip': ['10.1.0.0/16', '10.0.0.0/16'] } }),
    ],
    ['the action as a list', put('AllowOwnAccount', 'Action', ['execute-api:Invoke'])],
    ['the action in other case', put('AllowOwnAccount', 'Action', 'execute-api:invoke')],
    ['the principal * as AWS *', put('DenyOtherCallers', 'Principal', { AWS: '*' })],
    ['the principal * in a list', put('DenyOtherCallers', 'Principal', { AWS: ['*'] })],
    ['the account id for its root', put('AllowOwnAccount', 'Principal', { AWS: accountId })],
  ])('%s', (_name, rewrite) => {
    expect(JSON.stringify(rewrite(plain()))).not.toBe(JSON.stringify(plain()));
    expect(isSame(rewrite(plain()))).toBe(true);
  });

  test('one statement that is no list', () => {
    const [first] = wanted.Statement;
    const short = { ...wanted, Statement: [first!] };
    expect(isSamePolicy(short, JSON.stringify({ ...wanted, Statement: first }), place)).toBe(true);
  });
});

describe('another policy', () => {
  test('nothing of it may be changed unnoticed: every key, every value', () => {
    const policy = plain();
    const changes = [...changesOf(policy)];
    // Sids, effects, principals, actions, every ARN, operator, key, endpoint, VPC and address: nothing is left out.
    expect(changes.length).toBeGreaterThan(60);
    const unnoticed = changes.filter(({ changed }) => isSame(changed)).map(({ what }) => what);
    expect(unnoticed).toEqual([]);
  });

  const admitAll = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' };
  test.each<[string, Change]>([
    ['an Allow for everyone more', withStatements((statements) => [...statements, admitAll])],
    ['a Deny less', withStatements((statements) => statements.filter(({ Sid }) => Sid !== 'DenyOtherCallers'))],
    ['a Deny without its condition', put('DenyOtherCallers', 'Condition', undefined)],
    ['other endpoints', putKeys((keys) => ({ ...keys, 'aws:SourceVpce': ['vpce-8', 'vpce-9'] }))],
    ['a key more, which narrows the Deny', putKeys((keys) => ({ ...keys, 'aws:PrincipalAccount': '1' }))],
    ['a key again in other case, which narrows the Deny', putKeys((keys) => ({ 'aws:sourcevpce': 'vpce-9', ...keys }))],
    [
      'an operator more, which narrows the Deny',
      put('DenyOtherCallers', 'Condition', (old: object) => ({ ...old, Bool: { 'aws:SecureTransport': 'true' } })),
    ],
    [
      'an operator that lets absent keys pass',
      put('DenyOtherCallers', 'Condition', (old: { StringNotEquals: object }) => ({
        StringNotEqualsIfExists: old.StringNotEquals,
      })),
    ],
    ['NotResource for Resource', rename('Resource', 'NotResource')],
    ['NotAction for Action', rename('Action', 'NotAction')],
    ['NotPrincipal for Principal', rename('Principal', 'NotPrincipal')],
    ['another principal type', put('DenyOtherCallers', 'Principal', { Service: '*' })],
    ['a second principal type', put('AllowOwnAccount', 'Principal', { AWS: accountId, Service: 'x' })],
    [
      'a role of the account for its root',
      put('AllowOwnAccount', 'Principal', { AWS: `arn:aws:iam::${accountId}:role/x` }),
    ],
    ['everyone for the root of the account', put('AllowOwnAccount', 'Principal', '*')],
    ['another API', put('AllowOwnAccount', 'Resource', `arn:aws:execute-api:eu-west-1:${accountId}:zzzzzzzzzz/*`)],
    ['every API', put('AllowOwnAccount', 'Resource', '*')],
    ['an older language version', (policy) => ({ ...policy, Version: '2008-10-17' })],
    ['an id', (policy) => ({ ...policy, Id: 'hand-made' })],
  ])('%s', (_name, change) => {
    expect(isSame(change(plain()))).toBe(false);
  });

  test.each([
    ['none', undefined],
    ['an empty text', ''],
    ['no JSON', 'Allow everything'],
    ['a number', '1'],
    ['null', 'null'],
    ['an object without statements', '{}'],
    ['a broken percent-encoding', '%E0%A4%A'],
    ['a statement that is null', '{"Version":"2012-10-17","Statement":[null]}'],
    ['a statement that is a text', '{"Version":"2012-10-17","Statement":"Allow"}'],
    ['a principal that is null', '{"Version":"2012-10-17","Statement":[{"Principal":null}]}'],
    ['a condition that is null', '{"Version":"2012-10-17","Statement":[{"Condition":null}]}'],
    ['an operator that is null', '{"Version":"2012-10-17","Statement":[{"Condition":{"StringEquals":null}}]}'],
  ])('%s', (_name, text) => {
    expect(isSamePolicy(wanted, text, place)).toBe(false);
  });
});

test('a policy is read in each of its encodings', () => {
  const texts = [stored, JSON.stringify(plain()), encodeURIComponent(JSON.stringify(plain()))];
  for (const text of texts) expect(parseStoredPolicy(text)).toEqual(plain());
  expect(JSON.stringify(plain())).toContain(endpointId);
});

/** The same data with one text changed, one key renamed or one entry left out, for every place in it. */
function* changesOf(value: unknown, path = ''): Generator<{ what: string; changed: unknown }> {
  if (typeof value === 'string') yield { what: `${path} changed`, changed: `${value}x` };
  if (value === null || typeof value !== 'object') return;
  const entries = Object.entries(value);
  const rebuilt = (changed: [string, unknown][]) =>
    Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
  for (const [index, [key, item]] of entries.entries()) {
    const here = `${path}/${key}`;
    yield { what: `${here} left out`, changed: rebuilt(entries.toSpliced(index, 1)) };
    if (!Array.isArray(value)) {
      yield { what: `${here} renamed`, changed: rebuilt(entries.toSpliced(index, 1, [`${key}x`, item])) };
    }
    for (const { what, changed } of changesOf(item, here)) {
      yield { what, changed: rebuilt(entries.toSpliced(index, 1, [key, changed])) };
    }
  }
}

describe('the policy of a private custom domain name', () => {
  const domainPolicy = (resource: string) =>
    ({
      Version: '2012-10-17',
      Statement: [{ Sid: 'A', Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: resource }],
    }) as const;

  test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])('is the same short and written out, in %s', (partition) => {
    const place = {
      partition,
      region: 'xx-north-1',
      accountId: '111122223333',
      name: 'orders.shop.example',
      id: 'a1b2c3',
    };
    const arn = `arn:${partition}:execute-api:xx-north-1:111122223333:/domainnames/orders.shop.example+a1b2c3`;
    const isSame = (resource: string) =>
      isSameDomainPolicy(domainPolicy('execute-api:/*'), JSON.stringify(domainPolicy(resource)), place);
    expect(['execute-api:/*', arn, `${arn}/*`].map(isSame)).toEqual([true, true, true]);
    expect([`${arn}x`, '*', arn.replace('a1b2c3', 'other'), arn.replace('/domainnames', '')].map(isSame)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
