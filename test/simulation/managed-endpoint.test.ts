import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { presentVpcEndpoints } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import { seedNetworkInterface, seedPrincipal, seedSecurityGroup, seedSubnet } from '../../sandbox/aws/seed.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
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
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const endpoints = () =>
  presentVpcEndpoints(world.account, Date.now()).filter(({ tags }) => tags['privateapi.dev/role'] === 'VpcEndpoint');
const groups = () =>
  [...world.account.securityGroups.values()].filter(
    ({ tags }) => tags['privateapi.dev/role'] === 'VpcEndpointSecurityGroup',
  );
const ingress = () =>
  groups()[0]
    ?.ingress.map(({ peer, fromPort }) => `${peer} ${fromPort}`)
    .sort();
const managed = (settings: object = {}) => ({
  endpoint: {
    managed: {
      vpcId: world.vpc.vpcId,
      subnetIds: world.subnets.map(({ subnetId }) => subnetId),
      ...('securityGroupIds' in settings ? {} : { ingress: { cidrs: ['10.0.0.0/16'] } }),
      ...settings,
    },
  },
});
const apply = (name: string, settings: object = {}, spec: object = {}) =>
  world.apply(privateApi(world, name, { ...managed(settings), ...spec }));
const endpointReady = (name: string) => world.condition(name, 'EndpointReady');
const gone = (name: string) =>
  world.until(
    () => world.read(name) === undefined,
    () => `${name} is gone; it is ${JSON.stringify(world.read(name)?.status?.conditions?.slice(0, 3))}`,
  );

async function expectRest(): Promise<void> {
  const [awsCalls, requests] = [world.awsCalls(), world.kubernetes.log.length];
  await world.pass(3 * 11 * 60_000);
  expect(world.awsWrites(awsCalls)).toEqual([]);
  expect(world.objectWrites(requests)).toEqual([]);
}

