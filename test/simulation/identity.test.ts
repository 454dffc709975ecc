import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seedAccount, seedPrincipal } from '../../sandbox/aws/seed.ts';
import { openPolicy, somebody } from './somebody.ts';
import { crd, createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const minute = 60_000;
const gone = (name = 'orders') =>
  world.until(
    () => world.read(name) === undefined,
    () => `${name} is gone; it is ${JSON.stringify(world.read(name)?.status?.conditions?.slice(0, 3))}`,
  );
/** What AWS holds before anything is made. */
let empty: ReturnType<typeof endState>;

async function start(options: Parameters<typeof createWorld>[0] = {}): Promise<void> {
  world = await createWorld({
    settings: { vpcLinkPendingMs: 40_000, vpcLinkDeletingMs: 20_000 },
    ...options,
    flags: ['--leader-elect=false', ...(options.flags ?? [])],
  });
  empty = endState(world.account);
  operator = world.startOperator();
}

async function ready(spec: object = {}): Promise<void> {
  await world.apply(privateApi(world, 'orders', spec));
  await world.untilReady('orders');
}

/** An API with no tag of ours, made by somebody else. */
async function foreignApi(tags?: Record<string, string>): Promise<string> {
  const by = somebody(world);
  const { id } = await by.createRestApi({
    name: 'theirs',
    endpointConfiguration: { types: ['PRIVATE'] },
    policy: openPolicy,
    ...(tags && { tags }),
  });
  return id!;
}

describe('deletion', () => {
  beforeEach(() => start());

  test('removes the API and then the link, and the object last', async () => {
    await ready();
    const since = world.awsCalls();
    const there: boolean[] = [];
    world.aws.onMutation(() => there.push(world.read('orders') !== undefined));
    await world.delete('orders');
    await gone();
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
    expect(there).toEqual([true, true]);
    expect(endState(world.account)).toEqual(empty);
  });

  test('before anything was made asks nothing of AWS but who we are', async () => {
    await world.apply(
      privateApi(world, 'orders', {
        backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.bank.loadBalancerArn } }],
      }),
    );
    await world.pass(minute);
    await world.delete('orders');
    await gone();
    expect(world.awsWrites()).toEqual([]);
  });

  test.each([0, 1, 5, 20, 39, 41, 50])('%i s after it was created leaves nothing', async (seconds) => {
    await world.apply(privateApi(world, 'orders'));
    await world.pass(seconds * 1_000);
    await world.delete('orders');
    await gone();
    await world.pass(5 * minute);
    expect(endState(world.account)).toEqual(empty);
  });

  test('of an object whose spec became invalid works', async () => {
    await ready();
    await world.apply(
      privateApi(world, 'orders', { routes: [{ path: '/a/{x}/{x}', method: 'GET', backend: 'nowhere' }] }),
    );
    await world.pass(minute);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    await world.delete('orders');
    await gone();
    expect(endState(world.account)).toEqual(empty);
  });

  test('of an object whose status was wiped finds the API by its tags', async () => {
    await ready();
    await world.patch('orders', { status: null }, '/status');
    await world.delete('orders');
    await gone();
    await world.pass(5 * minute);
    expect(endState(world.account)).toEqual(empty);
  });

  test('and creation anew under the same name starts from nothing', async () => {
    await ready();
    const uid = world.read('orders')?.metadata.uid;
    const before = endState(world.account);
    await world.delete('orders');
    await gone();
    await ready();
    expect(world.read('orders')?.metadata.uid).not.toBe(uid);
    expect(endState(world.account)).toEqual(before);
  });

  test('leaves an API alone that carries our tags but for the uid', async () => {
    await ready();
    const tags = { ...[...world.account.restApis.values()][0]!.tags, 'privateapi.dev/uid': 'another' };
    const id = await foreignApi(tags);
    await world.delete('orders');
    await gone();
    expect([...world.account.restApis.keys()]).toEqual([id]);
  });
});

