import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { issueToken } from '../../sandbox/aws/data-plane/json-web-token.ts';
import { seedFunction, seedPrincipal, seedUserPool } from '../../sandbox/aws/seed.ts';
import type { LambdaFunction, UserPool } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;
let asked: Record<string, unknown>[];

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  operator = world.startOperator();
  asked = [];
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

interface Question extends Record<string, unknown> {
  readonly methodArn: string;
  readonly authorizationToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with what the token says: `Allow`, `Deny`, `elsewhere` (another path is allowed), or an error. */
function answerOf(event: unknown): unknown {
  const { methodArn, authorizationToken, headers } = event as Question;
  asked.push(event as Question);
  const word = authorizationToken ?? headers?.['x-tenant'] ?? '';
  if (word === 'Unauthorized' || word === 'broken') throw new Error(word);
  if (word === 'malformed') return { policy: 'none' };
  const Resource = word === 'elsewhere' ? `${methodArn}/elsewhere` : methodArn;
  const Effect = word === 'Deny' ? 'Deny' : 'Allow';
  const policyDocument = { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] };
  return { principalId: word, policyDocument, context: { tenant: word } };
}

const seedAuthorizer = (name: string) =>
  seedFunction(world.aws, world.account, { name, handler: answerOf, tags: { 'privateapi.dev/allow': 'shop' } });

const tokenAuthorizer = (lambda: LambdaFunction, more: object = {}) => ({
  name: 'token',
  lambda: {
    functionArn: lambda.functionArn,
    mode: 'Token',
    identitySources: ['method.request.header.Authorization'],
    ...more,
  },
});

const apply = (spec: object) => world.apply(privateApi(world, 'orders', spec));

async function writesOf(spec: object): Promise<string[]> {
  const before = world.awsCalls();
  await apply(spec);
  await world.untilReady('orders');
  return world.awsWrites(before);
}

const api = () => [...world.account.restApis.values()][0]!;
const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
const byToken = { type: 'Authorizer', authorizer: 'token' };

async function status(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await createCaller(world).call('GET', path, { headers });
  return `${answer.status} ${String(answer.body)}`;
}

test('the sample is applied, and each of its routes lets in whom it should', async () => {
  const pool = seedUserPool(world.aws, world.account);
  for (const name of ['check-token', 'check-request']) seedAuthorizer(name);
  const text = JSON.stringify(sample(world, 'authorizers'));
  await world.apply(
    JSON.parse(
      text.replaceAll('arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a1b2c3d4e', pool.userPoolArn),
    ) as object,
  );
  await world.untilReady('orders-authorizers');
  const caller = createCaller(world);
  const call = async (method: string, path: string, options: object = {}) =>
    (await caller.call(method, path, options)).status;
  const authorization = (value: string) => ({ headers: { Authorization: value } });
  const token = (claims: object) => authorization(issueToken(pool, { exp: Date.now() / 1000 + 3600, ...claims }));
  const principal = seedPrincipal(world.aws, {
    accountId: world.account.accountId,
    name: 'role/client',
    policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
  });

  expect(await call('GET', '/orders')).toBe(401);
  expect(await call('GET', '/orders', token({ token_use: 'access', scope: 'orders/read' }))).toBe(200);
  expect(await call('GET', '/orders', token({ token_use: 'id' }))).toBe(401);
  expect(await call('GET', '/partners', authorization('Allow'))).toBe(200);
  expect(await call('GET', '/partners', authorization('Deny'))).toBe(403);
  expect(await call('GET', '/tenants', { headers: { 'X-Tenant': 'Allow' } })).toBe(401);
  expect(await call('GET', '/tenants?key=1', { headers: { 'X-Tenant': 'Allow' } })).toBe(200);
  expect(await call('GET', '/profile')).toBe(401);
  expect(await call('GET', '/profile', token({ token_use: 'id' }))).toBe(200);
  expect(await call('POST', '/orders', token({ token_use: 'access', scope: 'orders/write' }))).toBe(200);
  expect(await call('POST', '/orders', token({ token_use: 'access', scope: 'orders/read' }))).toBe(401);
  expect(await call('GET', '/stock')).toBe(403);
  expect(await call('GET', '/stock', { principal })).toBe(200);
  expect(await call('GET', '/health')).toBe(200);
});

