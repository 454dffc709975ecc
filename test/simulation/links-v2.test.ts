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
      if (status !== 200)
        answers.failed.push(`${new Date().toISOString()} ${status} ${Buffer.from(body as Uint8Array).toString()}`);
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
      securityGroups: [{ id: group!.groupId, usedBy: 'VpcLink', managed: true }],
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

describe('one V2 link', () => {
  test('carries every load balancer of its subnets, for all objects; its group lets out to the ports they use', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    await world.apply(web('two', { ...toLoadBalancer('docs'), port: 81 }));
    await world.untilReady('two');
    expect(links()).toHaveLength(1);
    expect(new Set(groups()[0]!.egress.map(({ fromPort }) => fromPort))).toEqual(new Set([80, 81]));
    expect(world.awsWrites().filter((name) => name.includes('VpcLink'))).toEqual(['CreateVpcLinkV2']);
    await expectRest();

    const since = world.awsCalls();
    await world.delete('two');
    await gone('two');
    await world.pass(minute);
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'RevokeSecurityGroupEgress']);
    expect(groups()[0]!.egress.map(({ fromPort }) => fromPort)).toEqual([80]);
    expect(links()).toHaveLength(1);
    await expectRest();
  });

  test('wanted by two at once is made once, and goes with the last of two that leave together', async () => {
    await Promise.all([world.apply(web('one')), world.apply(web('two'))]);
    await world.untilReady('one');
    await world.untilReady('two');
    expect(world.awsWrites().filter((name) => name === 'CreateVpcLinkV2' || name === 'CreateSecurityGroup')).toEqual([
      'CreateSecurityGroup',
      'CreateVpcLinkV2',
    ]);
    const since = world.awsCalls();
    await Promise.all([world.delete('one'), world.delete('two')]);
    await gone('one');
    await gone('two');
    expect(world.awsWrites(since)).toEqual([
      'DeleteRestApi',
      'DeleteRestApi',
      'DeleteVpcLinkV2',
      'DeleteSecurityGroup',
    ]);
    expect([links(), groups()]).toEqual([[], []]);
  });

  test.each([0, 1, 3, 5, 10, 20, 30, 45])('one leaves and another arrives %i s later', async (seconds) => {
    await world.apply(web('one'));
    await world.untilReady('one');
    await world.delete('one');
    await world.pass(seconds * 1_000);
    await world.apply(web('two'));
    await gone('one');
    await world.untilReady('two');
    expect([links().filter(({ deletedAt }) => deletedAt === undefined).length, groups().length]).toEqual([1, 1]);
    await expectRest();
    await world.delete('two');
    await gone('two');
    expect([links(), groups(), world.account.restApis.size]).toEqual([[], [], 0]);
  });

  test('stays for a retained API', async () => {
    await world.apply(web('one', {}, { deletionPolicy: 'Retain' }));
    await world.apply(web('two'));
    await world.untilReady('one');
    await world.untilReady('two');
    const since = world.awsCalls();
    await world.delete('one');
    await gone('one');
    await world.delete('two');
    await gone('two');
    await world.pass(11 * minute);
    expect(world.awsWrites(since)).toEqual(['TagResource', 'DeleteRestApi']);
    expect([links().length, groups().length]).toEqual([1, 1]);
  });

  test('whose rules somebody changes gets them back, and it is served all the while it can be', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    const [group] = groups();
    group!.egress = [{ protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' }];
    const since = world.awsCalls();
    await world.pass(15 * minute);
    expect(world.awsWrites(since)).toEqual(['AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupEgress']);
    expect(group!.egress).toEqual([{ protocol: 'tcp', fromPort: 80, toPort: 80, peer: '10.0.0.0/16' }]);
    expect(world.condition('one', 'Ready')?.status).toBe('True');
    await expectRest();
  });

  test('whose group has lost its tags changes it no more, and those who need that are told what to do', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    const [group] = groups();
    const { tags } = group!;
    group!.tags = {};
    const since = world.awsCalls();
    await world.apply(web('two'));
    await world.until(
      () => world.condition('two', 'BackendsReady')?.reason === 'SecurityGroupNotFound',
      () => JSON.stringify(world.read('two')?.status?.conditions),
    );
    expect(world.condition('two', 'BackendsReady')?.message).toContain(
      `the security group ${group!.groupId} of VPC link ${links()[0]!.id} has lost its tags; give them back: privateapi.dev/cluster=`,
    );
    await world.pass(10 * minute);
    expect(world.awsWrites(since)).toEqual(['CreateRestApi']);

    group!.tags = tags;
    await world.untilReady('two');
    await world.until(
      () => world.condition('one', 'BackendsReady')?.status === 'True',
      () => JSON.stringify(world.condition('one', 'BackendsReady')),
    );
    expect([links().length, groups().length]).toEqual([1, 1]);
    await expectRest();
  });

  test('beyond the quota is reported with what to do, and made when there is room', async () => {
    world.aws.settings.quotas.vpcLinksV2 = 0;
    await world.apply(web('one'));
    await world.pass(5 * minute);
    expect(world.condition('one', 'Ready')).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
    expect(world.condition('one', 'Ready')?.message).toContain('too many Vpc Links');
    expect(world.awsWrites().filter((name) => name === 'CreateVpcLinkV2').length).toBeLessThanOrEqual(2);
    world.aws.settings.quotas.vpcLinksV2 = 10;
    await world.untilReady('one');
    expect([links().length, groups().length]).toEqual([1, 1]);
  });

  test('without a user and without a status to tell of it, is found at the next start', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    operator.kill();
    await world.patch('one', { metadata: { finalizers: null } });
    await world.delete('one');
    for (const [id] of world.account.restApis) world.account.restApis.delete(id);
    operator = world.startOperator();
    await world.until(
      () => links().length + groups().length === 0,
      () => 'link and group are gone',
    );
  });
});

