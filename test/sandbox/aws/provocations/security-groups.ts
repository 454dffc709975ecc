import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { seedNetworkInterface, seedSecurityGroup } from '../../../../sandbox/aws/seed.ts';
import type { TestWorld } from '../test-world.ts';
import type { Provocation } from './given.ts';

const create = ({ ec2, vpc }: TestWorld, input: object = {}) =>
  ec2.send(new CreateSecurityGroupCommand({ GroupName: 'orders', Description: 'a group', VpcId: vpc.vpcId, ...input }));

const authorize = ({ ec2 }: TestWorld, GroupId: string, peer: object = { IpRanges: [{ CidrIp: '10.0.0.0/16' }] }) =>
  ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...peer }],
    }),
  );

const made = async (world: TestWorld) => (await create(world)).GroupId!;

export const securityGroupProvocations: Readonly<Record<string, Provocation>> = {
  'CreateSecurityGroup: name taken': async (world) => {
    await create(world);
    return create(world);
  },
  'CreateSecurityGroup: unknown VPC': (world) => create(world, { VpcId: 'vpc-00000000' }),
  'CreateSecurityGroup: name of an id': (world) => create(world, { GroupName: 'sg-1' }),
  'CreateSecurityGroup: no description': (world) => create(world, { Description: '' }),
  'AuthorizeSecurityGroupIngress: rule is there': async (world) => {
    const id = await made(world);
    await authorize(world, id);
    // The host bits do not make it another rule.
    return authorize(world, id, { IpRanges: [{ CidrIp: '10.0.3.7/16' }] });
  },
  'AuthorizeSecurityGroupIngress: unknown group': (world) => authorize(world, 'sg-00000000'),
  'AuthorizeSecurityGroupIngress: rule from an unknown group': async (world) =>
    authorize(world, await made(world), { UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] }),
  'AuthorizeSecurityGroupIngress: no CIDR': async (world) =>
    authorize(world, await made(world), { IpRanges: [{ CidrIp: '10.0.0.0/33' }] }),
  'RevokeSecurityGroupEgress: no such rule': async (world) => {
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    return world.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: await made(world), IpPermissions }));
  },
  'DeleteSecurityGroup: used by a network interface': async (world) => {
    const GroupId = await made(world);
    seedNetworkInterface(world.emulator, world.region, {
      subnetId: world.subnet.subnetId,
      securityGroupIds: [GroupId],
    });
    return world.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  },
  'DeleteSecurityGroup: named by a rule of another group': async (world) => {
    const GroupId = await made(world);
    const other = seedSecurityGroup(world.emulator, world.region, { vpcId: world.vpc.vpcId });
    await authorize(world, other.groupId, { UserIdGroupPairs: [{ GroupId }] });
    return world.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  },
  'DeleteSecurityGroup: default group': ({ ec2, emulator, region, vpc }) => {
    const { groupId } = seedSecurityGroup(emulator, region, { vpcId: vpc.vpcId, groupName: 'default' });
    return ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
  },
  'DescribeNetworkInterfaces: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-00000000'] })),
};
