import { readFileSync } from 'node:fs';
import { CreateDeploymentCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { expect, test } from '@jest/globals';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import type { PrivateApiSpec } from '../../src/api/private-api.ts';
import { createCalls } from '../../src/aws/calls.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createStages } from '../../src/aws/stage.ts';
import { diffStage } from '../../src/plan/diff-stage.ts';
import type { PatchOperation } from '../../src/plan/diff-stage.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { withMethod } from '../sandbox/aws/provocations/given.ts';
import { createTestWorld, REGION } from '../sandbox/aws/test-world.ts';

type Settings = Partial<PrivateApiSpec['stage']>;
const { signal } = new AbortController();

/** A stage served by the emulator, seen and changed through `src/aws`. */
async function aServedStage() {
  const world = createTestWorld();
  world.region.cloudwatchRoleArn = 'arn:aws:iam::111122223333:role/api-gateway-logs';
  const restApiId = (await withMethod(world)).restApiId!;
  const deploy = async () => (await world.apiGateway.send(new CreateDeploymentCommand({ restApiId }))).id!;
  const { accessKeyId, secretAccessKey } = world.principal;
  const clients = createAwsClients(REGION, 'test', {
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: createSdkRequestHandler(world.emulator.handle) as never,
  });
  const metrics = { awsRequestFinished: () => undefined };
  const stages = createStages(createCalls('apigateway', { metrics, now: () => 0, mayWrite: () => true }), clients);
  const first = await deploy();
  await stages.create(restApiId, desired({}), first, signal);

  const read = async () => (await stages.read(restApiId, signal))[0]!;
  return {
    first,
    second: await deploy(),
    /** The operations that lead to the settings, after they did. */
    async become(settings: Settings, deploymentId = first): Promise<readonly PatchOperation[]> {
      const operations = diffStage(desired(settings), deploymentId, await read());
      if (operations.length > 0) await stages.update(restApiId, 'prod', operations, signal);
      expect(diffStage(desired(settings), deploymentId, await read())).toEqual([]);
      return operations;
    },
    byHand: (...patchOperations: PatchOperation[]) =>
      world.apiGateway.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations })),
  };
}

const desired = (settings: Settings) => aDesiredState({ stage: { name: 'prod', ...settings } }).stage;

const used = new Set<string>();
const told = (operations: readonly PatchOperation[]) =>
  operations.map(({ op, path, value }) => {
    used.add(`${op} ${path}`);
    return [op, path, ...(value === undefined ? [] : [value])].join(' ');
  });

const destination = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
const log = (name: string, format = '$context.requestId') => ({
  accessLog: { destinationArn: destination(name), format },
});

interface Row {
  readonly name: string;
  readonly added: Settings;
  readonly changed: Settings;
  /** What is set all the time. */
  readonly beside?: Settings;
  /** Operations of adding, changing and removing. */
  readonly operations: readonly [readonly string[], readonly string[], readonly string[]];
}

const level = { executionLog: { level: 'Error' as const } };

