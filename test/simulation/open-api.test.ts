import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { DeployedApi } from '../../sandbox/aws/state.ts';
import type { Resource } from '../../src/kubernetes/objects.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
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

const responses = { 200: { description: 'Done' } };
const body = { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } };
const document = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '7' },
  'x-private-api-backend': 'orders',
  paths: {
    '/orders': {
      get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }], responses },
      post: { requestBody: body, responses, 'x-amazon-apigateway-request-validator': 'all' },
    },
    '/orders/{id}': { get: { responses, 'x-private-api-backend': { name: 'orders', path: '/v2/orders/{id}' } } },
  },
  components: {
    schemas: { Order: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
};

const open = { authorization: { type: 'None' }, routes: undefined };
const inline = (changes: object = {}) => ({ ...open, openApi: { inline: { ...document, ...changes } } });

/** Applies and waits; what it costs in AWS. */
async function apply(spec: object): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(privateApi(world, 'orders', spec));
  await world.untilReady('orders');
  return world.awsWrites(before);
}

async function untilReason(reason: string): Promise<string> {
  await world.until(
    () => world.condition('orders', 'Ready')?.reason === reason,
    () => `${reason}; it is ${JSON.stringify(world.condition('orders', 'Ready'))}`,
  );
  return world.condition('orders', 'Ready')!.message;
}

const restApi = () => [...world.account.restApis.values()][0]!;
const served = (): DeployedApi => restApi().deployments.get(restApi().stages.get('prod')!.deploymentId)!.snapshot;
const servedRoutes = () =>
  served()
    .methods.map(({ path, method }) => `${method.httpMethod} ${path}`)
    .sort();

