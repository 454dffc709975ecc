import { ImportRestApiCommand, PutRestApiCommand } from '@aws-sdk/client-api-gateway';
import { privateDocument } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';
import { createPrivate, minimal } from './given.ts';
import type { Provocation } from './given.ts';

async function put(world: TestWorld, document: object | string, input: object = {}, more: object = {}) {
  const { id: restApiId } = await createPrivate(world, input);
  const body = typeof document === 'string' ? document : JSON.stringify(document);
  return world.apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body, ...more }));
}

const manyPaths = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [
    `/path${index}`,
    { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } },
  ]),
);

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

export const importsProvocations: Readonly<Record<string, Provocation>> = {
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
};