const rows: readonly Row[] = [
  {
    name: 'description',
    added: { description: 'a' },
    changed: { description: 'b' },
    operations: [['replace /description a'], ['replace /description b'], ['replace /description ']],
  },
  {
    name: 'variables',
    added: { variables: { a: '1' } },
    changed: { variables: { a: '2' } },
    operations: [['replace /variables/a 1'], ['replace /variables/a 2'], ['remove /variables/a']],
  },
  {
    name: 'tracing',
    added: { tracing: true },
    changed: { tracing: false },
    operations: [['replace /tracingEnabled true'], ['replace /tracingEnabled false'], []],
  },
  {
    name: 'accessLog, its destination changed',
    added: log('a'),
    changed: log('b'),
    operations: [
      [
        `replace /accessLogSettings/destinationArn ${destination('a')}`,
        'replace /accessLogSettings/format $context.requestId',
      ],
      [`replace /accessLogSettings/destinationArn ${destination('b')}`],
      ['remove /accessLogSettings'],
    ],
  },
  {
    name: 'accessLog, its format changed',
    added: log('a'),
    changed: log('a', '$context.extendedRequestId'),
    operations: [
      [
        `replace /accessLogSettings/destinationArn ${destination('a')}`,
        'replace /accessLogSettings/format $context.requestId',
      ],
      ['replace /accessLogSettings/format $context.extendedRequestId'],
      ['remove /accessLogSettings'],
    ],
  },
  {
    name: 'executionLog.level',
    added: level,
    changed: { executionLog: { level: 'Info' } },
    operations: [['replace /*/*/logging/loglevel ERROR'], ['replace /*/*/logging/loglevel INFO'], ['remove /*/*']],
  },
  {
    name: 'executionLog.level beside metrics',
    beside: { metrics: { detailed: true } },
    added: level,
    changed: { executionLog: { level: 'Info' } },
    operations: [
      ['replace /*/*/logging/loglevel ERROR'],
      ['replace /*/*/logging/loglevel INFO'],
      ['replace /*/*/logging/loglevel OFF'],
    ],
  },
  {
    name: 'metrics.detailed',
    added: { metrics: { detailed: true } },
    changed: { metrics: { detailed: false } },
    operations: [['replace /*/*/metrics/enabled true'], ['remove /*/*'], []],
  },
  {
    name: 'metrics.detailed beside an execution log',
    beside: level,
    added: { metrics: { detailed: true } },
    changed: { metrics: { detailed: false } },
    operations: [['replace /*/*/metrics/enabled true'], ['replace /*/*/metrics/enabled false'], []],
  },
  {
    name: 'throttling',
    added: { throttling: { rateLimit: 1, burstLimit: 2 } },
    changed: { throttling: { rateLimit: 3, burstLimit: 2 } },
    operations: [
      ['replace /*/*/throttling/rateLimit 1', 'replace /*/*/throttling/burstLimit 2'],
      ['replace /*/*/throttling/rateLimit 3'],
      ['remove /*/*'],
    ],
  },
  {
    name: 'throttling beside an execution log',
    beside: level,
    added: { throttling: { rateLimit: 1, burstLimit: 2 } },
    changed: { throttling: { rateLimit: 1, burstLimit: 3 } },
    operations: [
      ['replace /*/*/throttling/rateLimit 1', 'replace /*/*/throttling/burstLimit 2'],
      ['replace /*/*/throttling/burstLimit 3'],
      ['replace /*/*/throttling/rateLimit 10000', 'replace /*/*/throttling/burstLimit 5000'],
    ],
  },
];

test.each(rows)('$name: added, changed and removed by the operations that AWS takes for it', async (row) => {
  const stage = await aServedStage();
  await stage.become({ ...row.beside });
  expect(told(await stage.become({ ...row.beside, ...row.added }))).toEqual(row.operations[0]);
  expect(told(await stage.become({ ...row.beside, ...row.changed }))).toEqual(row.operations[1]);
  expect(told(await stage.become({ ...row.beside }))).toEqual(row.operations[2]);
});

test('the deployment is changed, and changed back', async () => {
  const stage = await aServedStage();
  expect(told(await stage.become({}, stage.second))).toEqual([`replace /deploymentId ${stage.second}`]);
  expect(told(await stage.become({}))).toEqual([`replace /deploymentId ${stage.first}`]);
});

test.each([
  { name: 'bodies logged for every method', by: '/*/*/logging/dataTrace', value: 'true', operation: 'remove /*/*' },
  {
    name: 'bodies logged for every method, beside an execution log',
    beside: level,
    by: '/*/*/logging/dataTrace',
    value: 'true',
    operation: 'replace /*/*/logging/dataTrace false',
  },
  { name: 'one method of the root', by: '/~1/GET/throttling/rateLimit', value: '1', operation: 'remove /~1/GET' },
  {
    name: 'one method of a path',
    by: '/~1orders~1{id}/GET/metrics/enabled',
    value: 'true',
    operation: 'remove /~1orders~1{id}/GET',
  },
])('set by hand and taken back: $name', async ({ beside = {}, by, value, operation }) => {
  const stage = await aServedStage();
  await stage.become(beside);
  await stage.byHand({ op: 'replace', path: by, value });
  expect(told(await stage.become(beside))).toEqual([operation]);
});

/** Every path that the code can send: those above, and no other. */
test('no other path is sent', () => {
  const sources = ['diff-stage', 'diff-method-settings'].map((name) =>
    readFileSync(new URL(`../../src/plan/${name}.ts`, import.meta.url), 'utf8'),
  );
  const settings = sources.join('').match(/'(?:logging|metrics|throttling|caching)\/\w+'/g) ?? [];
  const paths = sources.join('').match(/(?<=path: ['`])\/\w+/g) ?? [];
  const sent = [...used].join('\n');
  expect([...settings, ...paths].filter((path) => !sent.includes(path.replaceAll("'", '')))).toEqual([]);
  expect([settings.length, new Set(paths).size]).toEqual([5, 5]);
});