describe('a managed endpoint', () => {
  test('is made with its security group: eight writes from apply to Ready, and none after', async () => {
    await apply('orders');
    await world.untilReady('orders');
    expect(world.awsWrites()).toEqual([
      'CreateSecurityGroup',
      'AuthorizeSecurityGroupIngress',
      'CreateVpcEndpoint',
      'CreateRestApi',
      'CreateVpcLink',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
    ]);
    const [endpoint] = endpoints();
    const [group] = groups();
    expect(endpoint).toMatchObject({
      vpcEndpointType: 'Interface',
      privateDnsEnabled: false,
      subnetIds: world.subnets.map(({ subnetId }) => subnetId).sort(),
      securityGroupIds: [group?.groupId],
      policy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'execute-api:Invoke',
            Resource: 'arn:aws:execute-api:eu-west-1:111122223333:*',
          },
        ],
      },
    });
    expect(group).toMatchObject({
      ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, peer: '10.0.0.0/16' }],
      // As EC2 made it.
      egress: [{ protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' }],
    });
    expect(JSON.stringify([endpoint?.tags, group?.tags])).not.toContain('orders');
    const [api] = world.account.restApis.values();
    expect(api?.endpointConfiguration.vpcEndpointIds).toEqual([endpoint?.vpcEndpointId]);
    expect(world.read('orders')?.status).toMatchObject({
      vpcEndpoints: [{ id: endpoint?.vpcEndpointId, state: 'available', managed: true, vpcId: world.vpc.vpcId }],
      securityGroups: [{ id: group?.groupId, usedBy: 'VpcEndpoint', managed: true }],
      invokeUrl: `https://${api?.id}-${endpoint?.vpcEndpointId}.execute-api.eu-west-1.amazonaws.com/prod`,
    });
    await expectRest();
  });

  test('goes with its last user: the API first, the endpoint, and its security group once its interfaces are gone', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const since = world.awsCalls();
    await world.delete('orders');
    await gone('orders');
    expect(world.awsWrites(since)).toEqual([
      'DeleteRestApi',
      'DeleteVpcLink',
      'DeleteVpcEndpoints',
      'DeleteSecurityGroup',
    ]);
    expect([endpoints(), groups(), [...world.account.restApis]]).toEqual([[], [], []]);
  });

  test('with private DNS tells the URL that then works in the whole VPC', async () => {
    await apply('orders', { privateDns: true });
    await world.untilReady('orders');
    const [api] = world.account.restApis.values();
    expect(endpoints()[0]?.privateDnsEnabled).toBe(true);
    expect(world.read('orders')?.status?.invokeUrls).toContainEqual({
      type: 'PrivateDns',
      url: `https://${api?.id}.execute-api.eu-west-1.amazonaws.com/prod`,
    });
  });

  test('takes given security groups, which are never modified, and gives up its own', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const since = world.awsCalls();
    const before = structuredClone(world.callers);
    await apply('orders', { securityGroupIds: [world.callers.groupId] });
    await world.until(
      () => groups().length === 0 && world.condition('orders', 'Ready')?.status === 'True',
      () => JSON.stringify(world.read('orders')?.status?.conditions),
    );
    expect(world.awsWrites(since)).toEqual(['ModifyVpcEndpoint', 'DeleteSecurityGroup']);
    expect(endpoints()[0]?.securityGroupIds).toEqual([world.callers.groupId]);
    expect(world.callers).toEqual(before);
    expect(world.read('orders')?.status?.securityGroups).toEqual([
      { id: world.callers.groupId, usedBy: 'VpcEndpoint', managed: false },
    ]);
    await expectRest();
  });

  test('has addresses of both kinds when asked to', async () => {
    const ipv6 = world.subnets.map((subnet, index) => ({ ...subnet, ipv6CidrBlock: `2001:db8:0:${index}::/64` }));
    for (const subnet of ipv6) world.account.subnets.set(subnet.subnetId, subnet);
    world.account.vpcs.set(world.vpc.vpcId, { ...world.vpc, ipv6CidrBlock: '2001:db8::/56' });
    await apply('orders', { ipAddressType: 'DualStack', ingress: { cidrs: ['10.0.0.0/16', '2001:db8::/64'] } });
    await world.untilReady('orders');
    expect(endpoints()[0]?.ipAddressType).toBe('dualstack');
    expect(ingress()).toEqual(['10.0.0.0/16 443', '2001:db8::/64 443']);
  });

  test.each([
    {
      change: 'who may connect',
      settings: () => ({ ingress: { cidrs: ['10.0.1.0/24'], securityGroupIds: [world.callers.groupId] } }),
      writes: ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
      result: () => [ingress(), [`10.0.1.0/24 443`, `${world.callers.groupId} 443`]],
    },
    {
      change: 'a subnet less',
      settings: () => ({ subnetIds: [world.subnets[0]!.subnetId] }),
      writes: ['ModifyVpcEndpoint'],
      result: () => [endpoints()[0]?.subnetIds, [world.subnets[0]!.subnetId]],
    },
    {
      change: 'private DNS',
      settings: () => ({ privateDns: true }),
      writes: ['ModifyVpcEndpoint'],
      result: () => [endpoints()[0]?.privateDnsEnabled, true],
    },
  ])('follows a change of $change, and the API is not deployed anew', async ({ settings, writes, result }) => {
    await apply('orders');
    await world.untilReady('orders');
    const since = world.awsCalls();
    await apply('orders', settings());
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual(writes);
    const [found, wanted] = result();
    expect(found).toEqual(wanted);
    await expectRest();
  });

  test('gives a zone another subnet in two changes, as AWS wants it', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const since = world.awsCalls();
    const [first, ...others] = world.subnets.map(({ subnetId }) => subnetId);
    const { availabilityZone, availabilityZoneId } = world.subnets[0]!;
    const replacement = seedSubnet(world.aws, world.account, {
      vpcId: world.vpc.vpcId,
      availabilityZone,
      availabilityZoneId,
    });
    await apply('orders', { subnetIds: [replacement.subnetId, ...others] });
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual(['ModifyVpcEndpoint', 'ModifyVpcEndpoint']);
    expect(endpoints()[0]?.subnetIds).not.toContain(first);
    expect(endpoints()[0]?.subnetIds).toContain(replacement.subnetId);
    await expectRest();
  });
});