describe('an inline document', () => {
  test('is served: its operations reach the backends they name, its validators check', async () => {
    await apply(inline());
    const { call, received } = createCaller(world);
    expect((await call('GET', '/orders?limit=3')).status).toBe(200);
    expect((await call('GET', '/orders/42')).status).toBe(200);
    expect(received.map(({ path }) => path)).toEqual(['/orders?limit=3', '/v2/orders/42']);
    const post = (content: string) =>
      call('POST', '/orders', { headers: { 'content-type': 'application/json' }, body: content });
    expect(await post('{}')).toMatchObject({ status: 400, body: '{"message": "Invalid request body"}' });
    expect((await post('{"sku":"a"}')).status).toBe(200);
    expect(restApi()).toMatchObject({ name: 'shop.orders', version: '7' });
    expect([...restApi().models!.keys()]).toEqual(['Order']);
  });

  test('is changed by one deployment, written in another order costs nothing, and routes can take its place', async () => {
    await apply(inline());
    const { info, paths, ...rest } = document;
    expect(await apply({ ...open, openApi: { inline: { ...rest, paths, info } } })).toEqual([]);
    expect(await apply(inline({ paths: { '/stock': { get: { responses } } } }))).toEqual(deployment);
    expect(servedRoutes()).toEqual(['GET /stock']);
    expect(await apply({ authorization: open.authorization })).toEqual(deployment);
    expect(servedRoutes()).toEqual(['GET /orders', 'GET /orders/{id}']);
    expect([...(restApi().models?.keys() ?? [])]).toEqual([]);
  });

  test('costs two reads more than routes to look for drift, and what others did to it is put back', async () => {
    await apply(inline());
    const readsOf = async () => {
      const before = world.awsCalls();
      await world.pass(11 * 60_000);
      return [...new Set(world.aws.log.slice(before).map(({ operation }) => operation))].sort();
    };
    const withDocument = await readsOf();
    await apply({ authorization: open.authorization });
    const withRoutes = await readsOf();
    expect(withDocument.filter((operation) => !withRoutes.includes(operation))).toEqual([
      'GetModels',
      'GetRequestValidators',
    ]);

    await apply(inline());
    const resource = [...restApi().resources.values()].find(({ path }) => path === '/orders')!;
    resource.methods.get('POST')!.requestValidatorId = undefined;
    restApi().models = new Map();
    const before = world.awsCalls();
    await world.pass(11 * 60_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['models', 'POST /orders: request validator']);
  });

  test('that is wrong leaves what is served untouched, says where and how to mend it, and recovers', async () => {
    await apply(inline());
    const before = world.awsCalls();
    const policy = { Version: '2012-10-17', Statement: [] };
    await world.apply(privateApi(world, 'orders', inline({ 'x-amazon-apigateway-policy': policy })));
    expect(await untilReason('InvalidSpec')).toBe(
      'spec.openApi.inline#/x-amazon-apigateway-policy: the resource policy is made from spec.endpoint and spec.access; remove it; until then the stage serves what it did',
    );
    expect(world.awsWrites(before)).toEqual([]);
    expect((await createCaller(world).call('GET', '/orders')).status).toBe(200);
    expect(await apply(inline())).toEqual([]);
  });

  test('with security that API Gateway could not check is refused until it says who may call', async () => {
    const secured = {
      security: [{ token: [] }],
      components: { ...document.components, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    };
    await world.apply(privateApi(world, 'orders', inline(secured)));
    expect(await untilReason('InvalidSpec')).toContain(
      'spec.openApi#/paths/~1orders/get/security: token is nothing that API Gateway could check here',
    );
    await apply(inline({ ...secured, 'x-private-api-authorization': { type: 'IAM' } }));
    expect(served().methods.map(({ method }) => [method.authorizationType, method.apiKeyRequired])).toEqual([
      ['AWS_IAM', false],
      ['AWS_IAM', false],
      ['AWS_IAM', false],
    ]);
  });

  test('asks an authorizer of the spec by name, by either key', async () => {
    const authorizers = [
      { name: 'pool', cognito: { userPoolArns: ['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a'] } },
    ];
    const paths = {
      '/a': { get: { responses, security: [{ pool: ['orders/read'] }] } },
      '/b': { get: { responses, 'x-private-api-authorization': { type: 'Authorizer', authorizer: 'pool' } } },
    };
    const securitySchemes = { pool: { type: 'http', scheme: 'bearer' } };
    await apply({ ...inline({ paths, components: { ...document.components, securitySchemes } }), authorizers });
    const [pool] = [...restApi().authorizers.values()];
    expect(
      served().methods.map(({ path, method }) => [
        path,
        method.authorizationType,
        method.authorizerId,
        method.authorizationScopes,
      ]),
    ).toEqual([
      ['/a', 'COGNITO_USER_POOLS', pool!.id, ['orders/read']],
      ['/b', 'COGNITO_USER_POOLS', pool!.id, undefined],
    ]);
  });

  test('of Swagger 2 is served, with cors and gateway responses of its own', async () => {
    const swagger = {
      swagger: '2.0',
      info: { title: 'Orders', version: '1' },
      basePath: '/ignored',
      host: 'elsewhere.example',
      'x-private-api-backend': 'orders',
      paths: { '/orders/{id}': { get: { responses }, 'x-amazon-apigateway-any-method': { responses } } },
      definitions: { Order: { type: 'object' } },
      'x-amazon-apigateway-gateway-responses': {
        MISSING_AUTHENTICATION_TOKEN: {
          statusCode: 404,
          responseTemplates: { 'application/json': '{"gone":$context.error.messageString}' },
        },
      },
    };
    await apply({ ...open, openApi: { inline: swagger }, cors: { allowOrigins: ['*'] } });
    expect(servedRoutes()).toEqual(['ANY /orders/{id}', 'GET /orders/{id}', 'OPTIONS /orders/{id}']);
    const { call } = createCaller(world);
    expect((await call('OPTIONS', '/orders/1')).headers['access-control-allow-methods']).toContain('GET');
    const missing = await call('GET', '/nothing');
    expect([missing.status, missing.body, missing.headers['access-control-allow-origin']]).toEqual([
      404,
      '{"gone":"Missing Authentication Token"}',
      '*',
    ]);
    expect(restApi().endpointConfiguration.vpcEndpointIds).toEqual([world.endpoint.vpcEndpointId]);
  });

  test('of OpenAPI 3.1 is served as 3.0', async () => {
    const schemas = { Order: { type: ['object', 'null'], properties: { kind: { const: 'order' } } } };
    const { 'x-amazon-apigateway-request-validators': _validators, ...rest } = document;
    const paths = { '/orders': { post: { requestBody: body, responses } } };
    await apply({ ...open, openApi: { inline: { ...rest, openapi: '3.1.0', paths, components: { schemas } } } });
    expect(JSON.parse(restApi().models!.get('Order')!.schema)).toEqual({
      type: 'object',
      nullable: true,
      properties: { kind: { enum: ['order'] } },
    });
  });
});

describe('a document in a ConfigMap', () => {
  const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
  const put = (data: Record<string, string>) =>
    world.person.apply(
      configMaps,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders-api', namespace: 'shop' }, data } as never,
      { fieldManager: 'kubectl', force: true },
    );
  const spec = { ...open, openApi: { configMapRef: { name: 'orders-api', key: 'openapi.yaml' } } };

  test('is awaited, followed when it changes, and missed without harm when it goes', async () => {
    await world.apply(privateApi(world, 'orders', spec));
    expect(await untilReason('OpenApiNotFound')).toBe(
      'ConfigMap shop/orders-api, key openapi.yaml: the ConfigMap does not exist; create it, it is awaited',
    );
    await put({ other: 'x' });
    await world.until(
      () => world.condition('orders', 'Ready')?.message.includes('no such key') === true,
      () => 'the key is missed',
    );
    await put({ 'openapi.yaml': stringify(document) });
    await world.untilReady('orders');
    expect(servedRoutes()).toEqual(['GET /orders', 'GET /orders/{id}', 'POST /orders']);

    const quiet = world.awsCalls();
    await put({ 'openapi.yaml': `# only a comment\n${stringify(document, { indent: 4 })}` });
    await world.pass(60_000);
    expect(world.awsWrites(quiet)).toEqual([]);

    await put({ 'openapi.yaml': stringify({ ...document, paths: { '/stock': { get: { responses } } } }) });
    await world.until(
      () => servedRoutes().join() === 'GET /stock',
      () => `the new document is served: ${servedRoutes().join()}`,
      60_000,
    );

    await put({ 'openapi.yaml': 'a: 1\na: 2' });
    expect(await untilReason('InvalidSpec')).toContain('key openapi.yaml#: has the key "a" twice in one object');
    const before = world.awsCalls();
    await world.person.delete(configMaps, { namespace: 'shop', name: 'orders-api' });
    await untilReason('OpenApiNotFound');
    await world.pass(11 * 60_000);
    expect(world.awsWrites(before)).toEqual([]);
    expect((await createCaller(world).call('GET', '/stock')).status).toBe(200);

    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'the object is gone',
    );
    expect(world.account.restApis.size).toBe(0);
  });
});

