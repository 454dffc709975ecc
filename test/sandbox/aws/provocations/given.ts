import { jest } from '@jest/globals';
import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import type { PutIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import { privateDocument, restrictingPolicy } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';

/** Brings a refusal about. */
export type Provocation = (world: TestWorld) => Promise<unknown>;

export const PRIVATE = { types: ['PRIVATE' as const] };

export const create = ({ apiGateway }: TestWorld, input: object = {}) =>
  apiGateway.send(new CreateRestApiCommand({ name: 'orders', ...input }));

export const createPrivate = (world: TestWorld, more: object = {}) =>
  create(world, { endpointConfiguration: PRIVATE, policy: policyText(world), ...more });

export const policyText = ({ endpoint }: TestWorld) => JSON.stringify(restrictingPolicy(endpoint.vpcEndpointId));

export async function link(world: TestWorld, input: object = {}) {
  const targetArns = [world.loadBalancer.loadBalancerArn];
  const { id } = await world.apiGateway.send(new CreateVpcLinkCommand({ name: 'link', targetArns, ...input }));
  return id!;
}

export async function availableLink(world: TestWorld) {
  const id = await link(world);
  await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkPendingMs);
  return id;
}

/** An API with one method over a link. */
export async function linked(world: TestWorld) {
  const linkId = await availableLink(world);
  const { id: restApiId = '' } = await createPrivate(world);
  const body = JSON.stringify(privateDocument({ endpointId: world.endpoint.vpcEndpointId, linkId }));
  await world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }));
  return { restApiId, linkId };
}

/** An API served by a stage. */
export async function served(world: TestWorld) {
  const { restApiId, linkId } = await linked(world);
  const { id: deploymentId = '' } = await world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  await world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId }));
  return { restApiId, linkId, deploymentId };
}

/** An API whose root has a GET method with a MOCK integration unless told otherwise. */
export async function withMethod(
  world: TestWorld,
  integration: object | undefined = { type: 'MOCK' },
  input: object = {},
) {
  const { id: restApiId, rootResourceId: resourceId } = await createPrivate(world, input);
  const at = { restApiId, resourceId, httpMethod: 'GET' };
  await world.apiGateway.send(new PutMethodCommand({ ...at, authorizationType: 'NONE' }));
  if (integration !== undefined) {
    const command = new PutIntegrationCommand({ ...at, ...integration } as PutIntegrationCommandInput);
    await world.apiGateway.send(command);
  }
  return at;
}

export const minimal = { openapi: '3.0.1', info: { title: 'orders', version: '1' } };