describe('drift', () => {
  beforeEach(async () => {
    await apply('orders');
    await world.untilReady('orders');
  });

  test.each([
    [
      'a rule added by hand',
      () => groups()[0]!.ingress.push({ protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' }),
    ],
    ['a rule removed by hand', () => (groups()[0]!.ingress = [])],
    [
      'another policy',
      () => (endpoints()[0]!.policy = { Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } }),
    ],
    ['private DNS switched on', () => (endpoints()[0]!.privateDnsEnabled = true)],
    ['another security group', () => endpoints()[0]!.securityGroupIds.push(world.callers.groupId)],
  ])('is put back: %s', async (_what, change) => {
    const { vpcEndpointId } = endpoints()[0]!;
    const state = () =>
      JSON.stringify([endpoints(), groups()], (name, value: unknown) => (name === 'settlesAt' ? 0 : value));
    const before = state();
    change();
    expect(state()).not.toBe(before);
    await world.until(
      () => state() === before && world.condition('orders', 'Ready')?.status === 'True',
      () => JSON.stringify([endpoints(), groups(), world.read('orders')?.status?.conditions?.slice(0, 3)]),
    );
    expect(endpoints()[0]?.vpcEndpointId).toBe(vpcEndpointId);
    await expectRest();
  });

  test('is none: rules of the way out, which no endpoint takes', async () => {
    groups()[0]!.egress = [];
    await expectRest();
  });

  test('an endpoint deleted by hand is made anew, and the API is deployed over it once', async () => {
    const [old] = endpoints();
    old!.deletedAt = Date.now();
    const since = world.awsCalls();
    await world.until(
      () => endpoints().length === 1,
      () => 'there is an endpoint',
    );
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual(['CreateVpcEndpoint', 'PutRestApi', 'CreateDeployment', 'UpdateStage']);
    expect(endpoints()[0]?.vpcEndpointId).not.toBe(old?.vpcEndpointId);
    await expectRest();
  });

  test('an endpoint that failed is removed and made anew', async () => {
    const [old] = endpoints();
    old!.state = 'failed';
    await world.until(
      () => endpoints().some((endpoint) => endpoint !== old && endpoint.deletedAt === undefined),
      () => 'there is another endpoint',
    );
    await world.untilReady('orders');
    expect(endpoints().filter(({ deletedAt }) => deletedAt === undefined)).toHaveLength(1);
    await expectRest();
  });
});

describe('two objects in one VPC', () => {
  const both = async (first: object = {}, second: object = {}) => {
    await apply('one', first);
    await world.pass(2_000);
    await apply('two', second);
    await world.untilReady('one');
    await world.untilReady('two');
  };
  const count = (operation: string) => world.awsWrites().filter((name) => name === operation).length;

  test('share one endpoint, which lets in the callers of both', async () => {
    await both({ ingress: { cidrs: ['10.0.1.0/24'] } }, { ingress: { cidrs: ['10.0.2.0/24'] } });
    expect([count('CreateVpcEndpoint'), count('CreateSecurityGroup')]).toEqual([1, 1]);
    expect(ingress()).toEqual(['10.0.1.0/24 443', '10.0.2.0/24 443']);
    expect(endpointReady('two')).toMatchObject({ status: 'True', reason: 'Available' });
    await expectRest();

    await world.delete('one');
    await gone('one');
    await world.until(
      () => ingress()?.length === 1,
      () => JSON.stringify(ingress()),
    );
    expect(ingress()).toEqual(['10.0.2.0/24 443']);
    expect(endpoints()).toHaveLength(1);
    expect(world.condition('two', 'Ready')?.status).toBe('True');
    await expectRest();
  });

  test('made at once, make one endpoint', async () => {
    await Promise.all([apply('one'), apply('two')]);
    await world.untilReady('one');
    await world.untilReady('two');
    expect([count('CreateVpcEndpoint'), count('CreateSecurityGroup')]).toEqual([1, 1]);
    await expectRest();
  });

  test('disagree: the older decides, and the other is told which of its fields do not count, not whose do', async () => {
    await both({}, { privateDns: true, subnetIds: [world.subnets[0]!.subnetId] });
    expect(endpoints()[0]).toMatchObject({ privateDnsEnabled: false });
    expect(endpointReady('one')).toMatchObject({ status: 'True', reason: 'Available' });
    expect(endpointReady('two')).toMatchObject({
      status: 'True',
      reason: 'EndpointSettingsIgnored',
      message:
        'the VPC endpoint is available; an older object that shares it decides spec.endpoint.managed.subnetIds, spec.endpoint.managed.privateDns',
    });
    await expectRest();

    await world.delete('one');
    await gone('one');
    await world.until(
      () => endpoints()[0]?.privateDnsEnabled === true && endpointReady('two')?.reason === 'Available',
      () => JSON.stringify([endpoints(), endpointReady('two')]),
    );
    expect(endpoints()[0]?.subnetIds).toEqual([world.subnets[0]!.subnetId]);
    await expectRest();
  });

  test('leave together, and nothing is left', async () => {
    await both();
    const since = world.awsCalls();
    await Promise.all([world.delete('one'), world.delete('two')]);
    await gone('one');
    await gone('two');
    expect(world.awsWrites(since).filter((name) => /Endpoint|SecurityGroup/.test(name))).toEqual([
      'DeleteVpcEndpoints',
      'DeleteSecurityGroup',
    ]);
    expect([endpoints(), groups()]).toEqual([[], []]);
  });

  test.each([0, 1, 3, 10, 30, 60, 90, 140])('one leaves and the other arrives %i s later', async (seconds) => {
    await apply('one');
    await world.untilReady('one');
    await world.delete('one');
    await world.pass(seconds * 1_000);
    await apply('two');
    await gone('one');
    await world.untilReady('two');
    expect(endpoints().filter(({ deletedAt }) => deletedAt === undefined)).toHaveLength(1);
    expect(groups()).toHaveLength(1);
    await expectRest();
    await world.delete('two');
    await gone('two');
    expect([endpoints(), groups()]).toEqual([[], []]);
  });

  test('a spec that cannot be acted on shuts nobody out, and takes no setting away', async () => {
    await both({ ingress: { cidrs: ['10.0.1.0/24'] } }, { ingress: { cidrs: ['10.0.2.0/24'] } });
    const since = world.awsCalls();
    await apply('one', { ingress: { cidrs: ['10.0.1.0/24'] }, subnetIds: ['subnet-00000000'] });
    await world.pass(25 * 60_000);
    expect(endpointReady('one')).toMatchObject({ status: 'False', reason: 'SubnetNotUsable' });
    expect(ingress()).toEqual(['10.0.1.0/24 443', '10.0.2.0/24 443']);
    expect(world.condition('two', 'Ready')?.status).toBe('True');
    expect(world.awsWrites(since)).toEqual([]);
  });

  test('what is suspended adds nobody, and still counts as a user', async () => {
    await both({ ingress: { cidrs: ['10.0.1.0/24'] } }, { ingress: { cidrs: ['10.0.2.0/24'] } });
    await apply('two', { ingress: { cidrs: ['10.0.2.0/24', '10.0.3.0/24'] } }, { suspend: true });
    await world.delete('one');
    await gone('one');
    await world.pass(25 * 60_000);
    expect(ingress()).toEqual(['10.0.2.0/24 443']);
    expect(endpoints()).toHaveLength(1);
  });
});

describe('an answer about the endpoint that was lost', () => {
  test.each([
    ['lost', { kind: 'answerLost' }],
    ['late: it is made 45 s after', { kind: 'appliedLate', delayMs: 45_000 }],
    ['given, and what was made does not show for 60 s', { kind: 'lag', lagMs: 60_000 }],
  ] as const)('%s: one is made all the same', async (_what, fault) => {
    world.aws.faults.place({ operation: 'CreateVpcEndpoint', occurrence: 1, fault });
    await apply('orders');
    await world.untilReady('orders');
    await world.pass(120_000);
    expect(endpoints()).toHaveLength(1);
    expect(world.awsWrites().filter((name) => name === 'CreateVpcEndpoint').length).toBeLessThan(10);
    expect(world.read('orders')?.status?.pendingCreates).toBeUndefined();
    await expectRest();
  });

  test('an announcement that was never taken back is not used again: AWS would answer with the endpoint of old', async () => {
    await apply('one');
    await apply('two');
    await world.untilReady('one');
    await world.untilReady('two');
    const [old] = endpoints();
    const key = old!.tags['privateapi.dev/share-key'];
    // The first object cannot be acted on any more, so it never clears what it announced.
    const pendingCreates = [{ role: 'VpcEndpoint', key, since: new Date(old!.createdAt).toISOString() }];
    await world.patch('one', { status: { pendingCreates } }, '/status');
    world.loadBalancers.orders.tags = {};
    await world.pass(11 * 60_000);
    world.loadBalancers.stock.tags = { 'privateapi.dev/allow': 'shop' };
    await apply(
      'two',
      {},
      { backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }] },
    );
    await world.untilReady('two');
    old!.deletedAt = Date.now();
    await world.until(
      () => endpoints().length === 1,
      () => 'there is another endpoint',
    );
    await world.untilReady('two');
  });

  test('a status that was wiped before the deletion: the endpoint goes all the same', async () => {
    await apply('orders');
    await world.untilReady('orders');
    operator.kill();
    await world.patch('orders', { status: { vpcEndpoints: null, securityGroups: null } }, '/status');
    await world.delete('orders');
    operator = world.startOperator();
    await gone('orders');
    expect([endpoints(), groups()]).toEqual([[], []]);
  });
});

