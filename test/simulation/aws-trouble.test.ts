import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../../sandbox/aws/faults.ts';
import { createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({
    flags: ['--leader-elect=false'],
    settings: { vpcLinkPendingMs: 40_000, vpcLinkDeletingMs: 20_000 },
  });
  operator = world.startOperator();
  // An operator that asks without letting time pass would never let the test go on.
  world.aws.onCall(({ sequence }) => {
    if (sequence > 3_000) operator.kill();
  });
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const minute = 60_000;
const hour = 60 * minute;

/** What makes the operator send an operation, from a settled object. */
const triggers: Record<string, { readonly act: () => Promise<unknown>; readonly done?: () => boolean }> = {
  CreateRestApi: { act: () => world.apply(object('late')), done: () => isReady('late') },
  CreateVpcLink: { act: () => world.apply(object('late', overStock())), done: () => isReady('late') },
  PutRestApi: { act: () => world.apply(object('orders', newRoute())), done: () => isReady('orders') },
  CreateDeployment: { act: () => world.apply(object('orders', newRoute())), done: () => isReady('orders') },
  CreateStage: { act: () => world.apply(object('late')), done: () => isReady('late') },
  UpdateStage: { act: () => world.apply(object('orders', newRoute())), done: () => isReady('orders') },
  DeleteDeployment: { act: () => world.apply(object('orders', newRoute())), done: () => isReady('orders') },
  TagResource: { act: () => world.apply(object('orders', { tags: { team: 'x' } })), done: () => isReady('orders') },
  UntagResource: { act: () => world.apply(object('orders', { tags: {} })), done: () => isReady('orders') },
  DeleteRestApi: { act: () => world.delete('orders'), done: () => world.read('orders') === undefined },
  DeleteVpcLink: {
    act: () => Promise.all([world.delete('orders'), world.delete('sibling')]),
    done: () => world.read('orders') === undefined && world.read('sibling') === undefined,
  },
};

const object = (name: string, spec: object = {}) =>
  privateApi(world, name, { history: { limit: 1 }, tags: { team: 'orders' }, ...spec });
const newRoute = () => ({ routes: [{ path: '/new', method: 'GET', backend: 'orders' }] });
const overStock = () => ({
  backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }],
});
const isReady = (name: string) => {
  const ready = world.condition(name, 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === world.read(name)?.metadata.generation;
};
const callsOf = (operation: string, since: number) =>
  world.awsWrites(since).filter((name) => name === operation).length;
const conditions = (name: string) => world.read(name)?.status?.conditions ?? [];
const actedOn = () => ['late', 'orders'].find((name) => world.read(name) !== undefined && !isReady(name)) ?? 'orders';

async function settle(): Promise<void> {
  await world.apply(object('orders'));
  await world.apply(object('sibling'));
  await world.untilReady('orders');
  await world.untilReady('sibling');
}

const actions: Record<string, string> = {
  CreateRestApi: 'apigateway:POST',
  CreateVpcLink: 'apigateway:POST',
  PutRestApi: 'apigateway:PUT',
  CreateDeployment: 'apigateway:POST',
  CreateStage: 'apigateway:POST',
  UpdateStage: 'apigateway:PATCH',
  DeleteDeployment: 'apigateway:DELETE',
  TagResource: 'apigateway:PUT',
  UntagResource: 'apigateway:DELETE',
  DeleteRestApi: 'apigateway:DELETE',
  DeleteVpcLink: 'apigateway:DELETE',
};

describe.each(Object.keys(triggers))('%s', (operation) => {
  const { act, done } = triggers[operation]!;

  test('refused for want of a permission: named, not hammered, no harm to others, done when it is granted', async () => {
    await settle();
    const sibling = JSON.stringify(world.read('sibling')?.status);
    const since = world.awsCalls();
    const fault: Fault = {
      kind: 'refused',
      status: 403,
      code: 'AccessDeniedException',
      message: `User: arn:aws:sts::111122223333:assumed-role/operator/pod is not authorized to perform: ${actions[operation]} on resource: arn:aws:apigateway:eu-west-1::/restapis`,
    };
    const denied = world.aws.faults.place({ operation, occurrence: 'every', fault });
    await act();
    await world.pass(hour);

    expect(done!()).toBe(false);
    expect(callsOf(operation, since)).toBeGreaterThan(0);
    expect(callsOf(operation, since)).toBeLessThanOrEqual(8);
    expect(world.awsCalls() - since).toBeLessThan(350);
    const name = actedOn();
    const stalled = conditions(name).find(({ type }) => type === 'Stalled');
    expect(stalled).toMatchObject({ status: 'True', reason: 'AwsAccessDenied' });
    expect(stalled?.message).toContain(operation);
    expect(stalled?.message).toContain(actions[operation]);
    expect(stalled?.message).not.toContain('assumed-role');
    expect(world.condition(name, 'Ready')).toMatchObject({ status: 'False', reason: 'AwsAccessDenied' });
    expect(conditions(name).map(({ type }) => type)).not.toContain('Reconciling');
    if (operation !== 'DeleteVpcLink') expect(JSON.stringify(world.read('sibling')?.status)).toBe(sibling);

    denied.remove();
    await world.until(done!, () => JSON.stringify(conditions(name)), 25 * minute);
    expect(conditions(name).map(({ type }) => type)).not.toContain('Stalled');
  });

  test('throttled with Retry-After 120 s: nothing is sent of its key before, and it is done after', async () => {
    await settle();
    const since = world.awsCalls();
    world.aws.faults.place({
      operation,
      occurrence: 1,
      fault: {
        kind: 'refused',
        status: 429,
        code: 'TooManyRequestsException',
        message: 'Too Many Requests',
        retryAfterSeconds: 120,
      },
    });
    await act();
    await world.until(
      () => callsOf(operation, since) > 0,
      () => `${operation} is sent`,
    );
    const throttledAt = world.aws.log.findLast((call) => call.operation === operation)!;
    await world.until(done!, () => JSON.stringify(conditions(actedOn())), 20 * minute);
    const again = world.aws.log.find((call) => call.operation === operation && call.sequence > throttledAt.sequence);
    expect(again!.time - throttledAt.time).toBeGreaterThanOrEqual(120_000);
    expect(callsOf(operation, since)).toBeLessThanOrEqual(operation === 'DeleteRestApi' ? 2 : 3);
  });
});

test.each([
  { operation: 'CreateRestApi', what: 'private APIs' },
  { operation: 'CreateVpcLink', what: 'VPC links' },
  { operation: 'CreateDeployment', what: 'deployments' },
])('a used-up quota of $what is QuotaExceeded, looked at slowly and overcome', async ({ operation, what }) => {
  await settle();
  const since = world.awsCalls();
  const message = `Maximum number of ${what} for this account has been reached. Please contact AWS.`;
  const full = world.aws.faults.place({
    operation,
    occurrence: 'every',
    fault: { kind: 'refused', status: 429, code: 'LimitExceededException', message },
  });
  await world.apply(object('late', overStock()));
  await world.pass(hour);
  expect(world.condition('late', 'Ready')).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
  expect(world.condition('late', 'Ready')?.message).toContain(what);
  expect(callsOf(operation, since)).toBeLessThanOrEqual(8);
  full.remove();
  await world.until(
    () => isReady('late'),
    () => JSON.stringify(conditions('late')),
    25 * minute,
  );
  expect(world.account.restApis.size).toBe(3);
});

test('AWS down for an hour: Ready is kept for three intervals, then Unknown, and comes back', async () => {
  await settle();
  const before = endState(world.account);
  const since = world.awsCalls();
  const operations = [
    'GetRestApi',
    'GetRestApis',
    'GetResources',
    'GetStages',
    'GetVpcLinks',
    'GetDeployments',
    'DescribeVpcEndpoints',
    'DescribeVpcs',
    'DescribeLoadBalancers',
    'DescribeListeners',
    'DescribeTags',
    'GetCallerIdentity',
    '*',
  ];
  const faults = operations.map((operation) =>
    world.aws.faults.place({
      operation,
      occurrence: 'every',
      fault: { kind: 'refused', status: 503, code: 'ServiceUnavailableException', message: '' },
    }),
  );
  const beganAt = Date.now();
  const requests = world.kubernetes.log.length;
  await world.pass(29 * minute);
  expect(world.condition('orders', 'Ready')?.status).toBe('True');
  await world.until(
    () => world.condition('orders', 'Ready')?.status === 'Unknown',
    () => 'Ready is Unknown',
  );
  expect((Date.now() - beganAt) / minute).toBeLessThan(50);
  expect(world.condition('orders', 'Ready')?.reason).toBe('AwsUnavailable');
  await world.pass(beganAt + hour - Date.now());
  expect(world.awsCalls() - since).toBeLessThan(600);
  expect(world.objectWrites(requests).length).toBeLessThanOrEqual(20);
  for (const fault of faults) fault.remove();
  await world.untilReady('orders');
  expect(conditions('orders').map(({ type }) => type)).not.toContain('Reconciling');
  expect(world.awsWrites(since)).toEqual([]);
  expect(endState(world.account)).toEqual(before);
});
