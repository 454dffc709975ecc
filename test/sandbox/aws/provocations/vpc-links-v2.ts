import { jest } from '@jest/globals';
import { CreateVpcLinkCommand, DeleteVpcLinkCommand } from '@aws-sdk/client-apigatewayv2';
import { seedSubnet } from '../../../../sandbox/aws/seed.ts';
import type { TestWorld } from '../test-world.ts';
import { withMethod } from './given.ts';
import type { Provocation } from './given.ts';

async function linkV2(world: TestWorld, SubnetIds: string[] = [world.subnet.subnetId]) {
  const { VpcLinkId } = await world.apiGatewayV2.send(new CreateVpcLinkCommand({ Name: 'link', SubnetIds }));
  return VpcLinkId!;
}

async function availableLinkV2(world: TestWorld) {
  const id = await linkV2(world);
  await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkV2PendingMs);
  return id;
}

const over = (connectionId: string, integrationTarget?: string) => ({
  type: 'HTTP_PROXY',
  integrationHttpMethod: 'GET',
  uri: 'http://orders.internal/orders',
  connectionType: 'VPC_LINK',
  connectionId,
  integrationTarget,
});

const remove = (world: TestWorld, VpcLinkId: string) =>
  world.apiGatewayV2.send(new DeleteVpcLinkCommand({ VpcLinkId }));

export const vpcLinksV2Provocations: Readonly<Record<string, Provocation>> = {
  'CreateVpcLinkV2: without subnets': (world) => linkV2(world, []),
  'CreateVpcLinkV2: zone without V2 links': (world) => {
    const { vpcId } = world.vpc;
    const subnet = seedSubnet(world.emulator, world.region, { vpcId, availabilityZoneId: 'euw1-az9' });
    return linkV2(world, [subnet.subnetId]);
  },
  'CreateVpcLinkV2: one link too many': async (world) => {
    world.emulator.settings.quotas.vpcLinksV2 = 1;
    await linkV2(world);
    return linkV2(world);
  },
  'DeleteVpcLinkV2: unknown id': (world) => remove(world, 'fake'),
  'DeleteVpcLinkV2: while PENDING': async (world) => remove(world, await linkV2(world)),
  'DeleteVpcLinkV2: a method names it': async (world) => {
    const id = await availableLinkV2(world);
    await withMethod(world, over(id, world.loadBalancer.loadBalancerArn));
    return remove(world, id);
  },
  'PutIntegration: V2 link without a target': async (world) => withMethod(world, over(await availableLinkV2(world))),
};