test('deletion works when the CRD has lost its defaults and the spec what they filled in', async () => {
  const text = JSON.stringify(crd, (key, value: unknown) =>
    key === 'default' || (key === 'required' && !Array.isArray(value)) ? undefined : value,
  );
  await start({ definition: JSON.parse(text) as object });
  await world.apply(
    privateApi(world, 'orders', {
      backends: [
        {
          name: 'orders',
          loadBalancer: { arn: world.loadBalancers.orders.loadBalancerArn },
          protocol: 'HTTP',
          timeoutMilliseconds: 29_000,
          vpcLink: { managed: {} },
        },
      ],
      authorization: { type: 'IAM' },
      stage: { name: 'prod' },
      history: { limit: 5 },
      deletionPolicy: 'Delete',
      suspend: false,
    }),
  );
  await world.untilReady('orders');
  await world.pass(minute);
  const since = world.awsCalls();
  await world.patch('orders', {
    spec: { stage: null, history: null, authorization: null, deletionPolicy: null, suspend: null },
  });
  await world.pass(minute);
  expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
  for (const field of ['spec.stage.name', 'spec.history.limit', 'spec.authorization.type']) {
    expect(world.condition('orders', 'Ready')?.message).toContain(field);
  }
  expect(world.aws.log.slice(since).map(({ operation }) => operation)).toEqual(['GetStages']);
  await world.delete('orders');
  await gone();
  expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
});

describe('Retain', () => {
  beforeEach(() => start());

  test('keeps what is served and marks it; an object of the same name is told and writes nothing', async () => {
    await ready({ deletionPolicy: 'Retain' });
    const since = world.awsCalls();
    const before = endState(world.account);
    await world.delete('orders');
    await gone();
    await world.pass(11 * minute);
    expect(world.awsWrites(since)).toEqual(['TagResource']);
    expect(endState(world.account).restApis[0]!.stages).toEqual(before.restApis[0]!.stages);
    expect(endState(world.account).vpcLinks).toEqual(before.vpcLinks);

    const again = world.awsCalls();
    const [id] = [...world.account.restApis.keys()];
    await world.apply(privateApi(world, 'orders'));
    await world.pass(30 * minute);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'AdoptionNeeded' });
    expect(world.condition('orders', 'Ready')?.message).toContain(id);
    expect(world.awsWrites(again)).toEqual([]);
    await world.delete('orders');
    await gone();
    expect(world.awsWrites(again)).toEqual([]);
    expect([...world.account.restApis.keys()]).toEqual([id]);
  });

  test('then the API is removed by hand, and its link goes when the operator next looks', async () => {
    await ready({ deletionPolicy: 'Retain' });
    await world.delete('orders');
    await gone();
    world.account.restApis.clear();
    operator.kill();
    operator = world.startOperator();
    await world.pass(5 * minute);
    expect(endState(world.account)).toEqual(empty);
  });
});