test('the sample is served: its validators check, its health needs no signature', async () => {
  const { spec } = sample(world, 'openapi');
  await apply({ ...spec, routes: undefined });
  const { call, received } = createCaller(world);
  expect((await call('GET', '/health')).status).toBe(200);
  expect((await call('GET', '/orders?customer=1')).status).toBe(403);
  const principal = seedPrincipal(world.aws, {
    accountId: '111122223333',
    name: 'user/shop',
    policies: [{ Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] }],
  });
  expect((await call('GET', '/orders/7', { principal })).status).toBe(200);
  expect((await call('GET', '/orders', { principal })).body).toBe(
    '{"message": "Missing required request parameters: [customer]"}',
  );
  expect((await call('POST', '/orders', { principal, body: '{"sku":"a"}' })).body).toBe(
    '{"message": "Invalid request body"}',
  );
  expect(received.map(({ path }) => path)).toEqual(['/health', '/v2/orders/7']);
});

describe('requests of routes', () => {
  const routes = (request: object) => [{ path: '/orders', method: 'POST', backend: 'orders', request }];
  const schema = { type: 'object', required: ['sku'] };

  test('are checked as declared; set, changed and unset by one deployment each', async () => {
    const { call } = createCaller(world);
    const post = async (path: string, content: string, headers: Record<string, string> = {}) => {
      const { status, body: answer } = await call('POST', path, { headers, body: content });
      return [status, answer];
    };
    const base = { authorization: { type: 'None' } };
    await apply({ ...base, routes: routes({ headers: ['x-tenant'], queryParameters: ['page'] }) });
    expect(await post('/orders', '')).toEqual([
      400,
      '{"message": "Missing required request parameters: [x-tenant, page]"}',
    ]);
    expect((await post('/orders?page=1', '', { 'x-tenant': 'a' }))[0]).toBe(200);

    expect(await apply({ ...base, routes: routes({ body: { schema } }) })).toEqual(deployment);
    expect(await post('/orders', '[]')).toEqual([400, '{"message": "Invalid request body"}']);
    expect((await post('/orders', '{"sku":1}'))[0]).toBe(200);

    expect(await apply({ ...base, requestValidation: 'Parameters', routes: routes({ body: { schema } }) })).toEqual(
      deployment,
    );
    expect((await post('/orders', '[]'))[0]).toBe(200);
    expect(await apply({ ...base, requestValidation: 'None', routes: routes({ body: { schema } }) })).toEqual(
      deployment,
    );
    expect(await apply({ ...base, routes: routes({ body: { schema } }) })).toEqual(['UpdateStage', 'PutRestApi']);
    expect(await apply({ ...base, routes: [{ path: '/orders', method: 'POST', backend: 'orders' }] })).toEqual(
      deployment,
    );
    expect([restApi().models?.size, restApi().requestValidators?.size]).toEqual([0, 0]);
  });

  test('with a schema that API Gateway could not check are an invalid spec', async () => {
    await world.apply(
      privateApi(world, 'orders', {
        routes: routes({ body: { schema: { type: 'object', nullable: true, properties: { a: { type: 'any' } } } } }),
      }),
    );
    const message = await untilReason('InvalidSpec');
    expect(message).toContain('spec.routes[POST /orders].request.body.schema#/nullable: is not known to API Gateway');
    expect(message).toContain('spec.routes[POST /orders].request.body.schema#/properties/a/type: must be one of');
    expect(world.awsWrites()).toEqual([]);
  });
});

