import { jest } from '@jest/globals';
import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  DeleteDeploymentCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  DeleteVpcLinkCommand,
  GetAccountCommand,
  GetDeploymentCommand,
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  GetModelsCommand,
  GetRestApiCommand,
  GetStageCommand,
  GetVpcLinkCommand,
  ImportRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutRestApiCommand,
  TagResourceCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
  UpdateVpcLinkCommand,
} from '@aws-sdk/client-api-gateway';
import type { CreateRestApiCommandInput, PutIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { REGION, createClients, privateDocument, restrictingPolicy } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

type Provocation = (world: TestWorld) => Promise<unknown>;

const PRIVATE = { types: ['PRIVATE' as const] };

const create = ({ apiGateway }: TestWorld, input: object = {}) =>
  apiGateway.send(new CreateRestApiCommand({ name: 'orders', ...input } as CreateRestApiCommandInput));

const createPrivate = (world: TestWorld, more: object = {}) =>
  create(world, { endpointConfiguration: PRIVATE, policy: policyText(world), ...more });

const policyText = ({ endpoint }: TestWorld) => JSON.stringify(restrictingPolicy(endpoint.vpcEndpointId));

const principalPolicy = (AWS: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: '*', Resource: 'execute-api:/*' }] });

async function patchApi(world: TestWorld, operation: object, input: object = {}) {
  const { id: restApiId } = await createPrivate(world, input);
  return world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: [operation] }));
}

async function put(world: TestWorld, document: object | string, input: object = {}, more: object = {}) {
  const { id: restApiId } = await createPrivate(world, input);
  const body = typeof document === 'string' ? document : JSON.stringify(document);
  return world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body, ...more }));
}

async function link(world: TestWorld, input: object = {}) {
  const targetArns = [world.loadBalancer.loadBalancerArn];
  const { id } = await world.apiGateway.send(new CreateVpcLinkCommand({ name: 'link', targetArns, ...input }));
  return id!;
}

async function availableLink(world: TestWorld) {
  const id = await link(world);
  await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkPendingMs);
  return id;
}

/** An API with one method over a link. */
async function linked(world: TestWorld) {
  const linkId = await availableLink(world);
  const { id: restApiId = '' } = await createPrivate(world);
  const body = JSON.stringify(privateDocument({ endpointId: world.endpoint.vpcEndpointId, linkId }));
  await world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }));
  return { restApiId, linkId };
}

/** An API served by a stage. */
async function served(world: TestWorld) {
  const { restApiId, linkId } = await linked(world);
  const { id: deploymentId = '' } = await world.apiGateway.send(new CreateDeploymentCommand({ restApiId }));
  await world.apiGateway.send(new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId }));
  return { restApiId, linkId, deploymentId };
}

async function patchStage(world: TestWorld, op: 'add' | 'remove' | 'replace', path: string, value?: string) {
  const { restApiId } = await served(world);
  const patchOperations = [{ op, path, value }];
  return world.apiGateway.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations }));
}

async function twoResources(world: TestWorld, first: string, second: string, isChild = false) {
  const { id: restApiId, rootResourceId } = await create(world);
  const made = await world.apiGateway.send(
    new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: first }),
  );
  const parentId = isChild ? made.id : rootResourceId;
  return world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: second }));
}

/** An API whose root has a GET method with a MOCK integration unless told otherwise. */
async function withMethod(world: TestWorld, integration: object | undefined = { type: 'MOCK' }, input: object = {}) {
  const { id: restApiId, rootResourceId: resourceId } = await createPrivate(world, input);
  const at = { restApiId, resourceId, httpMethod: 'GET' };
  await world.apiGateway.send(new PutMethodCommand({ ...at, authorizationType: 'NONE' }));
  if (integration !== undefined) {
    const command = new PutIntegrationCommand({ ...at, ...integration } as PutIntegrationCommandInput);
    await world.apiGateway.send(command);
  }
  return at;
}

