import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { DeployedApi } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { somebody } from './somebody.ts';
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
const origin = 'https://shop.example.com';
const routes = [
  { path: '/orders', method: 'GET', backend: 'orders' },
  { path: '/orders', method: 'POST', backend: 'orders' },
  { path: '/orders/{id}', method: 'ANY', backend: 'orders' },
];

/** Applies and waits; what it costs in AWS. */
async function apply(spec: object): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(privateApi(world, 'orders', { routes, ...spec }));
  await world.untilReady('orders');
  return world.awsWrites(before);
}

const restApi = () => [...world.account.restApis.values()][0]!;
const served = (): DeployedApi => restApi().deployments.get(restApi().stages.get('prod')!.deploymentId)!.snapshot;
const optionsServed = () =>
  served()
    .methods.filter(({ method }) => method.httpMethod === 'OPTIONS')
    .map(({ path }) => path)
    .sort();

describe('cors', () => {
  test('is set, changed and unset by one deployment each, and lists in another order cost nothing', async () => {
    await apply({});
    expect([optionsServed(), served().gatewayResponses?.size]).toEqual([[], 0]);

    expect(await apply({ cors: { allowOrigins: [origin], allowMethods: ['PUT', 'GET'] } })).toEqual(deployment);
    expect(optionsServed()).toEqual(['/orders', '/orders/{id}']);
    expect([...served().gatewayResponses!.keys()]).toEqual(['DEFAULT_4XX', 'DEFAULT_5XX']);
    expect(await apply({ cors: { allowOrigins: [origin], allowMethods: ['GET', 'PUT'] } })).toEqual([]);

    expect(await apply({ cors: { allowOrigins: ['*'] } })).toEqual(deployment);
    expect(await apply({ cors: { allowOrigins: ['*'], maxAgeSeconds: 0 } })).toEqual(deployment);
    expect(await apply({ cors: { allowOrigins: ['*'], allowHeaders: ['x-a'], maxAgeSeconds: 0 } })).toEqual(deployment);

    expect(await apply({})).toEqual(['UpdateStage', 'PutRestApi']);
    expect([optionsServed(), restApi().gatewayResponses?.size]).toEqual([[], 0]);
  });

  test('answers preflight requests without a signature and without asking the backend, on IAM routes too', async () => {
    const { call, received } = createCaller(world);
    const preflight = (path: string) => call('OPTIONS', path, { headers: { origin } });
    await apply({});
    expect((await preflight('/orders')).status).toBe(403);

    await apply({ cors: { allowOrigins: [origin], maxAgeSeconds: 600 } });
    const answer = await preflight('/orders');
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type,x-amz-date,x-amz-security-token',
      'access-control-max-age': '600',
    });
    expect((await preflight('/orders/42')).headers['access-control-allow-methods']).toBe(
      'DELETE,GET,HEAD,PATCH,POST,PUT',
    );
    expect(received).toEqual([]);

    expect((await call('GET', '/orders')).status).toBe(403);
    expect(received).toEqual([]);
  });

  test('lets pages read the errors of API Gateway itself: no signature, refused by a policy, backend out of reach', async () => {
    await apply({ cors: { allowOrigins: [origin] } });
    const statements = [{ Effect: 'Allow' as const, Action: 'execute-api:Invoke', Resource: '*' }];
    const person = (name: string, policies: object[]) =>
      seedPrincipal(world.aws, { accountId: '111122223333', name, policies: policies as never });
    const { call } = createCaller(world);
    const broken = createCaller(world, { reach: () => Promise.reject(new Error('refused')) });
    const answers = [
      await call('GET', '/orders'),
      await call('GET', '/orders', { principal: person('user/nobody', []) }),
      await broken.call('GET', '/orders', { principal: person('user/allowed', [{ Statement: statements }]) }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers['access-control-allow-origin']])).toEqual([
      [403, origin],
      [403, origin],
      [500, origin],
    ]);
  });

  test('adds one statement to the policy, and none when every route is unsigned', async () => {
    const sids = () => [served().policy!.Statement].flat().map((statement) => (statement as { Sid?: string }).Sid);
    const cors = { allowOrigins: ['*'] };
    await apply({ cors });
    expect(sids()).toEqual(['AllowOwnAccount', 'AllowPreflight', 'DenyOtherCallers']);
    await apply({ cors, authorization: { type: 'None' } });
    expect(sids()).toEqual(['AllowEveryoneListedBelow', 'DenyOtherCallers']);
  });

  test.each([
    {
      name: 'principals',
      spec: { access: { principals: ['111122223333'] } },
      says: 'spec.cors does not go with access.principals',
    },
    {
      name: 'a route for OPTIONS',
      spec: { routes: [{ path: '/orders', method: 'OPTIONS', backend: 'orders' }] },
      says: 'spec.routes[OPTIONS /orders]: cors answers OPTIONS on every path',
    },
  ])('beside $name is an invalid spec, writes nothing, and recovers', async ({ spec, says }) => {
    const cors = { allowOrigins: [origin] };
    await apply({ cors });
    const before = world.awsCalls();
    await world.apply(privateApi(world, 'orders', { routes, cors, ...spec }));
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'InvalidSpec',
      () => 'the spec is invalid',
    );
    expect(world.condition('orders', 'Ready')?.message).toContain(says);
    expect(world.awsWrites(before)).toEqual([]);
    expect(await apply({ cors })).toEqual([]);
  });
});

