import {
  DeleteRestApiCommand,
  GetRestApiCommand,
  TagResourceCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { REGION, restrictingPolicy } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';
import { PRIVATE, create, createPrivate } from './given.ts';
import type { Provocation } from './given.ts';

const principalPolicy = (AWS: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: '*', Resource: 'execute-api:/*' }] });

async function patchApi(world: TestWorld, operation: object, input: object = {}) {
  const { id: restApiId } = await createPrivate(world, input);
  return world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: [operation] }));
}

export const restApisProvocations: Readonly<Record<string, Provocation>> = {
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
  'TagResource: unknown API': ({ apiGateway }) =>
    apiGateway.send(
      new TagResourceCommand({ resourceArn: `arn:aws:apigateway:${REGION}::/restapis/fake`, tags: { a: 'b' } }),
    ),
};