describe('subnets and security groups of the spec', () => {
  const managed = (link: object) => ({ vpcLink: { managed: link } });

  test('are used as given, and neither changed nor deleted', async () => {
    const group = seedSecurityGroup(world.aws, world.account, { vpcId: world.vpc.vpcId, groupName: 'theirs' });
    const before = structuredClone(group);
    const subnetIds = [world.subnets[1]!.subnetId];
    await world.apply(web('one', managed({ subnetIds, securityGroupIds: [group.groupId] })));
    await world.untilReady('one');
    expect(links()).toMatchObject([{ subnetIds, securityGroupIds: [group.groupId] }]);
    expect(groups()).toEqual([]);
    expect(world.read('one')?.status?.securityGroups).toEqual([
      { id: group.groupId, usedBy: 'VpcLink', managed: false },
    ]);
    await world.delete('one');
    await gone('one');
    expect([links(), world.account.securityGroups.get(group.groupId)]).toEqual([[], before]);
  });

  test('that are not open to the namespace are refused, and nothing is written', async () => {
    const subnet = seedSubnet(world.aws, world.account, { vpcId: world.otherVpc.vpcId });
    const group = seedSecurityGroup(world.aws, world.account, { vpcId: world.otherVpc.vpcId });
    await world.apply(web('one', managed({ subnetIds: [subnet.subnetId], securityGroupIds: [group.groupId] })));
    await world.pass(minute);
    expect(world.condition('one', 'Ready')).toMatchObject({ status: 'False', reason: 'RefNotPermitted' });
    expect(world.condition('one', 'Ready')?.message).toContain(subnet.subnetId);
    expect(world.condition('one', 'Ready')?.message).toContain(group.groupId);
    expect(world.awsWrites()).toEqual([]);
  });

  test('in a zone without V2 links are named with it; those of the load balancer are left out', async () => {
    const subnet = seedSubnet(world.aws, world.account, {
      vpcId: world.vpc.vpcId,
      availabilityZoneId: 'euw1-az9',
    });
    await world.apply(web('one', managed({ subnetIds: [subnet.subnetId] })));
    await world.pass(minute);
    expect(world.condition('one', 'Ready')).toMatchObject({ status: 'False', reason: 'SubnetNotUsable' });
    expect(world.condition('one', 'Ready')?.message).toContain(`${subnet.subnetId} is in zone euw1-az9`);
    expect(world.awsWrites()).toEqual([]);

    const { web: balancer } = world.loadBalancers;
    world.account.loadBalancers.set(balancer.loadBalancerArn, {
      ...balancer,
      subnetIds: [subnet.subnetId, world.subnets[0]!.subnetId],
    });
    await world.apply(web('one'));
    await world.untilReady('one');
    expect(links()).toMatchObject([{ subnetIds: [world.subnets[0]!.subnetId] }]);
  });
});

