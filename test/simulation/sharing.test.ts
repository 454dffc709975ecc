import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { vpcLinkStatus } from '../../sandbox/aws/api-gateway/vpc-links.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;
let mostLinks: number;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({
    flags: ['--leader-elect=false'],
    settings: { vpcLinkPendingMs: 40_000, vpcLinkDeletingMs: 20_000 },
  });
  mostLinks = 0;
  world.aws.onMutation(() => (mostLinks = Math.max(mostLinks, links().length)));
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const links = () =>
  [...world.account.vpcLinks.values()].filter((link) => vpcLinkStatus(link, Date.now()) !== undefined);
const apis = () => [...world.account.restApis.values()].map(({ name }) => name).sort();
const count = (operation: string, since = 0) => world.awsWrites(since).filter((name) => name === operation).length;
const gone = (name: string, namespace = 'shop') =>
  world.until(
    () => world.read(name, namespace) === undefined,
    () => `${name} is gone; it is ${JSON.stringify(world.read(name, namespace)?.status?.conditions?.slice(0, 2))}`,
  );

/** What runs on: nothing is written while nothing changes. */
async function expectRest(): Promise<void> {
  const [awsCalls, requests] = [world.awsCalls(), world.kubernetes.log.length];
  await world.pass(3 * 11 * 60_000);
  expect(world.awsWrites(awsCalls)).toEqual([]);
  expect(world.objectWrites(requests)).toEqual([]);
}

async function both(namespaces: readonly [string, string] = ['shop', 'shop']): Promise<void> {
  await Promise.all([
    world.apply(privateApi(world, 'one', {}, namespaces[0])),
    world.apply(privateApi(world, 'two', {}, namespaces[1])),
  ]);
  await world.untilReady('one', namespaces[0]);
  await world.untilReady('two', namespaces[1]);
}

function openToBank(): void {
  const tags = { 'privateapi.dev/allow': 'shop bank' };
  for (const thing of [world.vpc, world.endpoint, world.loadBalancers.orders]) thing.tags = tags;
}

describe.each([
  { where: 'in one namespace', namespaces: ['shop', 'shop'] as const },
  { where: 'in two namespaces with consent', namespaces: ['shop', 'bank'] as const },
])('two objects with one load balancer $where', ({ namespaces: [first, second] }) => {
  beforeEach(openToBank);

  test('made at once, use one link, made once', async () => {
    await both([first, second]);
    expect(count('CreateVpcLink')).toBe(1);
    expect(mostLinks).toBe(1);
    expect(apis()).toEqual([`${first}.one`, `${second}.two`].sort());
    expect(links()[0]?.tags).not.toHaveProperty('privateapi.dev/name');
    await expectRest();
  });

  test('one leaves, and the other keeps serving over the link', async () => {
    await both([first, second]);
    const since = world.awsCalls();
    await world.delete('one', first);
    await gone('one', first);
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi']);
    expect(world.condition('two', 'Ready', second)?.status).toBe('True');
    expect(links()).toHaveLength(1);
    await expectRest();
  });

  test('both leave together, and the link goes with the last', async () => {
    await both([first, second]);
    const since = world.awsCalls();
    await Promise.all([world.delete('one', first), world.delete('two', second)]);
    await gone('one', first);
    await gone('two', second);
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteRestApi', 'DeleteVpcLink']);
    expect([apis(), links()]).toEqual([[], []]);
  });

  test.each([0, 1, 2, 3, 5, 10, 20, 30, 45, 70])('one leaves and the other arrives %i s later', async (seconds) => {
    await world.apply(privateApi(world, 'one', {}, first));
    await world.untilReady('one', first);
    await world.delete('one', first);
    await world.pass(seconds * 1_000);
    await world.apply(privateApi(world, 'two', {}, second));
    await gone('one', first);
    await world.untilReady('two', second);
    expect(mostLinks).toBe(1);
    expect(count('CreateVpcLink') - count('DeleteVpcLink')).toBe(1);
    expect(apis()).toEqual([`${second}.two`]);
    await expectRest();
    await world.delete('two', second);
    await gone('two', second);
    expect([apis(), links()]).toEqual([[], []]);
  });

  test('one is retained, and the link stays for it when the other leaves', async () => {
    await world.apply(privateApi(world, 'one', { deletionPolicy: 'Retain' }, first));
    await world.apply(privateApi(world, 'two', {}, second));
    await world.untilReady('one', first);
    await world.untilReady('two', second);
    const since = world.awsCalls();
    await world.delete('one', first);
    await gone('one', first);
    await world.delete('two', second);
    await gone('two', second);
    await world.pass(11 * 60_000);
    expect(world.awsWrites(since)).toEqual(['TagResource', 'DeleteRestApi']);
    expect(apis()).toEqual([`${first}.one`]);
    expect(links()).toHaveLength(1);
  });
});

