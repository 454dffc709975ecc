import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { vpcLinkStatus } from '../../sandbox/aws/api-gateway/vpc-links.ts';
import { vpcLinkV2Status } from '../../sandbox/aws/api-gateway/vpc-links-v2.ts';
import { somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({
    flags: ['--leader-elect=false'],
    settings: {
      vpcLinkPendingMs: 40_000,
      vpcLinkDeletingMs: 20_000,
      vpcLinkV2PendingMs: 40_000,
      vpcLinkV2DeletingMs: 20_000,
    },
  });
  operator = world.startOperator();
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
const links = () =>
  [...world.account.vpcLinks.values()].filter((link) => vpcLinkStatus(link, Date.now()) !== undefined);
const linksV2 = () =>
  [...world.account.vpcLinksV2.values()].filter((link) => vpcLinkV2Status(link, Date.now()) !== undefined);
const count = (operation: string, since = 0) => world.awsWrites(since).filter((name) => name === operation).length;
const arn = () => world.loadBalancers.orders.loadBalancerArn;

/** As when the load balancer behind it was replaced. */
function breakLink(id: string): void {
  const link = world.account.vpcLinks.get(id)!;
  world.account.vpcLinks.set(id, { ...link, settlesAs: { status: 'FAILED', message: 'NLB is gone' } });
}

describe("somebody else's link on the load balancer", () => {
  test('is reported with its id and left alone, and when it goes the object goes on', async () => {
    const by = somebody(world);
    const { id } = await by.createVpcLink({ name: 'foreign', targetArns: [arn()] });
    await world.pass(minute);
    const since = world.awsCalls();
    await world.apply(privateApi(world, 'orders'));
    await world.pass(60 * minute);
    expect(world.awsWrites(since)).toEqual([]);
    expect(world.condition('orders', 'BackendsReady')).toMatchObject({ status: 'False', reason: 'VpcLinkConflict' });
    expect(world.condition('orders', 'BackendsReady')?.message).toContain(id);
    expect(world.condition('orders', 'Stalled')?.status).toBe('True');
    await by.deleteVpcLink({ vpcLinkId: id! });
    await world.untilReady('orders');
    expect(count('CreateVpcLink', since)).toBe(1);
  });

  test('may be used as existing, when its tag permits it, and is neither changed nor deleted', async () => {
    const by = somebody(world);
    const { id } = await by.createVpcLink({
      name: 'foreign',
      targetArns: [arn()],
      tags: { 'privateapi.dev/allow': 'shop' },
    });
    await world.pass(minute);
    const before = structuredClone(links()[0]);
    const since = world.awsCalls();
    const backends = [{ name: 'orders', loadBalancer: { arn: arn() }, vpcLink: { existing: { id } } }];
    await world.apply(privateApi(world, 'orders', { backends }));
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual(['CreateRestApi', 'PutRestApi', 'CreateDeployment', 'CreateStage']);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'orders is gone',
    );
    expect(count('DeleteVpcLink', since)).toBe(0);
    expect(links()).toEqual([before]);
  });
});