describe('gateway responses', () => {
  test('are set, changed, put back and unset; a header of the user wins over that of cors', async () => {
    const cors = { allowOrigins: ['*'] };
    await apply({ gatewayResponses: [{ type: 'DEFAULT_4XX', headers: { 'x-help': 'ask the shop team' } }] });
    const { call } = createCaller(world);
    expect((await call('GET', '/orders')).headers['x-help']).toBe('ask the shop team');

    const own = {
      type: 'DEFAULT_4XX',
      statusCode: 418,
      headers: { 'access-control-allow-origin': 'https://a.example' },
    };
    expect(await apply({ cors, gatewayResponses: [own] })).toEqual(deployment);
    const answer = await call('GET', '/orders');
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([418, 'https://a.example']);

    restApi().gatewayResponses = new Map();
    const before = world.awsCalls();
    await world.pass(11 * 60_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['gateway responses']);

    expect(await apply({ cors })).toEqual(deployment);
    expect(await apply({})).toEqual(deployment);
    expect(restApi().gatewayResponses?.size).toBe(0);
  });

  test('go with what they are unset to though it was deployed before; nobody else is asked for them', async () => {
    const looks = (since: number) =>
      world.aws.log.filter(({ operation, sequence }) => operation === 'GetGatewayResponses' && sequence > since).length;
    await apply({});
    const made = world.awsCalls();
    await world.pass(25 * 60_000);
    expect(looks(made)).toBe(0);

    await apply({ gatewayResponses: [{ type: 'THROTTLED', statusCode: 503 }] });
    expect(world.read('orders')?.status?.restApi?.customizesGatewayResponses).toBe(true);
    expect(await apply({})).toEqual(['UpdateStage', 'PutRestApi']);
    expect(restApi().gatewayResponses?.size).toBe(0);
    expect(world.read('orders')?.status?.restApi?.customizesGatewayResponses).toBeUndefined();
    const unset = world.awsCalls();
    await world.pass(25 * 60_000);
    expect([looks(unset), world.awsWrites(unset)]).toEqual([0, []]);
  });

  test('go too when the operator was killed before it could remove them', async () => {
    await apply({});
    await apply({ gatewayResponses: [{ type: 'THROTTLED', statusCode: 503 }] });
    world.aws.onCall(({ operation }) => {
      if (operation === 'UpdateStage') operator.kill();
    });
    const before = world.awsCalls();
    await world.apply(privateApi(world, 'orders', {}));
    await world.pass(60_000);
    expect(world.awsWrites(before)).toEqual(['UpdateStage']);
    expect(restApi().gatewayResponses?.size).toBe(1);

    operator = world.startOperator();
    await world.pass(60_000);
    expect(world.awsWrites(before)).toEqual(['UpdateStage', 'PutRestApi']);
    expect(restApi().gatewayResponses?.size).toBe(0);
  });
});
