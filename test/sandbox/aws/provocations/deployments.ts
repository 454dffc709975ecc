import {
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  GetDeploymentCommand,
  GetStageCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { REGION } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';
import { create, createPrivate, linked, served, withMethod } from './given.ts';
import type { Provocation } from './given.ts';

async function patchStage(world: TestWorld, op: 'add' | 'remove' | 'replace', path: string, value?: string) {
  const { restApiId } = await served(world);
  const patchOperations = [{ op, path, value }];
  return world.apiGateway.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations }));
}

export const deploymentsProvocations: Readonly<Record<string, Provocation>> = {
  'CreateDeployment: PRIVATE API without a policy': async (world) => {
    const { restApiId } = await withMethod(world, undefined, { policy: undefined });
    return world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  },
  'CreateDeployment: no method': async (world) =>
    world.apiGateway.send(new CreateDeploymentCommand({ restApiId: (await createPrivate(world)).id })),
  'CreateDeployment: method without integration': async (world) => {
    const at = await withMethod(world);
    world.region.restApis.get(at.restApiId!)!.resources.get(at.resourceId!)!.methods.get('GET')!.integration =
      undefined;
    return world.apiGateway.send(new CreateDeploymentCommand({ restApiId: at.restApiId }));
  },
  'CreateDeployment: VPC link that is DELETING or FAILED': async (world) => {
    const { restApiId, linkId } = await linked(world);
    world.region.vpcLinks.get(linkId)!.deletedAt = Date.now() + 1000;
    return world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  },
  'GetDeployment: unknown id': async (world) =>
    world.apiGateway.send(new GetDeploymentCommand({ restApiId: (await create(world)).id, deploymentId: 'fake' })),
  'DeleteDeployment: a stage points at it': async (world) => {
    const { restApiId, deploymentId } = await served(world);
    return world.apiGateway.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  },
  'CreateStage: unknown deployment': async (world) => {
    const { id: restApiId } = await create(world);
    return world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId: 'fake' }));
  },
  'CreateStage: name taken': async (world) => {
    const { restApiId, deploymentId } = await served(world);
    return world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId }));
  },
  'CreateStage: one stage too many': async (world) => {
    const { restApiId, deploymentId } = await served(world);
    world.emulator.settings.quotas.stagesPerApi = 1;
    return world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'next', deploymentId }));
  },
  'GetStage: unknown name': async (world) =>
    world.apiGateway.send(new GetStageCommand({ restApiId: (await create(world)).id, stageName: 'fake' })),
  'UpdateStage: unknown deployment': (world) => patchStage(world, 'replace', '/deploymentId', 'fake'),
  'UpdateStage: unknown path': (world) => patchStage(world, 'replace', '/tags/one', 'a'),
  'UpdateStage: settings that are not there removed': (world) => patchStage(world, 'remove', '/*/*'),
  'UpdateStage: part of the access log removed': (world) =>
    patchStage(world, 'remove', '/accessLogSettings/destinationArn'),
  'UpdateStage: empty access log value': (world) => patchStage(world, 'replace', '/accessLogSettings/format', ''),
  'UpdateStage: access log without the account role': (world) =>
    patchStage(world, 'add', '/accessLogSettings/destinationArn', `arn:aws:logs:${REGION}:1:log-group:a`),
  'UpdateStage: execution log without the account role': (world) =>
    patchStage(world, 'replace', '/*/*/logging/loglevel', 'ERROR'),
};