describe('a link that is replaced while calls come in every half second', () => {
  /** The change is made under load; no call fails, and the predecessor goes when nothing uses it any more. */
  async function replacing(before: object, change: () => Promise<unknown>, isDone: () => boolean) {
    await world.apply(before);
    await world.untilReady('one');
    const since = world.awsCalls();
    const { answers, stop } = callInALoop();
    await world.pass(10_000);
    await change();
    await world.until(
      () => isDone() && world.condition('one', 'Ready')?.status === 'True',
      () => JSON.stringify([world.condition('one', 'Ready'), links().length, v1Links().length]),
    );
    await world.pass(minute);
    stop();
    await world.pass(1_000);
    expect(answers.failed).toEqual([]);
    expect(answers.count).toBeGreaterThan(100);
    return world.awsWrites(since);
  }
  const deployed = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
  const groupMade = ['CreateSecurityGroup', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupEgress'];

  test('because the spec names other subnets', async () => {
    const subnetIds = [world.subnets[0]!.subnetId];
    const [first] = [() => links()[0]?.id];
    const writes = await replacing(
      web('one'),
      () => world.apply(web('one', { vpcLink: { managed: { subnetIds } } })),
      () => links().length === 1 && groups().length === 1 && links()[0]!.subnetIds.length === 1,
    );
    expect(first()).toBeDefined();
    expect(writes).toEqual([...groupMade, 'CreateVpcLinkV2', ...deployed, 'DeleteVpcLinkV2', 'DeleteSecurityGroup']);
  });

  test('because the backend moved to a load balancer in other subnets', async () => {
    const writes = await replacing(
      web('one'),
      () => world.apply(web('one', toLoadBalancer('small'))),
      () => links().length === 1 && links()[0]!.subnetIds.length === 2,
    );
    expect(writes).toEqual([...groupMade, 'CreateVpcLinkV2', ...deployed, 'DeleteVpcLinkV2', 'DeleteSecurityGroup']);
  });

  test('or is not, because the backend moved to another load balancer of its subnets', async () => {
    const writes = await replacing(
      web('one'),
      () => world.apply(web('one', { ...toLoadBalancer('docs'), port: 81 })),
      () => world.condition('one', 'Ready')?.observedGeneration === 2 && groups()[0]!.egress.length === 1,
    );
    expect(writes).toEqual(['AuthorizeSecurityGroupEgress', ...deployed, 'RevokeSecurityGroupEgress']);
  });

  test('from V1 to V2 and back', async () => {
    const nlb = (version?: string) =>
      web('one', { ...toLoadBalancer('orders'), ...(version && { vpcLink: { managed: { version } } }) });
    const forth = await replacing(
      nlb(),
      () => world.apply(nlb('V2')),
      () => links().length === 1 && v1Links().length === 0,
    );
    expect(forth).toEqual([...groupMade, 'CreateVpcLinkV2', ...deployed, 'DeleteVpcLink']);
    const back = await replacing(
      nlb('V2'),
      () => world.apply(nlb()),
      () => links().length === 0 && v1Links().length === 1 && groups().length === 0,
    );
    expect(back).toEqual(['CreateVpcLink', ...deployed, 'DeleteVpcLinkV2', 'DeleteSecurityGroup']);
    await expectRest();
  });

  test('not when V1 is only spelled out: nothing is written', async () => {
    await world.apply(web('one', toLoadBalancer('orders')));
    await world.untilReady('one');
    const since = world.awsCalls();
    await world.apply(web('one', { ...toLoadBalancer('orders'), vpcLink: { managed: { version: 'V1' } } }));
    await world.untilReady('one');
    expect(world.awsWrites(since)).toEqual([]);
  });

  test('and the object leaves on the way: nothing is left', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    await world.apply(web('one', toLoadBalancer('small')));
    await world.pass(10_000);
    await world.delete('one');
    await gone('one');
    expect([world.account.restApis.size, links(), groups()]).toEqual([0, [], []]);
  });
});

