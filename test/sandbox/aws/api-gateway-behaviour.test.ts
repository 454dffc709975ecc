import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  DeleteVpcLinkCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetVpcLinkCommand,
  PutRestApiCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { seedLoadBalancer } from '../../../sandbox/aws/seed.ts';
import { ACCOUNT, REGION, createTestWorld, privateDocument, restrictingPolicy } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

let world: TestWorld;

beforeEach(() => {
  jest.useFakeTimers();
  world = createTestWorld();
});

afterEach(() => {
  jest.useRealTimers();
});

async function createLink(targetArn = world.loadBalancer.loadBalancerArn): Promise<string> {
  const made = await world.apiGateway.send(new CreateVpcLinkCommand({ name: 'link', targetArns: [targetArn] }));
  return made.id!;
}

async function createPrivate(): Promise<string> {
  const { vpcEndpointId } = world.endpoint;
  const api = await world.apiGateway.send(
    new CreateRestApiCommand({
      name: 'orders',
      description: 'before',
      binaryMediaTypes: ['image/png'],
      endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [vpcEndpointId] },
      policy: JSON.stringify(restrictingPolicy(vpcEndpointId)),
      tags: { owner: 'us' },
    }),
  );
  return api.id!;
}

async function putLinked(restApiId: string, linkId: string) {
  const body = JSON.stringify(privateDocument({ endpointId: world.endpoint.vpcEndpointId, linkId }));
  await world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }));
}

const settle = () => jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkPendingMs);
const read = (restApiId: string) => world.apiGateway.send(new GetRestApiCommand({ restApiId }));
const status = (vpcLinkId: string) => world.apiGateway.send(new GetVpcLinkCommand({ vpcLinkId }));

