import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DeployedApi } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];

const response = { 200: { description: 'Done' } };
const document = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '7' },
  'x-private-api-backend': 'orders',
  paths: {
    '/orders': {
      get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }], responses: response },
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        responses: response,
        'x-amazon-apigateway-request-validator': 'all',
      },
    },
    '/orders/{id}': {
      get: { responses: response, 'x-private-api-backend': { name: 'orders', path: '/v2/orders/{id}' } },
    },
  },
  components: {
    schemas: { Order: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
};

const open = { authorization: { type: 'None' }, routes: undefined };

/** Applies and waits; what it costs in AWS. */
async function apply(inline: object, spec: object = {}): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(privateApi(world, 'orders', { ...open, openApi: { inline }, ...spec }));
  await world.untilReady('orders');
  return world.awsWrites(before);
}

const restApi = () => [...world.account.restApis.values()][0]!;
const served = (): DeployedApi => restApi().deployments.get(restApi().stages.get('prod')!.deploymentId)!.snapshot;

describe('an inline document', () => {
  test('is served: its operations reach the backends they name, its validators check', async () => {
    await apply(document);
    const { call, received } = createCaller(world);
    expect((await call('GET', '/orders?limit=3')).status).toBe(200);
    expect((await call('GET', '/orders/42')).status).toBe(200);
    expect(received.map(({ path }) => path)).toEqual(['/orders?limit=3', '/v2/orders/42']);
    const post = (body: string) => call('POST', '/orders', { headers: { 'content-type': 'application/json' }, body });
    expect(await post('{}')).toMatchObject({ status: 400, body: '{"message": "Invalid request body"}' });
    expect((await post('{"sku":"a"}')).status).toBe(200);
    expect(restApi()).toMatchObject({ name: 'shop.orders', version: '7' });
    expect([...restApi().models!.keys()]).toEqual(['Order']);
  });
});