describe('a V2 link that fails', () => {
  const fail = (link: VpcLinkV2) => (link.settlesAs = { status: 'FAILED', message: 'the interfaces are gone' });

  test('while it is served gets a successor beside it, and goes when that is served', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    const [old] = links();
    const since = world.awsCalls();
    fail(old!);
    await world.until(
      () => links().length === 1 && links()[0] !== old && world.condition('one', 'Ready')?.status === 'True',
      () => JSON.stringify(world.condition('one', 'Ready')),
    );
    expect(world.awsWrites(since)).toEqual([
      'CreateVpcLinkV2',
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'DeleteVpcLinkV2',
    ]);
    expect(groups()).toHaveLength(1);
    await expectRest();
  });

  test('at birth is deleted and tried again slowly; the status says why; once it works all is well', async () => {
    let broken = true;
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLinkV2' && broken) fail(world.account.vpcLinksV2.get(resourceId!)!);
    });
    await world.apply(web('one'));
    await world.pass(60 * minute);
    const made = world.awsWrites().filter((name) => name === 'CreateVpcLinkV2').length;
    expect(made).toBeGreaterThanOrEqual(3);
    expect(made).toBeLessThanOrEqual(7);
    expect(links().length).toBeLessThanOrEqual(1);
    expect(
      world
        .read('one')
        ?.status?.conditions?.map(({ message }) => message)
        .join(),
    ).toContain('interfaces are gone');
    broken = false;
    await world.untilReady('one');
    expect([links().length, groups().length]).toEqual([1, 1]);
  });

  test('as does its successor: the old one stays in service of the stage, and there are never more than two', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    let most = 0;
    world.aws.onMutation(({ operation, resourceId }) => {
      if (operation === 'CreateVpcLinkV2') fail(world.account.vpcLinksV2.get(resourceId!)!);
      most = Math.max(most, links().length);
    });
    fail(links()[0]!);
    await world.pass(60 * minute);
    expect(most).toBeLessThanOrEqual(2);
    expect(world.awsWrites().filter((name) => name === 'CreateVpcLinkV2').length).toBeLessThanOrEqual(8);
    expect(world.condition('one', 'Ready')?.status).not.toBe('True');
  });
});

