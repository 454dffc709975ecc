import { invalidSpec, rule, schema } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';
import type { Json } from '../../../crd/field-path.ts';

const stage = (fields: { readonly [key: string]: Json }): Spec => ({ stage: fields });
const settings = (name: string) => (observed: Observed) => observed.stage.methodSettings.get('*/*')?.[name];
const logGroup = (fields: { readonly [key: string]: Json }, more: { readonly [key: string]: Json } = {}) =>
  stage({ accessLog: { logGroup: fields, ...more } });
const logArn = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const defaultName = '/privateapi.dev/shop/orders';
const newLogGroup = ['CreateLogGroup', 'PutRetentionPolicy', 'UpdateStage'];
const throttling = (rateLimit: Json, burstLimit: Json) => stage({ throttling: { rateLimit, burstLimit } });
const destination = ({ stage: { accessLogSettings } }: Observed) => accessLogSettings?.destinationArn;

export const fields: readonly AnyField[] = [
  {
    field: 'stage.name',
    set: stage({ name: 'v2' }),
    change: stage({ name: 'v3' }),
    immutable: "stage.name is immutable, since it is part of every caller's URL; delete the object and create another",
    aws: ({ api }) => [...api.stages.keys()],
    values: [['prod'], ['v2']],
    invalid: [schema(stage({ name: '$default' }), 'should match')],
  },
  {
    field: 'stage.description',
    set: stage({ description: 'What the shops use' }),
    change: stage({ description: 'What all use' }),
    aws: (observed) => observed.stage.description,
    values: [undefined, 'What the shops use', 'What all use'],
    redeploys: false,
    invalid: [schema(stage({ description: '' }), 'at least 1 char')],
  },
  {
    field: 'stage.variables',
    set: stage({ variables: { revision: '12' } }),
    change: stage({ variables: { revision: '13', tier: 'a' } }),
    aws: (observed) => observed.stage.variables ?? {},
    values: [{}, { revision: '12' }, { revision: '13', tier: 'a' }],
    redeploys: false,
    invalid: [
      schema(stage({ variables: { revision: 'a b' } }), 'should match'),
      rule(stage({ variables: { 'a-b': '1' } }), 'names of stage variables are 1 to 64 letters'),
    ],
  },
  {
    field: 'stage.accessLog.logGroup.name',
    base: logGroup({}),
    set: logGroup({ name: 'shop/orders' }),
    change: logGroup({ name: 'shop/all' }),
    aws: (observed) => [destination(observed), [...observed.account.logGroups.keys()]],
    values: [
      [logArn(defaultName), [defaultName]],
      [logArn('shop/orders'), ['shop/orders']],
      [logArn('shop/all'), ['shop/all']],
    ],
    redeploys: false,
    writes: {
      set: [...newLogGroup, 'DeleteLogGroup'],
      change: [...newLogGroup, 'DeleteLogGroup'],
      unset: [...newLogGroup, 'DeleteLogGroup'],
      recover: [...newLogGroup, 'DeleteLogGroup'],
    },
    invalid: [
      schema(logGroup({ name: 'a b' }), 'should match'),
      rule(logGroup({ name: '/aws/lambda/orders' }), 'belong to AWS services'),
    ],
  },
  {
    field: 'stage.accessLog.logGroup.retentionDays',
    base: logGroup({ name: 'shop/orders' }),
    set: logGroup({ name: 'shop/orders', retentionDays: 7 }),
    change: logGroup({ name: 'shop/orders', retentionDays: 90 }),
    aws: ({ account }) => account.logGroups.get('shop/orders')?.retentionInDays,
    values: [30, 7, 90],
    redeploys: false,
    writes: {
      set: ['PutRetentionPolicy'],
      change: ['PutRetentionPolicy'],
      unset: ['PutRetentionPolicy'],
      recover: ['PutRetentionPolicy'],
    },
    invalid: [schema(logGroup({ retentionDays: 2 }), 'Unsupported value: 2')],
  },
  {
    field: 'stage.accessLog.logGroup.kmsKeyArn',
    base: logGroup({ name: 'shop/orders' }),
    set: logGroup({ name: 'shop/orders', kmsKeyArn: keyArn('a1') }),
    change: logGroup({ name: 'shop/orders', kmsKeyArn: keyArn('b2') }),
    aws: ({ account }) => account.logGroups.get('shop/orders')?.kmsKeyId,
    values: [undefined, keyArn('a1'), keyArn('b2')],
    redeploys: false,
    writes: {
      set: ['AssociateKmsKey'],
      change: ['AssociateKmsKey'],
      unset: ['DisassociateKmsKey'],
      recover: ['AssociateKmsKey'],
    },
    invalid: [schema(logGroup({ kmsKeyArn: 'alias/shop' }), 'should match')],
  },
  {
    field: 'stage.accessLog.destinationArn',
    set: stage({ accessLog: { destinationArn: logArn('shop/private-apis') } }),
    change: stage({ accessLog: { destinationArn: logArn('shop/others') } }),
    aws: destination,
    values: [undefined, logArn('shop/private-apis'), logArn('shop/others')],
    redeploys: false,
    invalid: [
      schema(stage({ accessLog: { destinationArn: `${logArn('shop/private-apis')}:*` } }), 'should match'),
      rule(
        logGroup({}, { destinationArn: logArn('shop/private-apis') }),
        'set exactly one of logGroup and destinationArn',
      ),
    ],
  },
  {
    field: 'stage.accessLog.format',
    base: logGroup({}),
    set: logGroup({}, { format: '$context.requestId $context.status' }),
    change: logGroup({}, { format: '$context.extendedRequestId' }),
    aws: ({ stage: { accessLogSettings } }) => accessLogSettings?.format?.slice(0, 40),
    values: [
      '{"requestId":"$context.requestId","extend',
      '$context.requestId $context.status',
      '$context.extendedRequestId',
    ].map((format) => format.slice(0, 40)) as [string, string, string],
    redeploys: false,
    invalid: [
      schema(logGroup({}, { format: '$context.status' }), 'should match'),
      schema(logGroup({}, { format: 'a\n$context.requestId' }), 'should match'),
      invalidSpec(
        logGroup({}, { format: '$context.requestId $input.body' }),
        '$input.body is no variable of access logs',
      ),
    ],
  },
  {
    field: 'stage.executionLog.level',
    set: stage({ executionLog: { level: 'Error' } }),
    change: stage({ executionLog: { level: 'Info' } }),
    aws: settings('loggingLevel'),
    values: [undefined, 'ERROR', 'INFO'],
    redeploys: false,
    invalid: [schema(stage({ executionLog: { level: 'DEBUG' } }), 'Unsupported value: "DEBUG"')],
  },
  {
    field: 'stage.metrics.detailed',
    set: stage({ metrics: { detailed: true } }),
    change: stage({ metrics: { detailed: false } }),
    aws: settings('metricsEnabled'),
    values: [undefined, true, undefined],
    redeploys: false,
    writes: { unset: [] },
    invalid: [schema(stage({ metrics: { detailed: 'all' } }), 'must be of type boolean')],
  },
  {
    field: 'stage.throttling.rateLimit',
    set: throttling(10, 20),
    change: throttling(30, 20),
    aws: settings('throttlingRateLimit'),
    values: [undefined, 10, 30],
    redeploys: false,
    invalid: [
      schema(throttling(0, 20), 'greater than or equal to 1'),
      schema(stage({ throttling: { burstLimit: 20 } }), 'Required value'),
    ],
  },
  {
    field: 'stage.throttling.burstLimit',
    set: throttling(10, 20),
    change: throttling(10, 40),
    aws: settings('throttlingBurstLimit'),
    values: [undefined, 20, 40],
    redeploys: false,
    invalid: [schema(throttling(10, 1_000_001), 'less than or equal to 1000000')],
  },
  {
    field: 'stage.tracing',
    set: stage({ tracing: true }),
    change: stage({ tracing: false }),
    aws: (observed) => observed.stage.tracingEnabled,
    values: [false, true, false],
    redeploys: false,
    writes: { unset: [] },
    invalid: [schema(stage({ tracing: 1 }), 'must be of type boolean')],
  },
];
