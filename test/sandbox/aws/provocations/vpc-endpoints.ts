import { CreateVpcEndpointCommand, DescribeVpcAttributeCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { CreateVpcEndpointCommandInput } from '@aws-sdk/client-ec2';
import { seedSecurityGroup, seedSubnet, seedVpc } from '../../../../sandbox/aws/seed.ts';
import type { TestWorld } from '../test-world.ts';
import type { Provocation } from './given.ts';

const create = ({ ec2, vpc, subnet }: TestWorld, input: Partial<CreateVpcEndpointCommandInput> = {}) =>
  ec2.send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: vpc.vpcId,
      ServiceName: 'com.amazonaws.eu-west-1.execute-api',
      SubnetIds: [subnet.subnetId],
      ...input,
    }),
  );

const besideInZone = ({ emulator, region, subnet }: TestWorld) =>
  seedSubnet(emulator, region, {
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
  }).subnetId;

export const vpcEndpointProvocations: Readonly<Record<string, Provocation>> = {
  'CreateVpcEndpoint: private DNS twice': async (world) => {
    await create(world, { PrivateDnsEnabled: true });
    return create(world, { PrivateDnsEnabled: true });
  },
  'CreateVpcEndpoint: private DNS without DNS': (world) => {
    world.vpc.enableDnsHostnames = false;
    return create(world, { PrivateDnsEnabled: true });
  },
  'CreateVpcEndpoint: two subnets in one zone': (world) =>
    create(world, { SubnetIds: [world.subnet.subnetId, besideInZone(world)] }),
  'CreateVpcEndpoint: zone without the service': (world) => {
    world.emulator.settings.zonesWithoutExecuteApi = [world.subnet.availabilityZoneId];
    return create(world);
  },
  'CreateVpcEndpoint: unknown service': (world) => create(world, { ServiceName: 'com.amazonaws.eu-west-1.nothing' }),
  'CreateVpcEndpoint: token of another request': async (world) => {
    await create(world, { ClientToken: 'one' });
    return create(world, { ClientToken: 'one', SubnetIds: [] });
  },
  'CreateVpcEndpoint: unknown subnet': (world) => create(world, { SubnetIds: ['subnet-00000000'] }),
  'CreateVpcEndpoint: unknown security group': (world) => create(world, { SecurityGroupIds: ['sg-00000000'] }),
  'CreateVpcEndpoint: security group of another VPC': (world) => {
    const { vpcId } = seedVpc(world.emulator, world.region);
    const { groupId } = seedSecurityGroup(world.emulator, world.region, { vpcId });
    return create(world, { SecurityGroupIds: [groupId] });
  },
  'CreateVpcEndpoint: IPv6 in a subnet without': (world) => create(world, { IpAddressType: 'dualstack' }),
  'CreateVpcEndpoint: no JSON as policy': (world) => create(world, { PolicyDocument: 'open' }),
  'ModifyVpcEndpoint: unknown id': ({ ec2 }) =>
    ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: 'vpce-00000000', PrivateDnsEnabled: false })),
  'ModifyVpcEndpoint: while it is pending': async (world) => {
    const { VpcEndpoint } = await create(world);
    const VpcEndpointId = VpcEndpoint!.VpcEndpointId!;
    return world.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, PrivateDnsEnabled: false }));
  },
  'ModifyVpcEndpoint: another subnet in a zone that has one': (world) => {
    const { vpcEndpointId: VpcEndpointId, subnetIds } = world.endpoint;
    const input = { VpcEndpointId, AddSubnetIds: [besideInZone(world)], RemoveSubnetIds: subnetIds };
    return world.ec2.send(new ModifyVpcEndpointCommand(input));
  },
  'DescribeVpcAttribute: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeVpcAttributeCommand({ VpcId: 'vpc-00000000', Attribute: 'enableDnsSupport' })),
};