describe('a Lambda authorizer', () => {
  test('costs one write for its permission, on calls of authorizers only', async () => {
    const lambda = seedAuthorizer('check');
    const writes = await writesOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    expect(writes).toEqual([
      'CreateRestApi',
      'CreateVpcLink',
      'AddPermission',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
    ]);
    expect(lambda.policies.get('')).toMatchObject([
      {
        Sid: expect.stringMatching(/-authorizers$/),
        Condition: {
          ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:eu-west-1:111122223333:${api().id}/authorizers/*` },
        },
      },
    ]);
  });

  test('decides as its policy says; what that does not mention is refused', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    const authorization = (value: string) => ({ authorization: value });
    expect(await status('/orders', authorization('Allow'))).toBe('200 from the backend');
    expect(await status('/orders')).toBe('401 {"message":"Unauthorized"}');
    expect(await status('/orders', authorization('Unauthorized'))).toBe('401 {"message":"Unauthorized"}');
    expect(await status('/orders', authorization('Deny'))).toBe(
      '403 {"Message":"User is not authorized to access this resource with an explicit deny"}',
    );
    expect(await status('/orders', authorization('elsewhere'))).toBe(
      '403 {"Message":"User is not authorized to access this resource"}',
    );
    expect(await status('/orders', authorization('broken'))).toBe('500 {"message":null}');
    expect(await status('/orders', authorization('malformed'))).toBe('500 {"message":null}');
  });

  test('is asked again when its answer is older than the spec says', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({ authorizers: [tokenAuthorizer(lambda, { resultTtlSeconds: 60 })], authorization: byToken });
    const caller = createCaller(world);
    const call = async () => (await caller.call('GET', '/orders', { headers: { authorization: 'Allow' } })).status;
    expect([await call(), await call()]).toEqual([200, 200]);
    expect(asked).toHaveLength(1);
    await world.pass(61_000);
    expect([await call(), asked.length]).toEqual([200, 2]);
    expect(asked[0]).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Allow',
      methodArn: `arn:aws:execute-api:eu-west-1:111122223333:${api().id}/prod/GET/orders`,
    });
  });

  test('without its permission calls fail, until the next look puts it back', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    lambda.policies.clear();
    expect(await status('/orders', { authorization: 'Allow' })).toBe('500 {"message":null}');
    const before = world.awsCalls();
    await world.until(
      () => world.awsWrites(before).length > 0,
      () => 'put back',
    );
    expect(await status('/orders', { authorization: 'Allow' })).toBe('200 from the backend');
  });

  test('cannot be reached from outside of the endpoint: the function is not even asked', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({
      authorizers: [tokenAuthorizer(lambda)],
      authorization: byToken,
      access: { sourceCidrs: ['192.168.0.0/16'] },
    });
    expect(await status('/orders', { authorization: 'Allow' })).toContain('403');
    expect(asked).toEqual([]);
  });

  test('preflight requests are answered without it', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({
      authorizers: [tokenAuthorizer(lambda)],
      authorization: byToken,
      cors: { allowOrigins: ['https://shop.example.com'] },
    });
    const caller = createCaller(world);
    expect((await caller.call('OPTIONS', '/orders')).status).toBe(204);
    const refused = await caller.call('GET', '/orders');
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, 'https://shop.example.com']);
  });
});

describe('user pools', () => {
  let pool: UserPool;
  const people = (userPool: UserPool) => ({ name: 'people', cognito: { userPoolArns: [userPool.userPoolArn] } });
  const bearer = (claims: object, by: UserPool = pool) => ({
    authorization: `Bearer ${issueToken(by, { exp: Date.now() / 1000 + 60, token_use: 'id', ...claims })}`,
  });

  beforeEach(() => {
    pool = seedUserPool(world.aws, world.account);
  });

  test('let holders of a valid token of theirs through, and no function is opened', async () => {
    const authorization = { type: 'Authorizer', authorizer: 'people' };
    const writes = await writesOf({ authorizers: [people(pool)], authorization });
    expect(writes).not.toContain('AddPermission');
    expect(await status('/orders', bearer({}))).toBe('200 from the backend');
    expect(await status('/orders')).toBe('401 {"message":"Unauthorized"}');
    expect(await status('/orders', bearer({ token_use: 'access' }))).toContain('401');
    expect(await status('/orders', bearer({ exp: 1 }))).toBe('401 {"message":"The incoming token has expired"}');
    const stranger = seedUserPool(world.aws, world.account);
    expect(await status('/orders', bearer({}, stranger))).toContain('401');
    expect(await status('/orders', bearer({ iss: pool.issuer }, stranger))).toContain('401');
  });

  test('a change of scopes is one deployment, and what the token must have', async () => {
    const with_ = (scopes?: string[]) => ({
      authorizers: [people(pool)],
      authorization: { type: 'Authorizer', authorizer: 'people', ...(scopes && { scopes }) },
    });
    await writesOf(with_());
    expect(await writesOf(with_(['orders/read', 'orders/write']))).toEqual(deployment);
    const access = (scope: string) => bearer({ token_use: 'access', scope });
    expect(await status('/orders', access('openid orders/read'))).toContain('200');
    expect(await status('/orders', access('openid'))).toContain('401');
    expect(await status('/orders', bearer({}))).toContain('401');
    expect(await writesOf(with_(['orders/write', 'orders/read']))).toEqual([]);
  });
});

describe('changes', () => {
  test('set, changed and unset, each with one deployment; the permission follows', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({});
    const wanted = { authorizers: [tokenAuthorizer(lambda)], authorization: byToken };
    expect(await writesOf(wanted)).toEqual(['AddPermission', ...deployment]);
    const other = { authorizers: [tokenAuthorizer(lambda, { resultTtlSeconds: 5 })], authorization: byToken };
    expect(await writesOf(other)).toEqual(deployment);
    expect([...api().authorizers.values()].map((one) => one.authorizerResultTtlInSeconds)).toEqual([5]);
    // The first deployment of all is still there.
    expect(await writesOf({})).toEqual(['UpdateStage', 'PutRestApi', 'RemovePermission']);
    expect([api().authorizers.size, lambda.policies.get('')]).toEqual([0, []]);
  });

  test('an authorizer changed by others is put back without a deployment', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    const [authorizer] = api().authorizers.values();
    authorizer!.authorizerUri = authorizer!.authorizerUri!.replace('function:check', 'function:mine');
    const before = world.awsCalls();
    await world.until(
      () => world.awsWrites(before).length > 0,
      () => 'put back',
    );
    await world.pass(5_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect([...api().authorizers.values()][0]!.authorizerUri).toContain('function:check/');
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['authorizer token: function']);
  });

  test('a method that others took the authorizer from gets it back', async () => {
    const lambda = seedAuthorizer('check');
    await writesOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    const resource = [...api().resources.values()].find(({ path }) => path === '/orders')!;
    await somebody(world).updateMethod({
      restApiId: api().id,
      resourceId: resource.id,
      httpMethod: 'GET',
      patchOperations: [{ op: 'replace', path: '/authorizationType', value: 'NONE' }],
    });
    const before = world.awsCalls();
    await world.until(
      () => world.awsWrites(before).length > 0,
      () => 'put back',
    );
    await world.pass(5_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual([
      'GET /orders: authorization',
      'GET /orders: authorizer',
    ]);
  });

  test('authorizers cost one read a pass, and nothing where there are none', async () => {
    const lambda = seedAuthorizer('check');
    const readsOf = async (spec: object) => {
      await writesOf(spec);
      await world.pass(5_000);
      const since = world.awsCalls();
      await world.patch('orders', { metadata: { annotations: { 'privateapi.dev/reconcile-at': String(since) } } });
      await world.pass(20_000);
      return world.aws.log.slice(since).map(({ operation }) => operation);
    };
    const without = await readsOf({});
    expect(without.toSorted()).toEqual([
      'DescribeListeners',
      'DescribeLoadBalancers',
      'DescribeTags',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
      'GetResources',
      'GetRestApi',
      'GetStages',
      'GetVpcLinks',
    ]);
    const with_ = await readsOf({ authorizers: [tokenAuthorizer(lambda)], authorization: byToken });
    expect(with_.toSorted()).toEqual(
      [...without, 'GetAuthorizers', 'GetFunctionConfiguration', 'GetPolicy', 'ListTags'].toSorted(),
    );
  });
});

describe('what is refused', () => {
  const reasonOf = async (spec: object) => {
    const before = world.awsCalls();
    await apply(spec);
    await world.until(
      () => {
        const ready = world.condition('orders', 'Ready');
        return ready?.status === 'False' && ready.observedGeneration === world.read('orders')?.metadata.generation;
      },
      () => 'refused',
    );
    expect(world.awsWrites(before)).toEqual([]);
    return `${world.condition('orders', 'Ready')!.reason}: ${world.condition('orders', 'Ready')!.message}`;
  };

  test('a function that does not exist or is not open, naming the field', async () => {
    const missing = { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:missing' } as LambdaFunction;
    expect(await reasonOf({ authorizers: [tokenAuthorizer(missing)], authorization: byToken })).toContain(
      `AuthorizerNotFound: spec.authorizers[token].lambda.functionArn: ${missing.functionArn} does not exist`,
    );
    const closed = seedFunction(world.aws, world.account, { name: 'closed' });
    expect(await reasonOf({ authorizers: [tokenAuthorizer(closed)], authorization: byToken })).toContain(
      `RefNotPermitted: spec.authorizers[token].lambda.functionArn: ${closed.functionArn} is not open to namespace shop`,
    );
  });

  test('scopes for a function, which does not know them', async () => {
    const lambda = seedAuthorizer('check');
    const authorization = { ...byToken, scopes: ['orders/read'] };
    expect(await reasonOf({ authorizers: [tokenAuthorizer(lambda)], authorization })).toContain(
      'InvalidSpec: spec.authorization.scopes: only authorizers with cognito know scopes',
    );
  });
});
