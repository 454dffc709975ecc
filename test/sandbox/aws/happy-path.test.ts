import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  DeleteDeploymentCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  DeleteVpcLinkCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStagesCommand,
  GetTagsCommand,
  GetVpcLinkCommand,
  GetVpcLinksCommand,
  PutRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-api-gateway';
import {
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { listen } from '../../../sandbox/listen.ts';
import { ACCOUNT, REGION, createTestWorld, privateDocument, restrictingPolicy } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

/** What an operator does from nothing to a served API and back, with any client. */
async function makeAndRemove(world: TestWorld, apiGateway: APIGatewayClient, pass: (ms: number) => Promise<unknown>) {
  const { endpoint, loadBalancer } = world;
  const link = await apiGateway.send(
    new CreateVpcLinkCommand({ name: 'orders', targetArns: [loadBalancer.loadBalancerArn], tags: { owner: 'us' } }),
  );
  expect(link.status).toBe('PENDING');
  const api = await apiGateway.send(
    new CreateRestApiCommand({
      name: 'orders',
      endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [endpoint.vpcEndpointId] },
      policy: JSON.stringify(restrictingPolicy(endpoint.vpcEndpointId)),
      tags: { owner: 'us' },
    }),
  );
  const restApiId = api.id!;
  await pass(world.emulator.settings.vpcLinkPendingMs);
  const ready = await apiGateway.send(new GetVpcLinkCommand({ vpcLinkId: link.id! }));
  expect(ready).toMatchObject({ status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' });
  const document = privateDocument({ endpointId: endpoint.vpcEndpointId, linkId: link.id! });
  const body = JSON.stringify(document);
  await apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', failOnWarnings: true, body }));
  const resources = await apiGateway.send(new GetResourcesCommand({ restApiId, embed: ['methods'], limit: 500 }));
  expect(resources.items?.map(({ path }) => path)).toEqual(['/', '/orders', '/orders/{id}']);
  expect(resources.items?.[2]?.resourceMethods?.['GET']).toMatchObject({
    authorizationType: 'AWS_IAM',
    methodIntegration: { type: 'HTTP_PROXY', connectionType: 'VPC_LINK', connectionId: link.id },
  });
  const read = await apiGateway.send(new GetRestApiCommand({ restApiId }));
  expect(read.tags).toEqual({ owner: 'us' });
  expect(read.endpointConfiguration).toMatchObject({ types: ['PRIVATE'], vpcEndpointIds: [endpoint.vpcEndpointId] });
  const deployment = await apiGateway.send(new CreateDeploymentCommand({ restApiId, description: 'first' }));
  const deploymentId = deployment.id!;
  await apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId, tags: { owner: 'us' } }));
  const stages = await apiGateway.send(new GetStagesCommand({ restApiId }));
  expect(stages.item?.map((stage) => [stage.stageName, stage.deploymentId])).toEqual([['prod', deploymentId]]);
  await expect(apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: link.id! }))).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining(`Vpc link '${link.id}', is referenced in [GET:`),
  });
  const resourceArn = `arn:aws:apigateway:${REGION}::/restapis/${restApiId}`;
  await apiGateway.send(new TagResourceCommand({ resourceArn, tags: { more: 'yes' } }));
  await apiGateway.send(new UntagResourceCommand({ resourceArn, tagKeys: ['owner'] }));
  expect((await apiGateway.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ more: 'yes' });

  await apiGateway.send(new DeleteStageCommand({ restApiId, stageName: 'prod' }));
  await apiGateway.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  await apiGateway.send(new DeleteRestApiCommand({ restApiId }));
  await apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId: link.id! }));
  expect((await apiGateway.send(new GetVpcLinkCommand({ vpcLinkId: link.id! }))).status).toBe('DELETING');
  await pass(world.emulator.settings.vpcLinkDeletingMs);
  expect((await apiGateway.send(new GetVpcLinksCommand({}))).items).toEqual([]);
  expect((await apiGateway.send(new GetRestApisCommand({}))).items).toEqual([]);
}

async function readFacts(
  world: TestWorld,
  { sts, ec2, loadBalancing }: Pick<TestWorld, 'sts' | 'ec2' | 'loadBalancing'>,
) {
  const { vpc, subnet, endpoint, loadBalancer } = world;
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Account: ACCOUNT,
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/operator/sandbox`,
  });
  const vpcs = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'tag:team', Values: ['plat*'] }] }));
  expect(vpcs.Vpcs?.map(({ VpcId, Tags }) => [VpcId, Tags])).toEqual([
    [vpc.vpcId, [{ Key: 'team', Value: 'platform' }]],
  ]);
  const subnets = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet.subnetId] }));
  expect(subnets.Subnets?.[0]).toMatchObject({ VpcId: vpc.vpcId, AvailabilityZoneId: 'euw1-az1' });
  const endpoints = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint.vpcEndpointId] }));
  expect(endpoints.VpcEndpoints?.[0]).toMatchObject({ State: 'available', SubnetIds: [subnet.subnetId] });
  const arn = loadBalancer.loadBalancerArn;
  const described = await loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
  expect(described.LoadBalancers?.[0]).toMatchObject({
    Type: 'network',
    Scheme: 'internal',
    State: { Code: 'active' },
  });
  const listeners = await loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
  expect(listeners.Listeners?.map(({ Port, Protocol }) => [Port, Protocol])).toEqual([[80, 'TCP']]);
  const tags = await loadBalancing.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  expect(tags.TagDescriptions?.[0]?.Tags).toEqual([{ Key: 'privateapi.dev/allow', Value: '*' }]);
}

let world: TestWorld;

beforeEach(() => {
  jest.useFakeTimers();
  world = createTestWorld();
});

afterEach(() => {
  jest.useRealTimers();
});

test('an API is made, served and removed through the in-process request handler in virtual time', async () => {
  await makeAndRemove(world, world.apiGateway, (ms) => jest.advanceTimersByTimeAsync(ms));
});

test('the facts an operator needs are read through the in-process request handler', async () => {
  await readFacts(world, world);
});

test('the same works over HTTP with nothing but an endpoint URL changed', async () => {
  jest.useRealTimers();
  // Real time: DELETING must last longer than one call takes on a slow machine.
  Object.assign(world.emulator.settings, { vpcLinkPendingMs: 5, vpcLinkDeletingMs: 3_000 });
  const server = await listen(world.emulator.handle);
  const { accessKeyId, secretAccessKey } = world.principal;
  const settings = { region: REGION, endpoint: server.url, credentials: { accessKeyId, secretAccessKey } };
  const overHttp = {
    apiGateway: new APIGatewayClient(settings),
    ec2: new EC2Client(settings),
    sts: new STSClient(settings),
  };
  try {
    const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await makeAndRemove(world, overHttp.apiGateway, pass);
    await readFacts(world, { ...world, ...overHttp });
  } finally {
    for (const client of Object.values(overHttp)) client.destroy();
    await server.close();
  }
});
