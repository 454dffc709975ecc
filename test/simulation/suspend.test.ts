import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openPolicy, somebody } from './somebody.ts';
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
});
afterEach(() => {
  operator.kill();
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const minute = 60_000;
const newRoute = { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] };
const apply = (spec: object) => world.apply(privateApi(world, 'orders', spec));
const condition = (type: string) => world.condition('orders', type);
const gone = () =>
  world.until(
    () => world.read('orders') === undefined,
    () => 'orders is gone',
  );

test('an object created suspended is looked at, never written, and starts when it is resumed', async () => {
  const before = endState(world.account);
  await apply({ suspend: true });
  await world.pass(30 * minute);
  expect(world.awsWrites()).toEqual([]);
  expect(endState(world.account)).toEqual(before);
  expect(condition('Suspended')).toMatchObject({ status: 'True' });
  expect(condition('Ready')?.status).not.toBe('True');
  expect(world.read('orders')?.metadata.finalizers).toBeUndefined();
  await apply({ suspend: false });
  await world.untilReady('orders');
  expect(condition('Suspended')).toBeUndefined();
  expect(world.violations).toEqual([]);
});

test('an object created suspended can be deleted at once, for nothing was made', async () => {
  await apply({ suspend: true });
  await world.pass(minute);
  await world.delete('orders');
  await gone();
  expect(world.awsWrites()).toEqual([]);
});

test('suspending keeps Ready and its generation, and a changed spec waits', async () => {
  await apply({});
  await world.untilReady('orders');
  const ready = condition('Ready');
  const before = endState(world.account);
  const since = world.awsCalls();
  await apply({ suspend: true, ...newRoute });
  await world.pass(30 * minute);
  expect(condition('Ready')).toEqual(ready);
  expect(world.read('orders')?.status?.observedGeneration).toBe(1);
  expect(condition('Suspended')).toMatchObject({ status: 'True' });
  expect(condition('DriftDetected')).toMatchObject({ status: 'True', reason: 'Drifted' });
  expect(condition('DriftDetected')?.message).toContain('GET /new is missing');
  expect(world.awsWrites(since)).toEqual([]);
  expect(endState(world.account)).toEqual(before);
  const requests = world.kubernetes.log.length;
  await world.pass(30 * minute);
  expect(world.objectWrites(requests)).toEqual([]);
  await apply(newRoute);
  await world.untilReady('orders');
  expect(world.awsWrites(since)).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
  expect(condition('Suspended')).toBeUndefined();
  expect(condition('DriftDetected')).toMatchObject({ status: 'False' });
  expect(world.violations).toEqual([]);
});

test('drift while suspended is told and not repaired until it is resumed', async () => {
  await apply({});
  await world.untilReady('orders');
  await apply({ suspend: true });
  await world.pass(minute);
  const restApiId = world.read('orders')!.status!.restApi!.id;
  const by = somebody(world);
  await by.updateRestApi({ restApiId, patchOperations: [{ op: 'replace', path: '/policy', value: openPolicy }] });
  await by.createDeployment({ restApiId, stageName: 'prod' });
  world.violations.length = 0;
  const since = world.awsCalls();
  await world.pass(30 * minute);
  expect(condition('DriftDetected')).toMatchObject({ status: 'True' });
  expect(condition('DriftDetected')?.message).toContain('resource policy');
  expect(condition('DriftDetected')?.message).toContain('/deploymentId');
  expect(world.awsWrites(since)).toEqual([]);
  await apply({ suspend: false });
  await world.untilReady('orders');
  expect(world.awsWrites(since)).toEqual(['UpdateStage', 'PutRestApi']);
  expect(world.violations).toEqual([]);
});

test('a deletion waits while suspended, says so, and goes on when resumed', async () => {
  await apply({});
  await world.untilReady('orders');
  await apply({ suspend: true });
  await world.pass(minute);
  const since = world.awsCalls();
  await world.delete('orders');
  await world.pass(30 * minute);
  expect(world.awsWrites(since)).toEqual([]);
  expect(condition('Suspended')?.message).toContain('the deletion waits');
  await world.patch('orders', { spec: { suspend: false } });
  await gone();
  expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
});

test('suspending while the link is on its way stops before anything is deployed', async () => {
  await apply({});
  await world.pass(10_000);
  const since = world.awsCalls();
  await apply({ suspend: true });
  await world.pass(30 * minute);
  expect(world.awsWrites(since)).toEqual([]);
  await apply({});
  await world.untilReady('orders');
  expect(world.awsWrites()).toEqual([
    'CreateRestApi',
    'CreateVpcLink',
    'PutRestApi',
    'CreateDeployment',
    'CreateStage',
  ]);
  expect(world.violations).toEqual([]);
});