describe('a link that is leaving while another object looks at it', () => {
  // The answer of each read of an arriving object is held until the last user has gone: what it read is then the past.
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'with the answer of its GetVpcLinks number %i from then on held',
    async (occurrence) => {
      await world.apply(privateApi(world, 'one'));
      await world.untilReady('one');
      const held = world.aws.faults.place({
        operation: 'GetVpcLinks',
        occurrence,
        fault: { kind: 'hold', apply: 'beforeHold' },
      });
      await world.apply(privateApi(world, 'two'));
      await world.quiet();
      await world.delete('one');
      await world.pass(25_000);
      held.release();
      await gone('one');
      await world.untilReady('two');
      expect(mostLinks).toBeLessThanOrEqual(2);
      expect(links()).toHaveLength(1);
      await expectRest();
    },
  );
});

describe('a backend that moves to another load balancer', () => {
  const moved = () =>
    privateApi(world, 'one', {
      backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }],
    });

  test('gets a new link, is deployed over it, and only then loses the old one', async () => {
    await world.apply(privateApi(world, 'one'));
    await world.untilReady('one');
    const [old] = links();
    const since = world.awsCalls();
    await world.apply(moved());
    await world.untilReady('one');
    await world.pass(60_000);
    expect(world.awsWrites(since)).toEqual([
      'CreateVpcLink',
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'DeleteVpcLink',
    ]);
    expect(links().map(({ targetArns }) => targetArns)).toEqual([[world.loadBalancers.stock.loadBalancerArn]]);
    expect(links()).not.toContain(old);
    expect(world.read('one')?.status?.vpcLinks).toHaveLength(1);
    await expectRest();
  });

  test('leaves the old link to the object that still uses it', async () => {
    await both();
    const since = world.awsCalls();
    await world.apply(moved());
    await world.untilReady('one');
    await world.pass(60_000);
    expect(count('DeleteVpcLink', since)).toBe(0);
    expect(links()).toHaveLength(2);
    await expectRest();
  });

  test('and back before the new link is there, ends where it began', async () => {
    await world.apply(privateApi(world, 'one'));
    await world.untilReady('one');
    const since = world.awsCalls();
    await world.apply(moved());
    await world.pass(10_000);
    await world.apply(privateApi(world, 'one'));
    await world.untilReady('one');
    await world.pass(5 * 60_000);
    expect(world.awsWrites(since)).toEqual(['CreateVpcLink', 'DeleteVpcLink']);
    expect(links().map(({ targetArns }) => targetArns)).toEqual([[world.loadBalancers.orders.loadBalancerArn]]);
    await expectRest();
  });

  test('and is deleted on the way, leaves nothing', async () => {
    await world.apply(privateApi(world, 'one'));
    await world.untilReady('one');
    await world.apply(moved());
    await world.pass(10_000);
    await world.delete('one');
    await gone('one');
    expect([apis(), links()]).toEqual([[], []]);
  });
});
