import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { createDataPlane } from '../../sandbox/aws/data-plane/invoke.ts';
import { seedKmsKey, seedLogGroup } from '../../sandbox/aws/seed.ts';
import type { Stage } from '../../sandbox/aws/state.ts';
import { systemClock } from '../../src/clock.ts';
import { somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

const resyncMs = 11 * 60_000;
const role = 'arn:aws:iam::111122223333:role/api-gateway-logs';
const logGroupArn = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
const defaultName = '/privateapi.dev/shop/orders';
const format = '$context.requestId $context.status';

let world: World;
let operator: ReturnType<World['startOperator']>;

async function start(flags: readonly string[] = []): Promise<void> {
  world = await createWorld({ flags: ['--leader-elect=false', ...flags], settings: { vpcLinkPendingMs: 40_000 } });
  world.account.cloudwatchRoleArn = role;
  operator = world.startOperator();
}

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const apply = (stage: object, more: object = {}) => world.apply(privateApi(world, 'orders', { stage, ...more }));

/** What a change costs in AWS. */
async function change(stage: object, more: object = {}): Promise<string[]> {
  const before = world.awsCalls();
  await apply(stage, more);
  await world.untilReady('orders');
  return world.awsWrites(before);
}

function theStage(): Stage {
  return [...world.account.restApis.values()][0]!.stages.get('prod')!;
}

const settings = () => theStage().methodSettings.get('*/*');

async function refusedWith(reason: string): Promise<string> {
  await world.until(
    () => world.condition('orders', 'Ready')?.reason === reason,
    () => JSON.stringify(world.condition('orders', 'Ready')),
  );
  return world.condition('orders', 'Stalled')!.message;
}

/** An API whose routes everyone in the VPC may call, so that calls need no signature. */
const open = { authorization: { type: 'None' } };

function callOrders(path = '/orders') {
  const [api] = [...world.account.restApis.values()];
  const dataPlane = createDataPlane({
    state: world.aws.state,
    clock: systemClock,
    reach: () => Promise.resolve({ status: 200, headers: {}, body: 'hello' }),
  });
  const { vpcId } = world.vpc;
  const caller = { vpcId, address: '10.0.0.7', accountId: world.account.accountId };
  const host = `${api!.id}-${world.endpoint.vpcEndpointId}.execute-api.eu-west-1.amazonaws.com`;
  return () => dataPlane.invoke(caller, { method: 'GET', url: `https://${host}/prod${path}` });
}

interface Row {
  readonly name: string;
  readonly set: object;
  readonly changed: object;
  readonly observe: () => unknown;
  /** What AWS holds: unset, set, changed. */
  readonly values: readonly [unknown, unknown, unknown];
  /** Somebody changes it by hand; put back by the writes named. */
  readonly path: string;
  readonly value: string;
}

const rows: readonly Row[] = [
  {
    name: 'executionLog.level',
    set: { executionLog: { level: 'Error' } },
    changed: { executionLog: { level: 'Info' } },
    observe: () => settings()?.['loggingLevel'],
    values: [undefined, 'ERROR', 'INFO'],
    path: '/*/*/logging/loglevel',
    value: 'OFF',
  },
  {
    name: 'metrics.detailed',
    set: { metrics: { detailed: true } },
    changed: { metrics: { detailed: false } },
    observe: () => settings()?.['metricsEnabled'],
    values: [undefined, true, undefined],
    path: '/*/*/metrics/enabled',
    value: 'true',
  },
  {
    name: 'throttling',
    set: { throttling: { rateLimit: 10, burstLimit: 20 } },
    changed: { throttling: { rateLimit: 30, burstLimit: 20 } },
    observe: () => settings() && [settings()!['throttlingRateLimit'], settings()!['throttlingBurstLimit']],
    values: [undefined, [10, 20], [30, 20]],
    path: '/*/*/throttling/burstLimit',
    value: '7',
  },
  {
    name: 'tracing',
    set: { tracing: true },
    changed: { tracing: false },
    observe: () => theStage().tracingEnabled,
    values: [false, true, false],
    path: '/tracingEnabled',
    value: 'true',
  },
];

describe('spec.stage', () => {
  beforeEach(() => start());

  test.each(rows)(
    '$name: set, changed, put back and unset by one write each, without a deployment',
    async ({ set, changed, observe, values: [unset, first, second], path, value }) => {
      await change({});
      expect(observe()).toEqual(unset);
      expect(await change(set)).toEqual(['UpdateStage']);
      expect(observe()).toEqual(first);
      expect(await change(changed)).toEqual(['UpdateStage']);
      expect(observe()).toEqual(second);

      const { id: restApiId } = [...world.account.restApis.values()][0]!;
      const patchOperations = [{ op: 'replace' as const, path, value }];
      await somebody(world).updateStage({ restApiId, stageName: 'prod', patchOperations });
      expect(observe()).not.toEqual(second);
      const since = world.awsCalls();
      await world.pass(resyncMs);
      expect(world.awsWrites(since)).toEqual(['UpdateStage']);
      expect(observe()).toEqual(second);
      expect(world.read('orders')?.status?.lastRepair?.fields).toEqual([
        path === '/tracingEnabled' ? 'stage tracing' : 'stage method settings',
      ]);

      await change({});
      expect(observe()).toEqual(unset);
    },
  );

  test('all of it with the API takes one write beyond the creation, two for a log group, and no deployment later', async () => {
    const all = Object.assign({}, ...rows.map(({ set }) => set)) as object;
    expect(await change({ ...all, accessLog: { logGroup: {} } })).toEqual([
      'CreateRestApi',
      'CreateVpcLink',
      'CreateLogGroup',
      'PutRetentionPolicy',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
      'UpdateStage',
    ]);
    const since = world.awsCalls();
    await world.pass(3 * resyncMs);
    expect(world.awsWrites(since)).toEqual([]);
    expect(await change({})).toEqual(['UpdateStage', 'DeleteLogGroup']);
    expect(theStage()).toMatchObject({ accessLogSettings: undefined, tracingEnabled: false });
    expect(theStage().methodSettings.size).toBe(0);
  });

  test('settings that others gave to single methods are removed', async () => {
    await change({ executionLog: { level: 'Error' } });
    const { id: restApiId } = [...world.account.restApis.values()][0]!;
    const replace = (path: string, value: string) => ({ op: 'replace' as const, path, value });
    const patchOperations = [
      replace('/~1orders~1{id}/GET/logging/dataTrace', 'true'),
      replace('/~1/GET/throttling/rateLimit', '1'),
      replace('/*/*/logging/dataTrace', 'true'),
    ];
    await somebody(world).updateStage({ restApiId, stageName: 'prod', patchOperations });
    expect(theStage().methodSettings.size).toBe(3);
    await world.pass(resyncMs);
    expect([...theStage().methodSettings.keys()]).toEqual(['*/*']);
    expect(settings()).toMatchObject({ loggingLevel: 'ERROR', dataTraceEnabled: false });
  });

  test('throttling is met by callers, method by method', async () => {
    await change({ throttling: { rateLimit: 1, burstLimit: 2 } }, open);
    const [call, callOther] = [callOrders(), callOrders('/orders/7')];
    const statuses = [await call(), await call(), await call(), await callOther()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    await world.pass(1_000);
    expect((await call()).status).toBe(200);
  });
});

describe('spec.stage.accessLog.logGroup', () => {
  beforeEach(() => start());

  test('is made with tags and retention, told in the status, written to by calls, and goes with the API', async () => {
    await change({ accessLog: { logGroup: { retentionDays: 7 } } }, { tags: { team: 'shop' }, ...open });
    const logGroup = world.account.logGroups.get(defaultName)!;
    expect(logGroup).toMatchObject({
      retentionInDays: 7,
      tags: { team: 'shop', 'privateapi.dev/role': 'LogGroup', 'privateapi.dev/name': 'orders' },
    });
    expect(world.read('orders')?.status?.logGroup).toEqual({ name: defaultName, arn: logGroupArn(defaultName) });

    expect((await callOrders()()).status).toBe(200);
    expect((await callOrders('/unknown')()).status).toBe(403);
    expect(logGroup.events.map(({ message }) => JSON.parse(message) as object)).toMatchObject([
      {
        vpceId: world.endpoint.vpcEndpointId,
        sourceIp: '10.0.0.7',
        resourcePath: '/orders',
        status: '200',
        error: '-',
      },
      { resourcePath: '-', status: '403', error: 'MISSING_AUTHENTICATION_TOKEN' },
    ]);

    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'gone',
    );
    expect(world.account.logGroups.size).toBe(0);
  });

  test('retention, format and tags change in place, and what others changed is put back', async () => {
    await change({ accessLog: { logGroup: {} } });
    const name = defaultName;
    expect(await change({ accessLog: { logGroup: { retentionDays: 90 }, format } }, { tags: { a: 'b' } })).toEqual([
      'PutRetentionPolicy',
      'TagResource',
      'UpdateStage',
      'TagResource',
      'TagResource',
    ]);
    expect(theStage().accessLogSettings).toEqual({ destinationArn: logGroupArn(name), format });
    const logGroup = world.account.logGroups.get(name)!;
    expect(logGroup).toMatchObject({ retentionInDays: 90, tags: { a: 'b' } });

    logGroup.retentionInDays = undefined;
    logGroup.tags = { ...logGroup.tags, b: 'c' };
    const since = world.awsCalls();
    await world.pass(resyncMs);
    expect(world.awsWrites(since)).toEqual(['PutRetentionPolicy', 'UntagResource']);
    expect(logGroup).toMatchObject({ retentionInDays: 90, tags: { a: 'b' } });
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['log group retention', 'log group tags']);
  });

  test('one that others deleted is made again', async () => {
    await change({ accessLog: { logGroup: {} } });
    await world.pass(3 * 60_000);
    world.account.logGroups.clear();
    const since = world.awsCalls();
    await world.pass(resyncMs);
    expect(world.awsWrites(since)).toEqual(['CreateLogGroup', 'PutRetentionPolicy']);
  });

  test('another name means another log group; the one before is deleted when nothing is logged to it', async () => {
    await change({ accessLog: { logGroup: {} } });
    expect(await change({ accessLog: { logGroup: { name: 'shop/orders' } } })).toEqual([
      'CreateLogGroup',
      'PutRetentionPolicy',
      'UpdateStage',
      'DeleteLogGroup',
    ]);
    expect([...world.account.logGroups.keys()]).toEqual(['shop/orders']);
    expect(world.read('orders')?.status).toMatchObject({ logGroup: { name: 'shop/orders' } });
    expect(world.read('orders')?.status?.pendingCreates).toBeUndefined();
  });

  test('is kept with a retained API', async () => {
    await change({ accessLog: { logGroup: {} } }, { deletionPolicy: 'Retain' });
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'gone',
    );
    expect([...world.account.logGroups.keys()]).toEqual([defaultName]);
  });

  test('of a name that others took is refused and left alone, until another name is given', async () => {
    const foreign = seedLogGroup(world.account, { logGroupName: 'bank/all', tags: { team: 'bank' } });
    await apply({ accessLog: { logGroup: { name: 'bank/all' } } });
    expect(await refusedWith('LogGroupConflict')).toContain('log group bank/all exists');
    expect(world.awsWrites()).toEqual([]);
    await change({ accessLog: { logGroup: { name: 'shop/all' } } });
    expect([...world.account.logGroups.keys()]).toEqual(['bank/all', 'shop/all']);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'gone',
    );
    expect([...world.account.logGroups.values()]).toEqual([foreign]);
  });
});