describe('an endpoint that something else uses', () => {
  test('stays for a foreign API of the account, and goes when that is gone', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const [endpoint] = endpoints();
    const [ours] = world.account.restApis.values();
    const foreign = { ...ours!, id: 'foreign000', tags: {}, resources: new Map(), stages: new Map() };
    world.account.restApis.set(foreign.id, foreign);
    await world.delete('orders');
    await gone('orders');
    await world.pass(11 * 60_000);
    expect(endpoints()).toEqual([endpoint]);
    expect(groups()).toHaveLength(1);

    world.account.restApis.delete(foreign.id);
    await world.until(
      () => groups().length === 0,
      () => 'nothing is left',
    );
    expect(endpoints()).toEqual([]);
  });

  test('stays with a retained API, for the next object too', async () => {
    await apply('orders', {}, { deletionPolicy: 'Retain' });
    await world.untilReady('orders');
    await world.delete('orders');
    await gone('orders');
    operator.kill();
    operator = world.startOperator();
    await world.pass(11 * 60_000);
    expect([endpoints().length, groups().length]).toEqual([1, 1]);
    await apply('stock');
    await world.untilReady('stock');
    expect(endpoints()).toHaveLength(1);
    await world.delete('stock');
    await gone('stock');
    expect([endpoints().length, groups().length]).toEqual([1, 1]);
  });

  test('keeps its security group while somebody else uses that, and says who', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const intruder = seedNetworkInterface(world.aws, world.account, {
      subnetId: world.subnets[0]!.subnetId,
      securityGroupIds: [groups()[0]!.groupId],
    });
    await world.delete('orders');
    await world.pass(10 * 60_000);
    expect(endpoints()).toEqual([]);
    expect(world.condition('orders', 'Ready')?.message).toContain(intruder.networkInterfaceId);
    intruder.goneAt = Date.now();
    await gone('orders');
    expect(groups()).toEqual([]);
  });
});