describe('a link that fails', () => {
  test('at birth is deleted and tried again slowly; the status says why', async () => {
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLink') breakLink(resourceId!);
    });
    await world.apply(privateApi(world, 'orders'));
    await world.pass(120 * minute);
    expect(count('CreateVpcLink')).toBeGreaterThanOrEqual(5);
    expect(count('CreateVpcLink')).toBeLessThanOrEqual(13);
    expect(count('CreateVpcLink') - count('DeleteVpcLink')).toBeLessThanOrEqual(1);
    expect(count('CreateRestApi')).toBe(1);
    expect(links().length).toBeLessThanOrEqual(1);
    expect(world.awsCalls()).toBeLessThan(1_500);
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'VpcLinkFailed',
      () => JSON.stringify(world.condition('orders', 'Ready')),
    );
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'VpcLinkFailed' });
    expect(world.condition('orders', 'BackendsReady')?.message).toContain('NLB is gone');
  });

  test('once and then works, is overcome', async () => {
    let first = true;
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLink' && first) breakLink(resourceId!);
      if (operation === 'CreateVpcLink') first = false;
    });
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    expect(world.awsWrites().filter((name) => name.includes('VpcLink'))).toEqual([
      'CreateVpcLink',
      'DeleteVpcLink',
      'CreateVpcLink',
    ]);
    expect(links()).toHaveLength(1);
  });

  test('and whose only user leaves, goes with it', async () => {
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLink') breakLink(resourceId!);
    });
    await world.apply(privateApi(world, 'orders'));
    await world.pass(2 * minute);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(world.read('orders')?.status?.conditions),
    );
    expect([world.account.restApis.size, links().length]).toEqual([0, 0]);
  });

  // The load balancer takes one V1 link, so a successor needs its deletion, and AWS refuses that while a stage serves it.
  test('while it is served and V1 is asked for, is told and left to a person, without hammering AWS', async () => {
    const backends = [{ name: 'orders', loadBalancer: { arn: arn() }, vpcLink: { managed: { version: 'V1' } } }];
    await world.apply(privateApi(world, 'orders', { backends }));
    await world.untilReady('orders');
    const [old] = links();
    breakLink(old!.id);
    const since = world.awsCalls();
    await world.pass(120 * minute);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'DeletionBlocked' });
    expect(world.condition('orders', 'Ready')?.message).toContain(old!.id);
    expect(new Set(world.awsWrites(since))).toEqual(new Set(['DeleteVpcLink']));
    expect(world.awsWrites(since).length).toBeLessThanOrEqual(13);
    expect(links().map(({ id }) => id)).toEqual([old!.id]);

    // What the message of the documentation says to do.
    await world.apply(
      privateApi(world, 'orders', {
        backends: [{ ...backends[0], vpcLink: { managed: { version: 'V2' } } }],
      }),
    );
    await world.untilReady('orders');
    await world.pass(minute);
    expect(links()).toEqual([]);
    expect(world.account.vpcLinksV2.size).toBe(1);
  });

  test('while it is served and no version is asked for, is left over V2, and for V1 again once it is gone', async () => {
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    const [old] = links();
    breakLink(old!.id);
    const since = world.awsCalls();
    await world.until(
      () => {
        const [link, ...others] = links();
        const isNew = link !== undefined && link.id !== old!.id && others.length === 0;
        return isNew && world.condition('orders', 'Ready')?.status === 'True' && linksV2().length === 0;
      },
      () => JSON.stringify(world.condition('orders', 'Ready')),
      60 * minute,
    );
    const deployed = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
    expect(world.awsWrites(since).filter((name) => !name.includes('SecurityGroup'))).toEqual([
      'CreateVpcLinkV2',
      ...deployed,
      'DeleteVpcLink',
      'CreateVpcLink',
      ...deployed,
      'DeleteVpcLinkV2',
    ]);
    expect(world.awsWrites(since)).not.toContain('CreateRestApi');
  });

  test('again after it was left over V2, leaves V2 in service and is tried slowly', async () => {
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLink') breakLink(resourceId!);
    });
    const [old] = links();
    breakLink(old!.id);
    const since = world.awsCalls();
    await world.pass(120 * minute);
    expect(linksV2()).toHaveLength(1);
    expect(count('CreateDeployment', since)).toBe(1);
    expect(count('CreateVpcLink', since)).toBeLessThanOrEqual(13);
    expect(world.condition('orders', 'Ready')?.status).not.toBe('True');
    const [api] = world.account.restApis.values();
    const served = api!.deployments.get(api!.stages.get('prod')!.deploymentId)!.snapshot.methods;
    expect(new Set(served.map(({ method }) => method.integration?.connectionId))).toEqual(
      new Set(linksV2().map(({ id }) => id)),
    );
  });
});
