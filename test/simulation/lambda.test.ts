import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedFunction, seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { LambdaFunction } from '../../sandbox/aws/state.ts';
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

const open = { 'privateapi.dev/allow': 'shop' };
const functionOf = (name: string, options: Partial<Parameters<typeof seedFunction>[2]> = {}) =>
  seedFunction(world.aws, world.account, { name, tags: open, ...options });

const spec = (...functionArns: readonly string[]) => ({
  backends: functionArns.map((functionArn, index) => ({ name: `f${index}`, lambda: { functionArn } })),
  routes: functionArns.map((_arn, index) => ({ path: `/f${index}`, method: 'GET', backend: `f${index}` })),
  authorization: { type: 'None' },
});

const apply = (...functionArns: readonly string[]) => world.apply(privateApi(world, 'orders', spec(...functionArns)));

async function writesOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = world.awsCalls();
  await act();
  await world.untilReady('orders');
  return world.awsWrites(before);
}

/** The statements of a function's policy, without what the world says of it. */
const statementsOf = (lambda: LambdaFunction, qualifier = '') => lambda.policies.get(qualifier) ?? [];
const apiId = () => [...world.account.restApis.keys()][0];
const permissionsInStatus = () =>
  world.read('orders')?.status?.lambdaPermissions?.map(({ functionArn }) => functionArn);

