import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { PolicyDocument, Principal } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { openPolicy, somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

async function start(...flags: string[]): Promise<void> {
  world = await createWorld({ flags });
  operator = world.startOperator();
}

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const account = '111122223333';
const otherAccount = '444455556666';
const checkout = `arn:aws:iam::${account}:role/checkout`;
const mayInvoke: PolicyDocument = { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } };
const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];

const apply = (access: object | undefined, spec: object = {}) =>
  world.apply(privateApi(world, 'orders', { ...(access && { access }), ...spec }));

/** What a change costs. */
async function change(access: object | undefined): Promise<string[]> {
  const before = world.awsCalls();
  await apply(access);
  await world.untilReady('orders');
  return world.awsWrites(before);
}

/** The condition of the Deny that the stage serves. */
function servedPrincipals(): unknown {
  const [api] = world.account.restApis.values();
  const { policy } = api!.deployments.get(api!.stages.get('prod')!.deploymentId)!.snapshot;
  const statements = [policy!.Statement].flat() as { Sid?: string; Condition?: { StringNotEquals?: object } }[];
  return statements.find(({ Sid }) => Sid === 'DenyOtherPrincipals')?.Condition?.StringNotEquals;
}

test('principals are set, changed and unset by one deployment each; going back to an earlier list makes none', async () => {
  await start('--allow-foreign-callers=true');
  await apply(undefined);
  await world.untilReady('orders');
  expect(servedPrincipals()).toBeUndefined();

  expect(await change({ principals: [checkout] })).toEqual(deployment);
  expect(servedPrincipals()).toEqual({ 'aws:PrincipalArn': [checkout] });

  expect(await change({ principals: [otherAccount], organizations: ['o-a1b2c3d4e5'] })).toEqual(deployment);
  expect(servedPrincipals()).toEqual({
    'aws:PrincipalAccount': [otherAccount],
    'aws:PrincipalOrgID': ['o-a1b2c3d4e5'],
  });

  expect(await change({ organizations: ['o-a1b2c3d4e5'] })).toEqual(deployment);
  expect(servedPrincipals()).toEqual({ 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] });

  expect(await change(undefined)).toEqual(['UpdateStage', 'PutRestApi']);
  expect(servedPrincipals()).toBeUndefined();
});

test('the same principals in another order cost nothing', async () => {
  await start();
  const others = ['role/a', 'role/b'].map((name) => `arn:aws:iam::${account}:${name}`);
  await apply({ principals: [...others, account] });
  await world.untilReady('orders');
  expect(await change({ principals: [account, ...others.toReversed()] })).toEqual([]);
});

describe('what may not be named', () => {
  test.each([
    { name: 'another account', access: { principals: [otherAccount] } },
    { name: 'a role of another account', access: { principals: [`arn:aws:iam::${otherAccount}:role/a`] } },
    { name: 'an organization', access: { organizations: ['o-a1b2c3d4e5'] } },
  ])('$name is refused without --allow-foreign-callers, nothing is written, and recovers', async ({ access }) => {
    await start();
    await apply({ principals: [checkout] });
    await world.untilReady('orders');
    const before = world.awsCalls();
    await apply(access);
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'RefNotPermitted',
      () => 'the foreign principal is refused',
    );
    expect(world.condition('orders', 'PolicyApplied')?.message).toContain('--allow-foreign-callers');
    expect(world.awsWrites(before)).toEqual([]);
    expect(servedPrincipals()).toEqual({ 'aws:PrincipalArn': [checkout] });
    expect(await change({ principals: [checkout] })).toEqual([]);
  });

  test('principals beside a route without authorization are an invalid spec, and recover', async () => {
    await start();
    await apply({ principals: [checkout] }, { authorization: { type: 'None' } });
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'InvalidSpec',
      () => 'the spec is invalid',
    );
    expect(world.condition('orders', 'Ready')?.message).toContain('need IAM authorization on every route');
    expect(world.awsWrites()).toEqual([]);
    expect(await change({ principals: [checkout] })).toContain('CreateRestApi');
    expect(servedPrincipals()).toEqual({ 'aws:PrincipalArn': [checkout] });
  });
});

test('an opened policy is put back and never served', async () => {
  await start();
  await apply({ principals: [checkout] });
  await world.untilReady('orders');
  const [api] = world.account.restApis.values();
  const patchOperations = [{ op: 'replace' as const, path: '/policy', value: openPolicy }];
  await somebody(world).updateRestApi({ restApiId: api!.id, patchOperations });
  const before = world.awsCalls();
  await world.pass(11 * 60_000);
  expect(world.awsWrites(before)).toEqual(['PutRestApi']);
  expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['resource policy']);
  expect(servedPrincipals()).toEqual({ 'aws:PrincipalArn': [checkout] });
});

test('the sample admits the callers that it names and nobody else, whatever their identity policies say', async () => {
  await start('--allow-foreign-callers=true');
  await world.apply(sample(world, 'principals'));
  await world.untilReady('orders-principals');
  world.aws.state.organizations.set('777788889999', 'o-a1b2c3d4e5');
  const { call, received } = createCaller(world);
  const signer = (accountId: string, name: string, ...policies: PolicyDocument[]): Principal =>
    seedPrincipal(world.aws, { accountId, name, policies });
  const statusFor = async (principal?: Principal) =>
    (await call('GET', '/orders', principal === undefined ? {} : { principal })).status;

  expect(await statusFor(signer(account, 'role/shop/checkout'))).toBe(200);
  expect(await statusFor(signer(otherAccount, 'role/any', mayInvoke))).toBe(200);
  expect(await statusFor(signer('777788889999', 'user/member', mayInvoke))).toBe(200);
  expect(received).toHaveLength(3);

  expect(await statusFor(signer(account, 'role/walker', mayInvoke))).toBe(403);
  expect(await statusFor(signer(otherAccount, 'role/without-policy'))).toBe(403);
  expect(await statusFor(signer('999900001111', 'role/stranger', mayInvoke))).toBe(403);
  expect(await statusFor()).toBe(403);
  expect(received).toHaveLength(3);
});