describe('a status that somebody else wrote', () => {
  beforeEach(() => start());

  test('naming a foreign API: it is not touched, neither now nor by a deletion', async () => {
    await ready();
    const id = await foreignApi();
    const foreign = structuredClone(world.account.restApis.get(id));
    const since = world.awsCalls();
    await world.patch('orders', { status: { restApi: { id } } }, '/status');
    await world.pass(12 * minute);
    expect(world.awsWrites(since)).toEqual([]);
    expect(world.condition('orders', 'Ready')?.status).not.toBe('True');
    await world.delete('orders');
    await gone();
    expect(world.awsWrites(since)).toEqual(['DeleteRestApi', 'DeleteVpcLink']);
    expect([...world.account.restApis.values()]).toEqual([foreign]);
  });

  test('naming the API of another object: that one serves on', async () => {
    await ready();
    await world.apply(privateApi(world, 'other'));
    await world.untilReady('other');
    const id = world.read('other')!.status!.restApi!.id;
    await world.patch('orders', { status: { restApi: { id } } }, '/status');
    await world.pass(12 * minute);
    await world.delete('orders');
    await gone();
    expect([...world.account.restApis.keys()]).toEqual([id]);
    expect(world.condition('other', 'Ready')?.status).toBe('True');
  });

  test("claiming another namespace's load balancer: no link is made for it", async () => {
    await ready();
    const since = world.awsCalls();
    const loadBalancerArn = world.loadBalancers.bank.loadBalancerArn;
    const vpcLinks = [...world.read('orders')!.status!.vpcLinks!, { version: 'V1', loadBalancerArn, managed: true }];
    await world.patch('orders', { status: { vpcLinks } }, '/status');
    await world.pass(25 * minute);
    expect(world.awsWrites(since)).toEqual([]);
    expect(world.read('orders')?.status?.vpcLinks).toHaveLength(1);
  });

  test('wiped: everything is found again without a write to AWS', async () => {
    await ready();
    await world.apply(
      privateApi(world, 'other', {
        backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }],
      }),
    );
    await world.untilReady('other');
    const since = world.awsCalls();
    const recorded = world.read('orders')?.status?.restApi;
    await world.patch('orders', { status: null }, '/status');
    await world.pass(12 * minute);
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual([]);
    expect(world.read('orders')?.status?.restApi).toEqual(recorded);
  });

  test('announcing creations far in the future keeps nobody from creating and deleting', async () => {
    await world.apply(privateApi(world, 'other', { suspend: true }));
    await world.pass(minute);
    const since = '2099-01-01T00:00:00Z';
    const pendingCreates = [
      { role: 'RestApi', key: 'cluster-one/shop/orders', since },
      { role: 'VpcLink', key: 'ab895f941de3b423', since },
      { role: 'Deployment', key: 'any', since },
    ];
    await world.patch('other', { status: { pendingCreates } }, '/status');
    await ready();
    await world.patch('orders', { status: { pendingCreates } }, '/status');
    await world.pass(12 * minute);
    expect(world.read('orders')?.status).not.toHaveProperty('pendingCreates');
    await world.delete('orders');
    await gone();
  });
});

describe('credentials of another account', () => {
  beforeEach(() => start());

  function otherAccount(): void {
    const other = { accountId: '999988887777', region: 'eu-west-1' };
    seedAccount(world.aws, other);
    const principal = seedPrincipal(world.aws, {
      accountId: other.accountId,
      name: 'role/operator',
      policies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
    });
    Object.assign(world.credentials, {
      accessKeyId: principal.accessKeyId,
      secretAccessKey: principal.secretAccessKey,
    });
  }

  test('are found out: Stalled, nothing written in either account, nothing believed gone, and it recovers', async () => {
    await ready();
    const before = endState(world.account);
    const own = { ...world.credentials };
    const since = world.awsCalls();
    otherAccount();
    await world.apply(privateApi(world, 'orders', { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] }));
    await world.pass(25 * minute);
    for (const type of ['Ready', 'Stalled']) expect(world.condition('orders', type)?.reason).toBe('AccountMismatch');
    expect(world.condition('orders', 'Ready')?.message).toContain('999988887777');
    expect(world.condition('orders', 'Ready')?.message).toContain('111122223333');
    expect(world.read('orders')?.status).toMatchObject({ accountId: '111122223333', restApi: expect.anything() });
    expect(world.awsWrites(since)).toEqual([]);
    expect(endState(world.account)).toEqual(before);
    Object.assign(world.credentials, own);
    await world.untilReady('orders');
    expect(world.awsWrites(since)).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
  });

  test('keep the finalizer on an object that is being deleted', async () => {
    await ready();
    const own = { ...world.credentials };
    const since = world.awsCalls();
    otherAccount();
    await world.delete('orders');
    await world.pass(25 * minute);
    expect(world.read('orders')?.metadata.finalizers).toEqual(['privateapi.dev/aws-resources']);
    expect(world.condition('orders', 'Stalled')?.reason).toBe('AccountMismatch');
    expect(world.awsWrites(since)).toEqual([]);
    Object.assign(world.credentials, own);
    await gone();
    expect(endState(world.account)).toEqual(empty);
  });

  test('do not delete shared links of the other account, whatever their tags', async () => {
    await ready();
    otherAccount();
    const since = world.awsCalls();
    operator.kill();
    operator = world.startOperator();
    await world.pass(25 * minute);
    expect(world.awsWrites(since)).toEqual([]);
  });
});