describe('spec.stage.accessLog.logGroup.kmsKeyArn', () => {
  beforeEach(() => start());

  const openKey = (more: object = {}) =>
    seedKmsKey(world.aws, world.account, { tags: { 'privateapi.dev/allow': 'shop' }, ...more });
  const withKey = (kmsKeyArn: string) => ({ accessLog: { logGroup: { kmsKeyArn } } });
  const keyNow = () => world.account.logGroups.get(defaultName)?.kmsKeyId;

  test('comes with the creation, is changed, put back and unset by one write each', async () => {
    const [first, second] = [openKey(), openKey()];
    expect(await change(withKey(first.arn))).not.toContain('AssociateKmsKey');
    expect(keyNow()).toBe(first.arn);
    expect(await change(withKey(second.arn))).toEqual(['AssociateKmsKey']);
    expect(keyNow()).toBe(second.arn);

    for (const byHand of [undefined, first.arn]) {
      world.account.logGroups.get(defaultName)!.kmsKeyId = byHand;
      const since = world.awsCalls();
      await world.pass(resyncMs);
      expect(world.awsWrites(since)).toEqual(['AssociateKmsKey']);
      expect(keyNow()).toBe(second.arn);
    }
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(['log group key']);

    expect(await change({ accessLog: { logGroup: {} } })).toEqual(['DisassociateKmsKey']);
    expect(keyNow()).toBeUndefined();
    expect(await change(withKey(first.arn))).toEqual(['AssociateKmsKey']);
  });

  test.each([
    {
      because: 'CloudWatch Logs may not use it',
      key: { admitsLogs: false },
      text: 'is not allowed to be used with Arn',
    },
    { because: 'it is disabled', key: { enabled: false }, text: 'could not be found' },
  ])('is refused by AWS because $because, until it is repaired', async ({ key: trouble, text }) => {
    const key = openKey(trouble);
    await apply(withKey(key.arn));
    expect(await refusedWith('LogKeyNotUsable')).toContain(text);
    expect(world.condition('orders', 'Deployed')).toMatchObject({ status: 'False', reason: 'LogKeyNotUsable' });
    expect(world.account.logGroups.size).toBe(0);
    Object.assign(key, { enabled: true, admitsLogs: true });
    await world.untilReady('orders');
    expect(keyNow()).toBe(key.arn);
  });

  test('is not used before its tag opens it to the namespace', async () => {
    const key = openKey({ tags: { 'privateapi.dev/allow': 'bank' } });
    await apply(withKey(key.arn));
    expect(await refusedWith('RefNotPermitted')).toContain('privateapi.dev/allow = shop on the key');
    expect(world.awsWrites()).toEqual([]);
    key.tags = { 'privateapi.dev/allow': 'shop' };
    await world.untilReady('orders');
    expect(keyNow()).toBe(key.arn);
  });
});