describe('from one endpoint to another', () => {
  const existing = () => world.apply(privateApi(world, 'orders'));

  test('managed to existing: deployed over the given one, and only then the managed one goes', async () => {
    await apply('orders');
    await world.untilReady('orders');
    const since = world.awsCalls();
    await existing();
    await world.untilReady('orders');
    await world.until(
      () => groups().length === 0,
      () => 'the security group is gone',
    );
    expect(world.awsWrites(since)).toEqual([
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'DeleteVpcEndpoints',
      'DeleteSecurityGroup',
    ]);
    expect(world.read('orders')?.status?.vpcEndpoints).toMatchObject([
      { id: world.endpoint.vpcEndpointId, managed: false },
    ]);
    expect(world.read('orders')?.status?.securityGroups).toBeUndefined();
    await expectRest();
  });

  test('existing to managed: the given one is left as it was', async () => {
    await existing();
    await world.untilReady('orders');
    const before = structuredClone(world.endpoint);
    await apply('orders');
    await world.untilReady('orders');
    expect(world.read('orders')?.status?.vpcEndpoints).toMatchObject([
      { id: endpoints()[0]?.vpcEndpointId, managed: true },
    ]);
    expect(world.endpoint).toEqual(before);
    await expectRest();
  });
});

describe('what keeps an endpoint from being made', () => {
  const nothingWritten = () => expect(world.awsWrites()).toEqual([]);

  test.each([
    {
      what: 'a VPC that is not open to the namespace',
      settings: () => ({ vpcId: world.otherVpc.vpcId }),
      reason: 'RefNotPermitted',
      says: /the AWS tag privateapi\.dev\/allow = shop on the VPC$/,
    },
    {
      what: 'a VPC that does not exist',
      settings: () => ({ vpcId: 'vpc-00000000' }),
      reason: 'VpcNotFound',
      says: /vpc-00000000 does not exist in account 111122223333/,
    },
    {
      what: 'a subnet of another VPC',
      settings: () => ({
        subnetIds: [seedSubnet(world.aws, world.account, { vpcId: world.otherVpc.vpcId }).subnetId],
      }),
      reason: 'SubnetNotUsable',
      says: /does not exist in VPC/,
    },
    {
      what: 'two subnets of one zone',
      settings: () => ({
        subnetIds: [
          world.subnets[0]!.subnetId,
          seedSubnet(world.aws, world.account, { ...world.subnets[0]!, subnetId: 'subnet-0123456789abcdef0' }).subnetId,
        ],
      }),
      reason: 'SubnetNotUsable',
      says: /is in availability zone eu-west-1\w \(euw1-az\d\), as subnet-\w+ is; name one subnet for each zone/,
    },
    {
      what: 'a subnet without IPv6',
      settings: () => ({ ipAddressType: 'DualStack' }),
      reason: 'SubnetNotUsable',
      says: /has no IPv6 addresses/,
    },
    {
      what: 'a security group of another VPC',
      settings: () => ({
        ingress: {
          securityGroupIds: [seedSecurityGroup(world.aws, world.account, { vpcId: world.otherVpc.vpcId }).groupId],
        },
      }),
      reason: 'SecurityGroupNotFound',
      says: /ingress\.securityGroupIds: sg-\w+ does not exist in VPC/,
    },
    {
      what: 'callers from beyond the VPC',
      settings: () => ({ ingress: { cidrs: ['0.0.0.0/0'] } }),
      reason: 'RefNotPermitted',
      says: /0\.0\.0\.0\/0 is not inside the VPC \(10\.0\.0\.0\/16\); .* --allow-foreign-callers/,
    },
    {
      what: 'private DNS in a VPC without DNS host names',
      settings: () => {
        world.vpc.enableDnsHostnames = false;
        return { privateDns: true };
      },
      reason: 'VpcDnsDisabled',
      says: /has enableDnsHostnames off; its owner runs: aws ec2 modify-vpc-attribute/,
    },
    {
      what: 'private DNS beside a hand-made endpoint that has it',
      settings: () => {
        world.endpoint.privateDnsEnabled = true;
        return { privateDns: true };
      },
      reason: 'PrivateDnsConflict',
      says: /use it by endpoint\.existing\.vpcEndpointIds: \[vpce-\w+\]/,
    },
  ])('$what', async ({ settings, reason, says }) => {
    await apply('orders', settings());
    await world.until(
      () => endpointReady('orders')?.status === 'False',
      () => JSON.stringify(world.read('orders')?.status),
    );
    expect(endpointReady('orders')).toMatchObject({ reason, message: expect.stringMatching(says) as never });
    expect(world.condition('orders', 'Stalled')?.status).toBe('True');
    await world.pass(60_000);
    nothingWritten();
  });

  test('a zone that has no endpoints for execute-api is named with its subnet, and so are those that do', async () => {
    const [subnet] = world.subnets;
    world.aws.settings.zonesWithoutExecuteApi = [subnet!.availabilityZoneId];
    await apply('orders');
    await world.until(
      () => endpointReady('orders')?.status === 'False',
      () => JSON.stringify(world.read('orders')?.status),
    );
    expect(endpointReady('orders')).toMatchObject({
      reason: 'SubnetNotUsable',
      message: `spec.endpoint.managed.subnetIds: ${subnet!.subnetId} is in availability zone eu-west-1a (euw1-az1), where AWS offers no endpoint for execute-api; name subnets in euw1-az2, euw1-az3`,
    });
    nothingWritten();
  });

  test('what AWS refuses is said to every user, and tried again when somebody changes something', async () => {
    world.aws.faults.place({
      operation: 'CreateVpcEndpoint',
      occurrence: 'every',
      fault: {
        kind: 'refused',
        status: 400,
        code: 'VpcEndpointLimitExceeded',
        message: 'The maximum number of VPC endpoints has been reached.',
      },
    });
    await apply('one');
    await apply('two');
    await world.pass(60_000);
    for (const name of ['one', 'two']) {
      expect(endpointReady(name)).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
    }
    const tries = () => world.awsWrites().filter((name) => name === 'CreateVpcEndpoint').length;
    expect(tries()).toBeLessThanOrEqual(3);
    world.aws.faults.clear();
    await world.untilReady('one');
    await world.untilReady('two');
    expect(endpoints()).toHaveLength(1);
  });
});