describe('changed by others', () => {
  const edits: { name: string; edit: () => Promise<unknown>; fields: string[] }[] = [
    {
      name: 'a gateway response',
      edit: () =>
        somebody(world).putGatewayResponse({
          restApiId: restApi().id,
          responseType: 'DEFAULT_4XX',
          responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
        }),
      fields: ['gateway responses'],
    },
    {
      name: 'a gateway response that nobody asked for',
      edit: () =>
        somebody(world).putGatewayResponse({
          restApiId: restApi().id,
          responseType: 'ACCESS_DENIED',
          statusCode: '404',
        }),
      fields: ['gateway responses'],
    },
    {
      name: 'a deleted preflight answer',
      edit: () =>
        somebody(world).deleteMethod({
          restApiId: restApi().id,
          resourceId: [...restApi().resources.values()].find(({ path }) => path === '/orders')!.id,
          httpMethod: 'OPTIONS',
        }),
      fields: ['OPTIONS /orders is missing'],
    },
    {
      name: 'a preflight answer that allows more',
      edit: () =>
        somebody(world).updateIntegrationResponse({
          restApiId: restApi().id,
          resourceId: [...restApi().resources.values()].find(({ path }) => path === '/orders')!.id,
          httpMethod: 'OPTIONS',
          statusCode: '204',
          patchOperations: [
            {
              op: 'replace',
              path: '/responseParameters/method.response.header.Access-Control-Allow-Origin',
              value: "'*'",
            },
          ],
        }),
      fields: ['OPTIONS /orders: preflight answer'],
    },
  ];

  test.each(edits)('$name is put back by one import and no deployment', async ({ edit, fields }) => {
    await apply({ cors: { allowOrigins: [origin] } });
    await edit();
    const before = world.awsCalls();
    await world.pass(11 * 60_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(fields);
    const quiet = world.awsCalls();
    await world.pass(11 * 60_000);
    expect(world.awsWrites(quiet)).toEqual([]);
  });
});

test('the settings of the full sample are served: preflight, errors and media types', async () => {
  const { cors, binaryMediaTypes, minimumCompressionSize } = sample(world, 'full').spec as Record<string, object>;
  await apply({ cors, binaryMediaTypes, minimumCompressionSize });
  const { call } = createCaller(world);
  const { status, headers } = await call('OPTIONS', '/orders');
  expect([status, headers['access-control-allow-methods'], headers['access-control-max-age']]).toEqual([
    204,
    'GET,POST',
    '3600',
  ]);
  expect(served().binaryMediaTypes).toEqual(binaryMediaTypes);
});
