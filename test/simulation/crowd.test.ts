import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 40_000 } });
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const minute = 60_000;

test('30 objects at once, one that can never work and one that is edited without end: the others become Ready', async () => {
  const names = Array.from({ length: 28 }, (_, index) => `api-${index}`);
  const bank = { backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.bank.loadBalancerArn } }] };
  await Promise.all([
    world.apply(privateApi(world, 'never', bank)),
    world.apply(privateApi(world, 'flapping')),
    ...names.map((name) => world.apply(privateApi(world, name))),
  ]);
  const edits = 20;
  for (let edit = 0; edit < edits; edit += 1) {
    await world.apply(privateApi(world, 'flapping', { description: `Edit ${edit}` }));
    await world.pass(2_000);
  }
  await world.pass(30_000);
  for (const name of names) expect([name, world.condition(name, 'Ready')?.status]).toEqual([name, 'True']);
  expect(world.condition('never', 'Ready')).toMatchObject({ status: 'False', reason: 'RefNotPermitted' });
  await world.untilReady('flapping');

  const writes = world.awsWrites();
  const count = (operation: string) => writes.filter((name) => name === operation).length;
  expect([count('CreateVpcLink'), count('CreateRestApi'), count('CreateStage')]).toEqual([1, 29, 29]);
  expect(count('PutRestApi')).toBeLessThanOrEqual(29 + edits);
  expect(count('CreateDeployment')).toBe(29);
  // From apply to Ready: at most three passes of about a dozen calls for each, and one pass for each edit.
  expect(world.awsCalls()).toBeLessThan(30 * 45 + edits * 15);
  expect(world.account.restApis.size).toBe(29);
}, 60_000);

test('an edit that is taken back before the operator sees it costs no write', async () => {
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  await world.pass(minute);
  const since = world.awsCalls();
  for (const watch of world.kubernetes.watches('privateapis')) watch.dropNextEvents(1);
  await world.apply(privateApi(world, 'orders', { routes: [{ path: '/b', method: 'GET', backend: 'orders' }] }));
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
  await world.pass(minute);
  expect(world.awsWrites(since)).toEqual([]);
});

test.each([
  {
    name: 'variables of one level with two names',
    routes: [
      { path: '/a/{id}', method: 'GET', backend: 'orders' },
      { path: '/a/{other}/b', method: 'GET', backend: 'orders' },
    ],
    says: ['{id}', '{other}'],
  },
  { name: 'a variable used twice', routes: [{ path: '/{id}/{id}', method: 'GET', backend: 'orders' }], says: ['{id}'] },
  {
    name: 'a backend path with an unknown variable',
    routes: [{ path: '/{id}', method: 'GET', backend: 'orders', backendPath: '/{nobody}' }],
    says: ['{nobody}', 'backendPath'],
  },
  {
    name: 'an unknown backend',
    routes: [{ path: '/', method: 'GET', backend: 'nowhere' }],
    says: ['nowhere', 'spec.backends'],
  },
  {
    name: 'more than 300 resources',
    routes: Array.from({ length: 300 }, (_, index) => ({ path: `/p${index}`, method: 'GET', backend: 'orders' })),
    says: ['301', '300'],
  },
  {
    name: 'an open route whose pattern covers a guarded one',
    routes: [
      { path: '/a/{id}', method: 'GET', backend: 'orders', authorization: { type: 'None' } },
      { path: '/a/{id}/b', method: 'GET', backend: 'orders' },
    ],
    says: ['authorization None', '/a/{id}/b'],
  },
  {
    name: 'everything at once',
    routes: [
      { path: '/a/{id}/{id}', method: 'GET', backend: 'nowhere' },
      { path: '/a/{other}', method: 'GET', backend: 'elsewhere', backendPath: '/{nobody}' },
    ],
    says: ['nowhere', 'elsewhere', '{id} stands in the path twice', '{other}', '{nobody}'],
  },
])('an invalid spec costs no call: $name', async ({ routes, says }) => {
  await world.pass(minute);
  const since = world.awsCalls();
  await world.apply(privateApi(world, 'orders', { routes }));
  await world.pass(25 * minute);
  expect(world.aws.log.slice(since)).toEqual([]);
  for (const type of ['Ready', 'Stalled']) expect(world.condition('orders', type)?.reason).toBe('InvalidSpec');
  for (const words of says) expect(world.condition('orders', 'Ready')?.message).toContain(words);
  expect(world.read('orders')?.status).toMatchObject({ observedGeneration: 1 });
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
});