describe('the CloudWatch role of the account', () => {
  beforeEach(() => start());

  test('is asked for only when something is logged to CloudWatch', async () => {
    world.account.cloudwatchRoleArn = undefined;
    await change({ metrics: { detailed: true }, executionLog: { level: 'Off' } });
    expect(world.aws.log.filter(({ operation }) => operation === 'GetAccount')).toEqual([]);
    expect(world.aws.log.filter(({ service }) => service === 'logs')).toEqual([]);
  });

  test.each([{ accessLog: { logGroup: {} } }, { executionLog: { level: 'Info' } }])(
    'missing for %j, is told with the commands that set it, and its arrival is seen',
    async (stage) => {
      world.account.cloudwatchRoleArn = undefined;
      await apply(stage);
      const message = await refusedWith('CloudWatchRoleMissing');
      expect(message).toContain('aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/');
      expect(message).toContain('aws apigateway update-account --region eu-west-1');
      expect(world.awsWrites()).toEqual([]);
      world.account.cloudwatchRoleArn = role;
      await world.untilReady('orders');
      expect(world.awsWrites()).not.toContain('UpdateAccount');
    },
  );
});

describe('spec.stage.accessLog.destinationArn', () => {
  const name = 'shop/private-apis';
  const given = { accessLog: { destinationArn: logGroupArn(name) } };

  test('the sample logs to a given log group, which is used as it is and survives', async () => {
    await start();
    const logGroup = seedLogGroup(world.account, { logGroupName: name, tags: { 'privateapi.dev/allow': 'shop' } });
    const before = structuredClone(logGroup);
    const sample = parse(readFileSync(new URL('../../deploy/samples/logs.yaml', import.meta.url), 'utf8')) as {
      spec: { stage: object };
    };
    await change(sample.spec.stage, open);
    expect(theStage().accessLogSettings).toMatchObject({ destinationArn: logGroupArn(name) });
    expect(logGroup).toEqual(before);
    await callOrders()();
    expect(logGroup.events).toHaveLength(1);

    expect(await change({}, open)).toEqual(['UpdateStage']);
    expect(theStage().accessLogSettings).toBeUndefined();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'gone',
    );
    expect([...world.account.logGroups.keys()]).toEqual([name]);
  });

  test('takes the place of a log group of our own, and gives way to it', async () => {
    await start();
    seedLogGroup(world.account, { logGroupName: name, tags: { 'privateapi.dev/allow': '*' } });
    await change({ accessLog: { logGroup: {} } });
    expect(await change(given)).toEqual(['UpdateStage', 'DeleteLogGroup']);
    expect(world.read('orders')?.status?.logGroup).toBeUndefined();
    expect(await change({ accessLog: { logGroup: {} } })).toEqual([
      'CreateLogGroup',
      'PutRetentionPolicy',
      'UpdateStage',
    ]);
    expect(await change({})).toEqual(['UpdateStage', 'DeleteLogGroup']);
    expect([...world.account.logGroups.keys()]).toEqual([name]);
  });

  test.each([
    { because: 'it is not open to the namespace', tags: { 'privateapi.dev/allow': 'bank' }, reason: 'RefNotPermitted' },
    { because: 'it does not exist', tags: undefined, reason: 'LogDestinationNotFound' },
  ])('is refused because $because, until it is', async ({ tags, reason }) => {
    await start();
    if (tags !== undefined) seedLogGroup(world.account, { logGroupName: name, tags });
    await apply(given);
    await refusedWith(reason);
    expect(world.awsWrites()).toEqual([]);
    seedLogGroup(world.account, { logGroupName: name, tags: { 'privateapi.dev/allow': 'shop' } });
    await world.untilReady('orders');
  });

  const stream = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-shop';

  test('a Firehose stream is refused until its tag opens it to the namespace', async () => {
    await start();
    await apply({ accessLog: { destinationArn: stream, format } });
    expect(await refusedWith('RefNotPermitted')).toContain('privateapi.dev/allow = shop on the stream');
    expect(world.awsWrites()).toEqual([]);
    world.account.taggedResources.set(stream, { 'privateapi.dev/allow': 'bank shop' });
    await world.untilReady('orders');
    expect(theStage().accessLogSettings).toEqual({ destinationArn: stream, format });
  });

  test('tags are asked for only where a spec names what nothing else is asked of', async () => {
    await start();
    await change({ accessLog: { logGroup: {} } });
    expect(world.aws.log.filter(({ service }) => service === 'tagging')).toEqual([]);
  });

  test('a Firehose stream is used without the CloudWatch role, and not asked where consent is off', async () => {
    await start(['--reference-consent=off']);
    world.account.cloudwatchRoleArn = undefined;
    await change({ accessLog: { destinationArn: stream, format } });
    expect(theStage().accessLogSettings).toEqual({ destinationArn: stream, format });
    expect(world.aws.log.filter(({ service }) => service === 'tagging')).toEqual([]);
  });

  test('an unknown variable in the format is an invalid spec, and nothing is written', async () => {
    await start();
    await apply({ accessLog: { logGroup: {}, format: '$context.requestId $context.identity.vpc' } });
    expect(await refusedWith('InvalidSpec')).toContain('$context.identity.vpc is no variable of access logs');
    expect(world.awsWrites()).toEqual([]);
    await change({ accessLog: { logGroup: {}, format: '$context.requestId $context.identity.vpcId' } });
  });
});
