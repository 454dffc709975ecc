import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import { seedSubnet } from '../../../sandbox/aws/seed.ts';
import { createTestWorld } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

let world: TestWorld;

beforeEach(() => {
  jest.useFakeTimers();
  world = createTestWorld();
});
afterEach(() => {
  jest.useRealTimers();
});

const create = (input: object = {}) =>
  world.ec2.send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: world.vpc.vpcId,
      ServiceName: 'com.amazonaws.eu-west-1.execute-api',
      SubnetIds: [world.subnet.subnetId],
      ...input,
    }),
  );
const made = async (input: object = {}) => (await create(input)).VpcEndpoint!.VpcEndpointId!;
const described = async (id: string) => {
  const Filters = [{ Name: 'vpc-endpoint-id', Values: [id] }];
  return (await world.ec2.send(new DescribeVpcEndpointsCommand({ Filters }))).VpcEndpoints?.[0];
};
const interfaces = async () => (await world.ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? [];
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test('an endpoint is pending, then available, with an interface in each subnet and the default group of the VPC', async () => {
  const id = await made({ TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'a', Value: '1' }] }] });
  expect(await described(id)).toMatchObject({
    State: 'pending',
    PrivateDnsEnabled: false,
    IpAddressType: 'ipv4',
    Tags: [{ Key: 'a', Value: '1' }],
    Groups: [{ GroupName: 'default' }],
  });
  await pass(60_000);
  expect((await described(id))?.State).toBe('available');
  expect(await interfaces()).toMatchObject([
    { SubnetId: world.subnet.subnetId, InterfaceType: 'vpc_endpoint', Groups: [{ GroupName: 'default' }] },
  ]);
});

test('a deleted one is deleting, then gone, and its interfaces outlive it', async () => {
  const id = await made();
  await pass(60_000);
  await world.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  expect((await described(id))?.State).toBe('deleting');
  await pass(60_000);
  expect(await described(id)).toBeUndefined();
  expect(await interfaces()).toHaveLength(1);
  await pass(20_000);
  expect(await interfaces()).toEqual([]);
  const { Unsuccessful } = await world.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  expect(Unsuccessful).toMatchObject([{ ResourceId: id, Error: { Code: 'InvalidVpcEndpoint.NotFound' } }]);
});

test('one client token makes one endpoint, and goes on naming it when it is gone', async () => {
  const id = await made({ ClientToken: 'one' });
  expect(await made({ ClientToken: 'one' })).toBe(id);
  expect(await made({ ClientToken: 'two' })).not.toBe(id);
  await world.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  await pass(120_000);
  expect(await made({ ClientToken: 'one' })).toBe(id);
  expect(await described(id)).toBeUndefined();
});

test('a change makes it pending again, and moves its interfaces', async () => {
  const id = await made();
  await pass(60_000);
  const other = seedSubnet(world.emulator, world.region, { vpcId: world.vpc.vpcId });
  const change = { AddSubnetIds: [other.subnetId], RemoveSubnetIds: [world.subnet.subnetId], PrivateDnsEnabled: true };
  await world.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: id, ...change }));
  expect(await described(id)).toMatchObject({ State: 'pending', SubnetIds: [other.subnetId], PrivateDnsEnabled: true });
  await pass(60_000);
  expect((await described(id))?.State).toBe('available');
  expect((await interfaces()).map(({ SubnetId }) => SubnetId)).toEqual([other.subnetId]);
});

test('the service tells its name and zones, the VPC whether it has DNS', async () => {
  seedSubnet(world.emulator, world.region, { vpcId: world.vpc.vpcId });
  world.emulator.settings.zonesWithoutExecuteApi = [world.subnet.availabilityZoneId];
  const { ServiceDetails } = await world.ec2.send(new DescribeVpcEndpointServicesCommand({}));
  expect(ServiceDetails).toMatchObject([
    {
      ServiceName: 'com.amazonaws.eu-west-1.execute-api',
      AvailabilityZoneIds: ['euw1-az2'],
      AvailabilityZones: ['eu-west-1b'],
    },
  ]);
  world.vpc.enableDnsHostnames = false;
  const ask = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    world.ec2.send(new DescribeVpcAttributeCommand({ VpcId: world.vpc.vpcId, Attribute }));
  expect((await ask('enableDnsSupport')).EnableDnsSupport?.Value).toBe(true);
  expect((await ask('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(false);
});
