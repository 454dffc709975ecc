import {
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway';
import { REGION } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';
import { create, withMethod } from './given.ts';
import type { Provocation } from './given.ts';

async function putMethod(world: TestWorld, input: object) {
  const { id: restApiId, rootResourceId: resourceId } = await create(world);
  return world.apiGateway.send(
    new PutMethodCommand({ restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE', ...input }),
  );
}

const http = (uri: string) => ({ type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri });

const viaLink = (connectionId: string) => ({ ...http('http://orders/'), connectionType: 'VPC_LINK', connectionId });

export const methodsProvocations: Readonly<Record<string, Provocation>> = {
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
  'PutIntegration: mapping from a parameter that the method does not declare': (world) =>
    withMethod(world, {
      ...http('http://orders/{id}'),
      requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
    }),
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
};
