import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { vpcLinkStatus } from '../../sandbox/aws/api-gateway/vpc-links.ts';
import { vpcLinkV2Status } from '../../sandbox/aws/api-gateway/vpc-links-v2.ts';
import { seedPrincipal, seedSecurityGroup, seedSubnet } from '../../sandbox/aws/seed.ts';
import type { VpcLinkV2 } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

const settings = {
  vpcLinkPendingMs: 40_000,
  vpcLinkDeletingMs: 20_000,
  vpcLinkV2PendingMs: 40_000,
  vpcLinkV2DeletingMs: 20_000,
};

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({ flags: ['--leader-elect=false'], settings });
  operator = world.startOperator();
  world.aws.onCall(({ sequence }) => {
    if (sequence > 4_000) operator.kill();
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
  [...world.account.vpcLinksV2.values()].filter((link) => vpcLinkV2Status(link, Date.now()) !== undefined);
const v1Links = () =>
  [...world.account.vpcLinks.values()].filter((link) => vpcLinkStatus(link, Date.now()) !== undefined);
const groups = () =>
  [...world.account.securityGroups.values()].filter(
    ({ tags }) => tags['privateapi.dev/role'] === 'VpcLinkSecurityGroup',
  );
const gone = (name: string, namespace = 'shop') =>
  world.until(
    () => world.read(name, namespace) === undefined,
    () => `${name} is gone; it is ${JSON.stringify(world.read(name, namespace)?.status?.conditions?.slice(0, 2))}`,
  );
const web = (name: string, backend: object = {}, spec: object = {}) =>
  privateApi(world, name, {
    backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.web.loadBalancerArn }, ...backend }],
    ...spec,
  });
const toLoadBalancer = (balancer: keyof World['loadBalancers']) => ({
  loadBalancer: { arn: world.loadBalancers[balancer].loadBalancerArn },
});

/** What runs on: nothing is written while nothing changes. */
async function expectRest(): Promise<void> {
  const [awsCalls, requests] = [world.awsCalls(), world.kubernetes.log.length];
  await world.pass(3 * 11 * minute);
  expect(world.awsWrites(awsCalls)).toEqual([]);
  expect(world.objectWrites(requests)).toEqual([]);
}

/** A client that calls every 500 ms from now on, and tells every answer that is not 200. */
function callInALoop() {
  const { call } = createCaller(world);
  const principal = seedPrincipal(world.aws, {
    accountId: world.account.accountId,
    name: `role/caller-${Math.random()}`,
    policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
  });
  const answers = { count: 0, failed: [] as string[] };
  const timer = setInterval(() => {
    void call('GET', '/orders/42', { principal }).then(({ status, body }) => {
      answers.count += 1;
      if (status !== 200) answers.failed.push(`${new Date().toISOString()} ${status} ${String(body)}`);
    });
  }, 500);
  return { answers, stop: () => clearInterval(timer) };
}

describe('an Application Load Balancer', () => {
  test('is reached over a V2 link with a security group of its own, made in eight writes', async () => {
    await world.apply(sample(world, 'alb'));
    await world.untilReady('web');
    expect(world.awsWrites()).toEqual([
      'CreateRestApi',
      'CreateSecurityGroup',
      'AuthorizeSecurityGroupEgress',
      'RevokeSecurityGroupEgress',
      'CreateVpcLinkV2',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
    ]);
    const [link] = links();
    const [group] = groups();
    expect(link).toMatchObject({
      subnetIds: world.subnets.map(({ subnetId }) => subnetId).sort(),
      securityGroupIds: [group!.groupId],
    });
    expect(group).toMatchObject({
      vpcId: world.vpc.vpcId,
      ingress: [],
      egress: [{ protocol: 'tcp', fromPort: 80, toPort: 80, peer: '10.0.0.0/16' }],
    });
    expect(world.read('web')?.status).toMatchObject({
      vpcLinks: [
        {
          id: link!.id,
          version: 'V2',
          state: 'AVAILABLE',
          loadBalancerArn: world.loadBalancers.web.loadBalancerArn,
          managed: true,
          served: true,
        },
      ],
      securityGroups: [{ id: group!.groupId, managed: true }],
    });
    await expectRest();

    const { call, received } = createCaller(world);
    const principal = seedPrincipal(world.aws, {
      accountId: world.account.accountId,
      name: 'role/caller',
      policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
    });
    expect((await call('GET', '/web', { principal })).status).toBe(200);
    expect(
      (await call('POST', '/web/a%20b/c?x=1', { principal, body: 'x', headers: { 'content-type': 'text/csv' } }))
        .status,
    ).toBe(200);
    expect(received.map(({ path }) => path)).toEqual(['/web', '/web/a%20b/c?x=1']);
  });

  test('goes with its link and then its group', async () => {
    await world.apply(web('web'));
    await world.untilReady('web');
    const since = world.awsCalls();
    await world.delete('web');
    await gone('web');
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLinkV2', 'DeleteSecurityGroup']);
    expect([links(), groups()]).toEqual([[], []]);
  });
});
