import type { Json } from '../../../crd/field-path.ts';
import { invalidSpec, schema, servedMethod, servedRoutes } from '../field-row.ts';
import type { AnyField, Spec } from '../field-row.ts';

const responses = { 200: { description: 'Done' } };
const document = (...paths: string[]) => ({
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1' },
  'x-private-api-backend': 'orders',
  paths: Object.fromEntries(paths.map((path) => [path, { get: { responses } }])),
});
/** In the place of routes. */
const inline = (...paths: string[]) =>
  ({ routes: undefined, openApi: { inline: document(...paths) } }) as unknown as Spec;
const response = (fields: { readonly [key: string]: Json }): Spec => ({
  gatewayResponses: [{ type: 'THROTTLED', ...fields }],
});

export const fields: readonly AnyField[] = [
  {
    field: 'openApi.inline',
    set: inline('/orders', '/stock'),
    change: inline('/stock'),
    aws: servedRoutes,
    values: [['GET /orders'], ['GET /orders', 'GET /stock'], ['GET /stock']],
    redeploys: true,
    invalid: [invalidSpec({ ...inline(), openApi: { inline: { openapi: '3.0.3' } } }, 'spec.openApi.inline')],
  },
  {
    field: 'requestValidation',
    set: { requestValidation: 'Body' },
    change: { requestValidation: 'BodyAndParameters' },
    aws: (observed) => servedMethod(observed)?.requestValidatorId !== undefined,
    values: [false, true, true],
    redeploys: true,
    invalid: [schema({ requestValidation: 'body' }, 'Unsupported value: "body"')],
  },
  {
    field: 'gatewayResponses',
    set: response({ statusCode: 503 }),
    change: { gatewayResponses: [{ type: 'UNAUTHORIZED', statusCode: 403 }] },
    aws: ({ served }) => [...(served.gatewayResponses ?? [])].map(([type, { statusCode }]) => `${type} ${statusCode}`),
    values: [[], ['THROTTLED 503'], ['UNAUTHORIZED 403']],
    redeploys: true,
    invalid: [schema({ gatewayResponses: [{ type: 'Throttled', statusCode: 503 }] }, 'Unsupported value')],
  },
  {
    field: 'gatewayResponses[].type',
    base: response({ statusCode: 503 }),
    set: { gatewayResponses: [{ type: 'UNAUTHORIZED', statusCode: 503 }] },
    change: { gatewayResponses: [{ type: 'ACCESS_DENIED', statusCode: 503 }] },
    aws: ({ served }) => [...(served.gatewayResponses?.keys() ?? [])],
    values: [['THROTTLED'], ['UNAUTHORIZED'], ['ACCESS_DENIED']],
    redeploys: true,
    invalid: [schema({ gatewayResponses: [{ statusCode: 503 }] }, 'Required value')],
  },
  {
    field: 'gatewayResponses[].statusCode',
    base: response({ headers: { 'x-a': '1' } }),
    set: response({ headers: { 'x-a': '1' }, statusCode: 503 }),
    change: response({ headers: { 'x-a': '1' }, statusCode: 500 }),
    aws: ({ served }) => served.gatewayResponses?.get('THROTTLED')?.statusCode,
    values: [undefined, '503', '500'],
    redeploys: true,
    invalid: [schema(response({ statusCode: 99 }), 'spec.gatewayResponses[0].statusCode')],
  },
  {
    field: 'gatewayResponses[].headers',
    base: response({ statusCode: 503 }),
    set: response({ statusCode: 503, headers: { 'x-a': '1' } }),
    change: response({ statusCode: 503, headers: { 'x-a': '2', 'x-b': '3' } }),
    aws: ({ served }) => served.gatewayResponses?.get('THROTTLED')?.responseParameters ?? {},
    values: [
      {},
      { 'gatewayresponse.header.x-a': "'1'" },
      { 'gatewayresponse.header.x-a': "'2'", 'gatewayresponse.header.x-b': "'3'" },
    ],
    redeploys: true,
    invalid: [schema(response({ headers: { 'x-a': "it's" } }), 'should match')],
  },
  {
    field: 'gatewayResponses[].templates',
    base: response({ statusCode: 503 }),
    set: response({ statusCode: 503, templates: { 'application/json': '{"a":1}' } }),
    change: response({ statusCode: 503, templates: { 'application/json': '{"a":2}' } }),
    aws: ({ served }) => served.gatewayResponses?.get('THROTTLED')?.responseTemplates ?? {},
    values: [{}, { 'application/json': '{"a":1}' }, { 'application/json': '{"a":2}' }],
    redeploys: true,
    invalid: [schema(response({ templates: { 'application/json': 1 } }), 'must be of type string')],
  },
];
