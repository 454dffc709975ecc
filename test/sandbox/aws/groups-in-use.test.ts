import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CreateVpcLinkCommand } from '@aws-sdk/client-apigatewayv2';
import { CreateVpcEndpointCommand, DeleteSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { seedSecurityGroup } from '../../../sandbox/aws/seed.ts';
import { createTestWorld } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each<[string, (world: TestWorld, groupId: string) => Promise<unknown>]>([
  [
    'a VPC endpoint',
    ({ ec2, vpc, subnet }, groupId) =>
      ec2.send(
        new CreateVpcEndpointCommand({
          VpcEndpointType: 'Interface',
          VpcId: vpc.vpcId,
          ServiceName: 'com.amazonaws.eu-west-1.execute-api',
          SubnetIds: [subnet.subnetId],
          SecurityGroupIds: [groupId],
        }),
      ),
  ],
  [
    'a V2 VPC link',
    ({ apiGatewayV2, subnet }, groupId) =>
      apiGatewayV2.send(
        new CreateVpcLinkCommand({ Name: 'orders', SubnetIds: [subnet.subnetId], SecurityGroupIds: [groupId] }),
      ),
  ],
])('the security group of %s cannot be deleted', async (_what, use) => {
  const world = createTestWorld();
  const { groupId } = seedSecurityGroup(world.emulator, world.region, { vpcId: world.vpc.vpcId, groupName: 'orders' });
  await use(world, groupId);
  await jest.advanceTimersByTimeAsync(600_000);
  await expect(world.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }))).rejects.toMatchObject({
    name: 'DependencyViolation',
    message: `resource ${groupId} has a dependent object`,
  });
});
