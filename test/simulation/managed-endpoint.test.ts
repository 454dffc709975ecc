import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { presentVpcEndpoints } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import { createCaller } from './calls.ts';
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
  test('is made with its security group: nine writes from apply to Ready, and none after', async () => {
    await apply('orders');
    await world.untilReady('orders');
    expect(world.awsWrites()).toEqual([
      'CreateSecurityGroup',
      'AuthorizeSecurityGroupIngress',
      'RevokeSecurityGroupEgress',
      'CreateVpcEndpoint',
      'CreateVpcLink',
      'CreateRestApi',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
    ]);
    await expectRest();
  });
});