describe('a function as a backend', () => {
  test('needs five writes, is called with the whole request, and its answer is the response', async () => {
    const lambda = functionOf('orders', {
      handler: (event) => ({
        statusCode: 201,
        headers: { 'x-from': 'function' },
        multiValueHeaders: { 'x-many': ['a', 'b'] },
        body: JSON.stringify(event),
      }),
    });
    const writes = await writesOf(() =>
      world.apply(
        privateApi(world, 'orders', {
          ...spec(lambda.functionArn),
          routes: [{ path: '/orders/{id}', method: 'ANY', backend: 'f0' }],
        }),
      ),
    );
    expect(writes).toEqual(['CreateRestApi', 'AddPermission', 'PutRestApi', 'CreateDeployment', 'CreateStage']);

    const answer = await createCaller(world).call('POST', '/orders/4%202?a=1&a=2', {
      body: '{"n":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.headers['x-from'], answer.headers['x-many']]).toEqual([201, 'function', 'a, b']);
    expect(JSON.parse(String(answer.body))).toMatchObject({
      resource: '/orders/{id}',
      path: '/orders/4%202',
      httpMethod: 'POST',
      pathParameters: { id: '4 2' },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      body: '{"n":1}',
      isBase64Encoded: false,
      requestContext: { apiId: apiId(), stage: 'prod', identity: { vpceId: world.endpoint.vpcEndpointId } },
    });
  });

  test('is open to calls of this stage of this API, and to nothing else', async () => {
    const lambda = functionOf('orders');
    await writesOf(() => apply(lambda.functionArn));
    expect(statementsOf(lambda)).toEqual([
      {
        Sid: expect.stringMatching(/^privateapi-[0-9a-f]{32}-routes$/),
        Effect: 'Allow',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: lambda.functionArn,
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '111122223333' },
          ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:eu-west-1:111122223333:${apiId()}/prod/*` },
        },
      },
    ]);
  });

  test('costs no write more for a hundred routes', async () => {
    const lambda = functionOf('orders');
    const routes = Array.from({ length: 100 }, (_, index) => ({ path: `/r${index}`, method: 'GET', backend: 'f0' }));
    const writes = await writesOf(() =>
      world.apply(privateApi(world, 'orders', { ...spec(lambda.functionArn), routes })),
    );
    expect(writes).toHaveLength(5);
  });

  test('may be named by alias, which has a policy of its own', async () => {
    const lambda = functionOf('orders', { qualifiers: ['live'] });
    await writesOf(() => apply(`${lambda.functionArn}:live`));
    expect([...lambda.policies.keys()]).toEqual(['live']);
    expect((await createCaller(world).call('GET', '/f0')).status).toBe(200);
  });

  test('the sample is applied and called', async () => {
    functionOf('orders');
    await world.apply(sample(world, 'lambda'));
    await world.untilReady('orders-lambda');
    const principal = seedPrincipal(world.aws, {
      accountId: world.account.accountId,
      name: 'role/client',
      policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
    });
    const caller = createCaller(world);
    expect((await caller.call('GET', '/orders/42', { principal })).status).toBe(200);
    expect((await caller.call('GET', '/orders/42')).status).toBe(403);
  });
});

describe('permissions', () => {
  test('follow the functions that are used: the new one before it is served, the old one after', async () => {
    const [first, second] = [functionOf('first'), functionOf('second')];
    await writesOf(() => apply(first.functionArn));
    const change = await writesOf(() => apply(second.functionArn));
    expect(change).toEqual(['AddPermission', 'PutRestApi', 'CreateDeployment', 'UpdateStage', 'RemovePermission']);
    expect([statementsOf(first), statementsOf(second).length]).toEqual([[], 1]);
    expect(permissionsInStatus()).toEqual([second.functionArn]);

    // The earlier deployment is served again, and by then its function is open again.
    const back = await writesOf(() => apply(first.functionArn));
    expect(back).toEqual(['AddPermission', 'UpdateStage', 'PutRestApi', 'RemovePermission']);
    expect([statementsOf(first).length, statementsOf(second)]).toEqual([1, []]);
    expect((await createCaller(world).call('GET', '/f0')).status).toBe(200);
  });

  test('a second pass writes nothing', async () => {
    const lambda = functionOf('orders');
    await writesOf(() => apply(lambda.functionArn));
    const before = world.awsCalls();
    await world.pass(30 * 60_000);
    expect(world.awsWrites(before)).toEqual([]);
  });

  test.each([
    { change: 'removed', by: (lambda: LambdaFunction) => lambda.policies.clear(), writes: ['AddPermission'] },
    {
      change: 'widened',
      by: (lambda: LambdaFunction) => {
        const [statement] = statementsOf(lambda);
        lambda.policies.set('', [{ ...statement!, Condition: {} }]);
      },
      writes: ['RemovePermission', 'AddPermission'],
    },
  ])('$change by others, it is put back, and the condition tells', async ({ by, writes }) => {
    const lambda = functionOf('orders');
    await writesOf(() => apply(lambda.functionArn));
    const granted = structuredClone(statementsOf(lambda));
    by(lambda);
    const before = world.awsCalls();
    await world.until(
      () => world.awsWrites(before).length > 0,
      () => 'the permission is put back',
    );
    await world.pass(5_000);
    expect(world.awsWrites(before)).toEqual(writes);
    expect(statementsOf(lambda)).toEqual(granted);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['Lambda permission']);
  });

  test('statements of others stay as they are', async () => {
    const lambda = functionOf('orders');
    const foreign = { Sid: 'theirs', Effect: 'Allow' as const, Principal: '*' as const, Action: 'lambda:*' };
    lambda.policies.set('', [foreign]);
    await writesOf(() => apply(lambda.functionArn));
    expect(statementsOf(lambda)).toHaveLength(2);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'deleted',
    );
    expect(statementsOf(lambda)).toEqual([foreign]);
  });

  test.each([
    { what: 'the function is gone', before: () => world.account.functions.delete('orders') },
    {
      what: 'the status was lost',
      before: () => world.patch('orders', { status: { lambdaPermissions: null } }, '/status'),
    },
    { what: 'nothing happened', before: () => undefined },
  ])('a deletion leaves none, also when $what', async ({ before }) => {
    const lambda = functionOf('orders');
    await writesOf(() => apply(lambda.functionArn));
    await before();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'deleted',
    );
    if (world.account.functions.has('orders')) expect(statementsOf(lambda)).toEqual([]);
    expect(world.account.restApis.size).toBe(0);
  });

  test('deletionPolicy Retain keeps it with the API', async () => {
    const lambda = functionOf('orders');
    await writesOf(() =>
      world.apply(privateApi(world, 'orders', { ...spec(lambda.functionArn), deletionPolicy: 'Retain' })),
    );
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'deleted',
    );
    expect((await createCaller(world).call('GET', '/f0')).status).toBe(200);
  });

  test('a full policy is a condition that names the limit, and nothing is deployed', async () => {
    const lambda = functionOf('orders');
    lambda.policies.set('', [{ Sid: 'x'.repeat(20_200), Effect: 'Allow', Action: 'lambda:InvokeFunction' }]);
    await apply(lambda.functionArn);
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'QuotaExceeded',
      () => JSON.stringify(world.condition('orders', 'Ready')),
    );
    expect(world.condition('orders', 'Ready')?.message).toContain('bigger than the limit (20480)');
    expect(world.awsWrites()).not.toContain('CreateDeployment');
  });
});

describe('what is refused, with nothing written', () => {
  const refusal = async (functionArn: string) => {
    const before = world.awsCalls();
    await apply(functionArn);
    await world.until(
      () => world.condition('orders', 'Ready')?.status === 'False',
      () => 'refused',
    );
    expect(world.awsWrites(before)).toEqual([]);
    const { reason, message } = world.condition('orders', 'BackendsReady')!;
    return `${reason}: ${message}`;
  };

  test('a function that is not open to the namespace', async () => {
    const lambda = functionOf('orders', { tags: { 'privateapi.dev/allow': 'bank' } });
    expect(await refusal(lambda.functionArn)).toBe(
      `RefNotPermitted: spec.backends[f0].lambda.functionArn: ${lambda.functionArn} is not open to namespace shop; its owner opens it with the AWS tag privateapi.dev/allow = shop on the function`,
    );
  });

  test('one that does not exist', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:missing';
    expect(await refusal(arn)).toContain(
      `BackendNotFound: spec.backends[f0].lambda.functionArn: ${arn} does not exist`,
    );
  });

  test('an alias that does not exist', async () => {
    const lambda = functionOf('orders');
    expect(await refusal(`${lambda.functionArn}:live`)).toContain('BackendNotFound');
  });

  test.each(['arn:aws:lambda:eu-west-1:999988887777:function:f', 'arn:aws:lambda:us-east-1:111122223333:function:f'])(
    'one of another account or region: %s',
    async (arn) => {
      expect(await refusal(arn)).toContain('is not in account 111122223333, region eu-west-1; name a function there');
    },
  );
});