test('the policy reads back expanded to this API and escaped once more', async () => {
  const restApiId = await createPrivate();
  const { policy = '' } = await read(restApiId);
  expect(policy.startsWith('{\\"Version\\"')).toBe(true);
  expect(policy).toContain('\\/');
  const parsed = JSON.parse(JSON.parse(`"${policy}"`) as string) as { Statement: { Resource: string }[] };
  const arn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${restApiId}/*`;
  expect(parsed.Statement.map(({ Resource }) => Resource)).toEqual([arn, arn]);
});

test('an account id as principal becomes the root of that account', async () => {
  const restApiId = await createPrivate();
  const policy = {
    Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: '*', Resource: 'execute-api:/*' },
  };
  const patchOperations = [{ op: 'replace' as const, path: '/policy', value: JSON.stringify(policy) }];
  await world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  expect(world.region.restApis.get(restApiId)?.policy?.Statement).toMatchObject({
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  });
});

test('overwrite resets what the body lacks, but not type, tags and stages', async () => {
  const restApiId = await createPrivate();
  const body = JSON.stringify({ openapi: '3.0.1', info: { title: 'renamed', version: '2' }, paths: {} });
  await world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }));
  const { $metadata, ...after } = await read(restApiId);
  expect($metadata.httpStatusCode).toBe(200);
  expect(after).toMatchObject({ name: 'renamed', version: '2', tags: { owner: 'us' } });
  expect(after.endpointConfiguration).toEqual({ types: ['PRIVATE'], ipAddressType: 'dualstack' });
  expect([after.policy, after.description, after.binaryMediaTypes]).toEqual([undefined, undefined, undefined]);
});

test('merge keeps what the body lacks', async () => {
  const restApiId = await createPrivate();
  const body = JSON.stringify({ openapi: '3.0.1', info: { title: 'renamed', version: '2' }, paths: {} });
  await world.apiGateway.send(new PutRestApiCommand({ restApiId, body }));
  const after = await read(restApiId);
  expect(after).toMatchObject({ name: 'renamed', description: 'before', binaryMediaTypes: ['image/png'] });
  expect(after.endpointConfiguration?.vpcEndpointIds).toEqual([world.endpoint.vpcEndpointId]);
  expect(after.policy).toBeDefined();
});

test('a refused import leaves the API as it was', async () => {
  const restApiId = await createPrivate();
  const before = await read(restApiId);
  await expect(putLinked(restApiId, 'fake')).rejects.toMatchObject({ name: 'BadRequestException' });
  const after = await read(restApiId);
  expect({ ...after, $metadata: 0 }).toEqual({ ...before, $metadata: 0 });
});

test.each([
  ['an application load balancer', 'NLB ARN is malformed.', () => application()],
  ['a load balancer that does not exist', 'NLB was not found or is in another account or region.', () => missing()],
])('a link to %s becomes FAILED', async (_what, message, target) => {
  const id = await createLink(target());
  expect(await status(id)).toMatchObject({ status: 'PENDING' });
  await settle();
  expect(await status(id)).toMatchObject({ status: 'FAILED', statusMessage: message });
});

const application = () =>
  seedLoadBalancer(world.emulator, world.region, { name: 'web', vpcId: world.vpc.vpcId, type: 'application' })
    .loadBalancerArn;
const missing = () => `${world.loadBalancer.loadBalancerArn}0`;

test('a second link on one load balancer becomes FAILED, and can be made again when the first is gone', async () => {
  const first = await createLink();
  const second = await createLink();
  await settle();
  expect(await status(second)).toMatchObject({
    status: 'FAILED',
    statusMessage: 'NLB is already associated with another VPC Endpoint Service',
  });
  await world.apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: first }));
  await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkDeletingMs);
  const third = await createLink();
  await settle();
  expect(await status(third)).toMatchObject({ status: 'AVAILABLE' });
});

test('a deployment sent shortly before its link is ready is answered when it is', async () => {
  const linkId = await createLink();
  const restApiId = await createPrivate();
  await putLinked(restApiId, linkId);
  await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkPendingMs - 10_000);
  const sent = world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  await jest.advanceTimersByTimeAsync(10_000);
  await expect(sent).resolves.toMatchObject({ id: expect.any(String) });
});

test('a deployment sent long before its link is ready loses its answer and is made all the same', async () => {
  const linkId = await createLink();
  const restApiId = await createPrivate();
  await putLinked(restApiId, linkId);
  const lost = expect(world.apiGateway.send(new CreateDeploymentCommand({ restApiId }))).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  await jest.advanceTimersByTimeAsync(30_000);
  await lost;
  const { deployments } = world.region.restApis.get(restApiId)!;
  expect(deployments.size).toBe(0);
  await settle();
  expect(deployments.size).toBe(1);
});

test('a deployment keeps policy and methods as they were', async () => {
  const linkId = await createLink();
  await settle();
  const restApiId = await createPrivate();
  await putLinked(restApiId, linkId);
  const { id } = await world.apiGateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }));
  const { snapshot } = world.region.restApis.get(restApiId)!.deployments.get(id!)!;
  const before = structuredClone(snapshot);
  const patchOperations = [{ op: 'replace' as const, path: '/policy', value: '' }];
  await world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  expect(snapshot).toEqual(before);
  expect(snapshot.policy).toBeDefined();
  expect(snapshot.methods.map(({ path, method }) => [path, method.httpMethod])).toEqual([['/orders/{id}', 'GET']]);
});

test('deploying to a stage that exists moves it and keeps its settings', async () => {
  const linkId = await createLink();
  await settle();
  const restApiId = await createPrivate();
  await putLinked(restApiId, linkId);
  const { id: deploymentId } = await world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  const settings = { description: 'kept', variables: { a: 'b' } };
  await world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId, ...settings }));
  const next = await world.apiGateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }));
  expect(world.region.restApis.get(restApiId)?.stages.get('prod')).toMatchObject({
    ...settings,
    deploymentId: next.id,
  });
});

test('lists come in pages of 25 unless asked otherwise', async () => {
  for (let index = 0; index < 30; index += 1) {
    await world.apiGateway.send(new CreateRestApiCommand({ name: `api-${index}` }));
  }
  const first = await world.apiGateway.send(new GetRestApisCommand({}));
  const rest = await world.apiGateway.send(new GetRestApisCommand({ position: first.position }));
  expect([first.items?.length, rest.items?.length, rest.position]).toEqual([25, 5, undefined]);
  const all = await world.apiGateway.send(new GetRestApisCommand({ limit: 500 }));
  expect(all.items).toEqual([...first.items!, ...rest.items!]);
});

test('the rate of an operation flows back with time', async () => {
  world.emulator.settings.enforceRates = true;
  await createPrivate();
  await expect(createPrivate()).rejects.toMatchObject({ name: 'TooManyRequestsException', retryAfterSeconds: '3' });
  await jest.advanceTimersByTimeAsync(3000);
  await createPrivate();
});