async function putMethod(world: TestWorld, input: object) {
  const { id: restApiId, rootResourceId: resourceId } = await create(world);
  return world.apiGateway.send(
    new PutMethodCommand({ restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE', ...input }),
  );
}

const http = (uri: string) => ({ type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri });
const viaLink = (connectionId: string) => ({ ...http('http://orders/'), connectionType: 'VPC_LINK', connectionId });

const withSecret = (world: TestWorld) =>
  createClients(world.emulator, { ...world.principal, secretAccessKey: 'wrong' });
const withKey = (world: TestWorld) => createClients(world.emulator, { ...world.principal, accessKeyId: 'AKIAUNKNOWN' });

const manyPaths = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [
    `/path${index}`,
    { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } },
  ]),
);
const minimal = { openapi: '3.0.1', info: { title: 'orders', version: '1' } };
const warned = {
  ...minimal,
  paths: {
    '/a': {
      get: {
        'x-amazon-apigateway-integration': {
          type: 'mock',
          requestParameters: { 'integration.request.header.a': true },
        },
      },
    },
  },
};

const regionalDocument = (world: TestWorld) => ({
  ...minimal,
  servers: [{ 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: [world.endpoint.vpcEndpointId] } }],
  paths: {},
});

/** How each refusal of the table is brought about, by `operation: situation`. */
export const provocations: Readonly<Record<string, Provocation>> = {
  'CreateRestApi: empty description': (world) => create(world, { description: '' }),
  'CreateRestApi: no name': (world) => create(world, { name: '' }),
  'CreateRestApi: no endpoint type': (world) => create(world, { endpointConfiguration: { types: [] } }),
  'CreateRestApi: two endpoint types': (world) =>
    create(world, { endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } }),
  'CreateRestApi: unknown endpoint type': (world) => create(world, { endpointConfiguration: { types: ['wrong'] } }),
  'CreateRestApi: PRIVATE with ipv4': (world) =>
    create(world, { endpointConfiguration: { ...PRIVATE, ipAddressType: 'ipv4' } }),
  'CreateRestApi: compression size out of range': (world) => create(world, { minimumCompressionSize: -1 }),
  'CreateRestApi: endpoint ids on an API that is not PRIVATE': (world) =>
    create(world, { endpointConfiguration: { types: ['REGIONAL'], vpcEndpointIds: [world.endpoint.vpcEndpointId] } }),
  'CreateRestApi: malformed policy': (world) => create(world, { policy: '{"Statement": "none"}' }),
  'CreateRestApi: policy naming a principal that does not exist': (world) =>
    create(world, { policy: principalPolicy(`${world.principal.arn}-unknown`) }),
  'CreateRestApi: policy over the quota': (world) =>
    create(world, { policy: JSON.stringify({ ...restrictingPolicy('vpce-1'), Id: 'x'.repeat(8192) }) }),
  'CreateRestApi: one PRIVATE API too many': async (world) => {
    world.emulator.settings.quotas.privateApis = 1;
    await createPrivate(world);
    return createPrivate(world);
  },
  'CreateRestApi: tag with a reserved key': (world) => create(world, { tags: { 'aws:a': 'b' } }),
  'CreateRestApi: more tags than 50': (world) =>
    create(world, { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, ''])) }),
  'GetRestApi: unknown id': ({ apiGateway }) => apiGateway.send(new GetRestApiCommand({ restApiId: 'fake' })),
  'DeleteRestApi: unknown id': ({ apiGateway }) => apiGateway.send(new DeleteRestApiCommand({ restApiId: 'fake' })),
  'UpdateRestApi: unknown operation word': (world) => patchApi(world, { op: 'wrong', path: '/name', value: 'a' }),
  'UpdateRestApi: unknown path': (world) => patchApi(world, { op: 'add', path: '/binaryMediaTypes', value: 'a' }),
  'UpdateRestApi: add on a scalar': (world) => patchApi(world, { op: 'add', path: '/name', value: 'a' }),
  'UpdateRestApi: unknown endpoint type': (world) =>
    patchApi(world, { op: 'replace', path: '/endpointConfiguration/types/0', value: 'wrong' }),
  'UpdateRestApi: PRIVATE to EDGE': (world) =>
    patchApi(world, { op: 'replace', path: '/endpointConfiguration/types/0', value: 'EDGE' }),
  'UpdateRestApi: type changed while endpoint ids are there': (world) =>
    patchApi(
      world,
      { op: 'replace', path: '/endpointConfiguration/types/0', value: 'REGIONAL' },
      { endpointConfiguration: { ...PRIVATE, vpcEndpointIds: [world.endpoint.vpcEndpointId] } },
    ),
  'UpdateRestApi: ipv4 on a PRIVATE API': (world) =>
    patchApi(world, { op: 'replace', path: '/endpointConfiguration/ipAddressType', value: 'ipv4' }),
  'UpdateRestApi: unknown address type': (world) =>
    patchApi(world, { op: 'replace', path: '/endpointConfiguration/ipAddressType', value: 'ipv5' }),
  'UpdateRestApi: two writes to one API overlap': async (world) => {
    const { id: restApiId } = await createPrivate(world);
    world.emulator.settings.writeLatencyMs = 100;
    const patchOperations = [{ op: 'replace' as const, path: '/name', value: 'a' }];
    const update = () => world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    // The first is still between arrival and application when the second comes.
    void update();
    return update();
  },
  'PutRestApi: no document': (world) => put(world, '{"not": finished'),
  'PutRestApi: unknown version': (world) => put(world, { ...minimal, openapi: '3.1.0', paths: {} }),
  'PutRestApi: endpoint ids before the API is PRIVATE': (world) =>
    put(world, regionalDocument(world), { endpointConfiguration: { types: ['REGIONAL'] } }),
  'PutRestApi: integration that cannot be put': (world) =>
    put(world, privateDocument({ endpointId: world.endpoint.vpcEndpointId, linkId: 'fake' })),
  'PutRestApi: warning with failOnWarnings': (world) => put(world, warned, {}, { failOnWarnings: true }),
  'PutRestApi: more than 300 resources': (world) => put(world, { ...minimal, paths: manyPaths }),
  'ImportRestApi: endpoint ids without PRIVATE': (world) =>
    world.apiGateway.send(new ImportRestApiCommand({ body: JSON.stringify(regionalDocument(world)) })),
  'CreateResource: unknown parent': async (world) => {
    const { id: restApiId } = await create(world);
    return world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId: 'fake', pathPart: 'a' }));
  },
  'CreateResource: name taken': (world) => twoResources(world, 'pets', 'pets'),
  'CreateResource: second variable on a level': (world) => twoResources(world, '{one}', '{two}'),
  'CreateResource: child of a greedy variable': (world) => twoResources(world, '{proxy+}', 'child', true),
  'CreateResource: characters that a path cannot have': (world) => twoResources(world, 'pets', 'a b'),
  'UpdateResource: root renamed': async (world) => {
    const { id: restApiId, rootResourceId: resourceId } = await create(world);
    const patchOperations = [{ op: 'replace' as const, path: '/pathPart', value: 'a' }];
    return world.apiGateway.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
  },
  'UpdateResource: below itself': async (world) => {
    const { id: restApiId, rootResourceId } = await create(world);
    const add = (parentId: string | undefined, pathPart: string) =>
      world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
    const { id: resourceId } = await add(rootResourceId, 'a');
    const { id: value } = await add(resourceId, 'b');
    const patchOperations = [{ op: 'replace' as const, path: '/parentId', value }];
    return world.apiGateway.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
  },
  'DeleteResource: root': async (world) => {
    const { id: restApiId, rootResourceId: resourceId } = await create(world);
    return world.apiGateway.send(new DeleteResourceCommand({ restApiId, resourceId }));
  },
  'PutMethod: repeated': async (world) => {
    const at = await withMethod(world);
    return world.apiGateway.send(new PutMethodCommand({ ...at, authorizationType: 'NONE' }));
  },
  'PutMethod: unknown API or resource': (world) => putMethod(world, { resourceId: 'fake' }),
  'PutMethod: CUSTOM without an authorizer': (world) => putMethod(world, { authorizationType: 'CUSTOM' }),
  'PutMethod: unknown model': (world) => putMethod(world, { requestModels: { 'application/json': 'petModel' } }),
  'PutMethod: unknown validator': (world) => putMethod(world, { requestValidatorId: 'fake' }),
  'PutMethod: unknown verb': (world) => putMethod(world, { httpMethod: 'WRONG' }),
  'GetMethod: unknown verb': async (world) =>
    world.apiGateway.send(new GetMethodCommand({ ...(await withMethod(world)), httpMethod: 'POST' })),
  'PutIntegration: URI that is no HTTP address': (world) => withMethod(world, http('orders')),
  'PutIntegration: AWS URI that is no ARN': (world) => withMethod(world, { ...http('orders'), type: 'AWS' }),
  'PutIntegration: AWS ARN without path or action': (world) =>
    withMethod(world, { ...http(`arn:aws:apigateway:${REGION}:lambda:none`), type: 'AWS' }),
  'PutIntegration: unknown VPC link': (world) => withMethod(world, viaLink('fake')),
  'PutIntegration: timeout below 50 ms': (world) => withMethod(world, { type: 'MOCK', timeoutInMillis: 49 }),
  'PutIntegration: unknown type': (world) => withMethod(world, { type: 'HTTPS_PROXY' }),
  'GetIntegration: method without one': async (world) => {
    const at = await withMethod(world);
    world.region.restApis.get(at.restApiId!)!.resources.get(at.resourceId!)!.methods.get('GET')!.integration =
      undefined;
    return world.apiGateway.send(new GetIntegrationCommand(at));
  },
  'PutIntegrationResponse: no method response for the status': async (world) => {
    const at = { ...(await withMethod(world)), statusCode: '200' };
    const responseParameters = { 'method.response.header.a': "'b'" };
    return world.apiGateway.send(new PutIntegrationResponseCommand({ ...at, responseParameters }));
  },
  'GetIntegrationResponse: unknown status code': async (world) =>
    world.apiGateway.send(new GetIntegrationResponseCommand({ ...(await withMethod(world)), statusCode: '200' })),
  'GetIntegrationResponse: status code that is none': async (world) =>
    world.apiGateway.send(new GetIntegrationResponseCommand({ ...(await withMethod(world)), statusCode: 'wrong' })),
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
  'TagResource: unknown API': ({ apiGateway }) =>
    apiGateway.send(
      new TagResourceCommand({ resourceArn: `arn:aws:apigateway:${REGION}::/restapis/fake`, tags: { a: 'b' } }),
    ),
  'any of API Gateway: unknown access key': (world) => withKey(world).apiGateway.send(new GetAccountCommand({})),
  'any of API Gateway: wrong secret': (world) => withSecret(world).apiGateway.send(new GetAccountCommand({})),
  'any of API Gateway: signed an hour ago': (world) => {
    jest.setSystemTime(Date.now() + 3_600_000);
    const { systemClockOffset } = world.apiGateway.config;
    world.apiGateway.config.systemClockOffset = systemClockOffset - 3_600_000;
    return world.apiGateway.send(new GetAccountCommand({}));
  },
  'any of API Gateway: faster than the rate': async (world) => {
    world.emulator.settings.enforceRates = true;
    await create(world);
    return create(world);
  },
  'any of API Gateway: not implemented here': ({ apiGateway }) =>
    apiGateway.send(new GetModelsCommand({ restApiId: 'fake' })),
  'any of STS and ELBv2: unknown access key': (world) => withKey(world).sts.send(new GetCallerIdentityCommand({})),
  'any of STS and ELBv2: wrong secret': (world) =>
    withSecret(world).loadBalancing.send(new DescribeLoadBalancersCommand({})),
  'any of EC2: wrong secret': (world) => withSecret(world).ec2.send(new DescribeVpcsCommand({})),
  'DescribeVpcs: unknown id': ({ ec2 }) => ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000'] })),
  'DescribeSubnets: unknown id': ({ ec2 }) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000'] })),
  'DescribeSecurityGroups: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000'] })),
  'DescribeVpcEndpoints: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-00000000'] })),
  'DescribeLoadBalancers: unknown ARN': ({ loadBalancing, loadBalancer }) =>
    loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [`${loadBalancer.loadBalancerArn}0`] })),
};
