import {
  DeleteVpcLinkCommand,
  GetVpcLinkCommand,
  PutRestApiCommand,
  UpdateVpcLinkCommand,
} from '@aws-sdk/client-api-gateway';
import { availableLink, link, linked, served, minimal } from './given.ts';
import type { Provocation } from './given.ts';

export const vpcLinksProvocations: Readonly<Record<string, Provocation>> = {
  'CreateVpcLink: no ARN': (world) => link(world, { targetArns: ['invalid-arn'] }),
  'CreateVpcLink: empty name': (world) => link(world, { name: '' }),
  'CreateVpcLink: two targets': (world) =>
    link(world, { targetArns: [world.loadBalancer.loadBalancerArn, world.loadBalancer.loadBalancerArn] }),
  'CreateVpcLink: one link too many': async (world) => {
    world.emulator.settings.quotas.vpcLinks = 1;
    await link(world);
    return link(world);
  },
  'GetVpcLink: unknown id': ({ apiGateway }) => apiGateway.send(new GetVpcLinkCommand({ vpcLinkId: 'fake' })),
  'UpdateVpcLink: other targets': async (world) => {
    const patchOperations = [{ op: 'replace' as const, path: '/targetArns/0', value: 'arn' }];
    const vpcLinkId = await availableLink(world);
    return world.apiGateway.send(new UpdateVpcLinkCommand({ vpcLinkId, patchOperations }));
  },
  'UpdateVpcLink: while PENDING': async (world) => {
    const patchOperations = [{ op: 'replace' as const, path: '/name', value: 'a' }];
    return world.apiGateway.send(new UpdateVpcLinkCommand({ vpcLinkId: await link(world), patchOperations }));
  },
  'DeleteVpcLink: unknown id': ({ apiGateway }) => apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: 'fake' })),
  'DeleteVpcLink: while PENDING': async (world) =>
    world.apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: await link(world) })),
  'DeleteVpcLink: a method names it': async (world) =>
    world.apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: (await linked(world)).linkId })),
  'DeleteVpcLink: a deployment that a stage serves names it': async (world) => {
    const { restApiId, linkId } = await served(world);
    const body = JSON.stringify({ ...minimal, paths: {} });
    await world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }));
    return world.apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: linkId }));
  },
};