test.each([
  ['managed-endpoint', 'orders-endpoint'],
  ['managed-endpoint-own-groups', 'orders-own-groups'],
])('the sample %s works, and can be called', async (file, name) => {
  // Given groups have rules of their own.
  world.callers.ingress = [{ protocol: 'tcp', fromPort: 443, toPort: 443, peer: '10.0.0.0/16' }];
  await world.apply(sample(world, file));
  await world.untilReady(name);
  const caller = createCaller(world, { endpoint: endpoints()[0]! });
  const principal = seedPrincipal(world.aws, {
    accountId: world.account.accountId,
    name: 'role/web-shop',
    policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
  });
  expect((await caller.call('GET', '/orders', { principal })).status).toBe(200);
});

describe('calling through it', () => {
  const from = (address: string, securityGroupIds: string[] = []) => ({
    vpcId: world.vpc.vpcId,
    accountId: world.account.accountId,
    address,
    securityGroupIds,
  });

  test('the security group is asked first, then the endpoint policy, then the API', async () => {
    await apply(
      'orders',
      { ingress: { cidrs: ['10.0.1.0/24'], securityGroupIds: [world.callers.groupId] } },
      { authorization: { type: 'None' } },
    );
    await world.untilReady('orders');
    const caller = createCaller(world, { endpoint: endpoints()[0]! });

    expect((await caller.call('GET', '/orders', { from: from('10.0.1.20') })).status).toBe(200);
    expect((await caller.call('GET', '/orders', { from: from('10.0.9.20', [world.callers.groupId]) })).status).toBe(
      200,
    );
    // What is dropped is answered by nobody.
    await expect(caller.call('GET', '/orders', { from: from('10.0.9.20') })).rejects.toThrow(
      'the connection times out',
    );

    endpoints()[0]!.policy = { Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } };
    const denied = await caller.call('GET', '/orders', { from: from('10.0.1.20') });
    expect(denied.status).toBe(403);
    expect(JSON.stringify(denied.body)).toContain('with an explicit deny in a VPC endpoint policy');
    await expect(caller.call('GET', '/orders', { from: from('10.0.9.20') })).rejects.toThrow(
      'the connection times out',
    );
  });
});