describe('a V2 link that carried nothing for 60 days', () => {
  beforeEach(async () => {
    operator.kill();
    world = await createWorld({
      flags: ['--leader-elect=false'],
      settings: { ...settings, vpcLinkV2IdleMs: 25 * minute },
    });
    operator = world.startOperator();
  });

  test('is replaced by another before anybody has to wait for it', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    const [old] = links();
    const reasons = new Set<string | undefined>();
    const since = world.awsCalls();
    await world.until(
      () => {
        reasons.add(world.condition('one', 'BackendsReady')?.reason);
        return links().length === 1 && links()[0] !== old && world.condition('one', 'Ready')?.status === 'True';
      },
      () => JSON.stringify(world.condition('one', 'Ready')),
      60 * minute,
    );
    expect(reasons).toContain('VpcLinkInactive');
    expect(world.awsWrites(since)).toEqual([
      'CreateVpcLinkV2',
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'DeleteVpcLinkV2',
    ]);
    const { answers, stop } = callInALoop();
    await world.pass(10_000);
    stop();
    expect(answers.failed).toEqual([]);
  });

  test('when calls bring it back first, stays', async () => {
    await world.apply(web('one'));
    await world.untilReady('one');
    const [old] = links();
    await world.pass(25 * minute - 5_000);
    const { stop } = callInALoop();
    await world.pass(30 * minute);
    stop();
    expect(links()).toEqual([old]);
    expect(world.condition('one', 'Ready')?.status).toBe('True');
  });
});

describe('the path at the backend is the same, byte for byte', () => {
  const routes = [
    { path: '/', method: 'GET', backend: 'orders' },
    { path: '/plain', method: 'ANY', backend: 'orders' },
    { path: '/orders/{id}', method: 'GET', backend: 'orders' },
    {
      path: '/orders/{id}/items/{item}',
      method: 'GET',
      backend: 'orders',
      backendPath: "/v2/{item}/of/{id}/it's$(a)!",
    },
    { path: '/files/{proxy+}', method: 'ANY', backend: 'orders', backendPath: '/f/{proxy}' },
  ].map((one) => ({ ...one, authorization: { type: 'None' } }));
  const calls: readonly [method: string, path: string, headers?: Record<string, string>][] = [
    ['GET', '/'],
    ['GET', '/plain?a=1&b=%20'],
    ['POST', '/plain', { 'content-type': 'application/octet-stream' }],
    ['POST', '/plain', { 'content-type': 'application/json; charset=utf-8' }],
    ['GET', '/orders/42'],
    ['GET', '/orders/a%2Fb%20c'],
    ['GET', '/orders/%C3%A4~*'],
    ['GET', "/orders/1/items/$x'y"],
    ['GET', '/files/a/b/c.txt'],
    ['PUT', '/files/a%2Fb/%7Bc%7D', { 'content-type': 'text/plain' }],
  ];

  test('over V1 and over V2', async () => {
    const paths: string[][] = [];
    for (const version of ['V1', 'V2']) {
      const backend = { ...toLoadBalancer('orders'), vpcLink: { managed: { version } } };
      await world.apply(web('one', backend, { routes }));
      await world.untilReady('one');
      const { call, received } = createCaller(world);
      for (const [method, path, headers] of calls) {
        const body = method === 'GET' ? undefined : 'x';
        const { status } = await call(method, path, { ...(headers && { headers }), ...(body && { body }) });
        expect([method, path, status]).toEqual([method, path, 200]);
      }
      paths.push(received.map(({ path }) => path));
    }
    expect(paths[1]).toEqual(paths[0]);
    expect(paths[1]).toEqual([
      '/',
      '/plain?a=1&b=%20',
      '/plain',
      '/plain',
      '/orders/42',
      '/orders/a%2Fb%20c',
      '/orders/%C3%A4~*',
      "/v2/$x'y/of/1/it's$(a)!",
      '/f/a/b/c.txt',
      '/f/a%2Fb/%7Bc%7D',
    ]);
  });

  test('and with the stage before it where the override is missing', async () => {
    await world.apply(web('one', {}, { routes: routes.slice(1, 2) }));
    await world.untilReady('one');
    const [api] = world.account.restApis.values();
    for (const { snapshot } of api!.deployments.values())
      for (const { method } of snapshot.methods) method.integration!.requestTemplates = undefined;
    const { call, received } = createCaller(world);
    expect((await call('GET', '/plain')).status).toBe(200);
    expect(received.map(({ path }) => path)).toEqual(['/prod/plain']);
  });
});
