import type { Json } from '../../../crd/field-path.ts';
import { invalidSpec, route, schema, servedMethod, servedRoutes } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';

const responses = { 200: { description: 'Done' } };
const document = (...paths: string[]) => ({
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1' },
  'x-private-api-backend': 'orders',
  paths: Object.fromEntries(paths.map((path) => [path, { get: { responses } }])),
});
/** In the place of routes. */
const described = (openApi: object) => ({ routes: undefined, openApi }) as unknown as Spec;
const inline = (...paths: string[]) => described({ inline: document(...paths) });
const configMap = (name: string, key: string) => described({ configMapRef: { name, key } });
const post = { ...route, method: 'POST' };
const request = (fields: { readonly [key: string]: Json }): Spec => ({ routes: [{ ...post, request: fields }] });
const bodySchema = (schema: Json) => request({ body: { schema } });
const required = (observed: Observed) => servedMethod(observed, 'POST')?.requestParameters ?? {};
/** The schema that bodies must fit. */
function servedSchema(observed: Observed): unknown {
  const name = servedMethod(observed, 'POST')?.requestModels?.['application/json'];
  return name === undefined ? undefined : JSON.parse(observed.served.models?.get(name)?.schema ?? 'null');
}
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
    invalid: [
      schema(described({ inline: 'openapi: 3.0.3' }), 'must be of type object'),
      invalidSpec(described({ inline: { openapi: '3.0.3' } }), 'spec.openApi.inline'),
    ],
  },
  {
    field: 'openApi.configMapRef.name',
    set: configMap('orders-api', 'openapi.yaml'),
    change: configMap('stock-api', 'openapi.yaml'),
    aws: servedRoutes,
    values: [['GET /orders'], ['GET /orders-api/openapi.yaml'], ['GET /stock-api/openapi.yaml']],
    redeploys: true,
    invalid: [
      schema(configMap('Orders', 'openapi.yaml'), 'should match'),
      { spec: configMap('nowhere', 'openapi.yaml'), by: 'OpenApiNotFound', says: 'the ConfigMap does not exist' },
    ],
  },
  {
    field: 'openApi.configMapRef.key',
    base: configMap('orders-api', 'openapi.yaml'),
    set: configMap('orders-api', 'v2.yaml'),
    change: configMap('orders-api', 'v3.yaml'),
    aws: servedRoutes,
    values: [['GET /orders-api/openapi.yaml'], ['GET /orders-api/v2.yaml'], ['GET /orders-api/v3.yaml']],
    redeploys: true,
    invalid: [
      schema(configMap('orders-api', 'a/b'), 'should match'),
      { spec: configMap('orders-api', 'none'), by: 'OpenApiNotFound', says: 'the ConfigMap has no such key' },
    ],
  },
  {
    field: 'routes[].request.headers',
    base: { routes: [post] },
    set: request({ headers: ['x-tenant'] }),
    change: request({ headers: ['x-shop', 'x-tenant'] }),
    aws: required,
    values: [
      {},
      { 'method.request.header.x-tenant': true },
      { 'method.request.header.x-shop': true, 'method.request.header.x-tenant': true },
    ],
    redeploys: true,
    invalid: [schema(request({ headers: ['x tenant'] }), 'should match')],
  },
  {
    field: 'routes[].request.queryParameters',
    base: { routes: [post] },
    set: request({ queryParameters: ['page'] }),
    change: request({ queryParameters: ['limit'] }),
    aws: required,
    values: [{}, { 'method.request.querystring.page': true }, { 'method.request.querystring.limit': true }],
    redeploys: true,
    invalid: [schema(request({ queryParameters: ['a&b'] }), 'should match')],
  },
  {
    field: 'routes[].request.body.schema',
    base: { routes: [post] },
    set: bodySchema({ type: 'object', required: ['sku'] }),
    change: bodySchema({ type: 'array' }),
    aws: servedSchema,
    values: [undefined, { type: 'object', required: ['sku'] }, { type: 'array' }],
    redeploys: true,
    invalid: [
      schema(bodySchema('object'), 'must be of type object'),
      invalidSpec(bodySchema({ type: 'object', nullable: true }), 'is not known to API Gateway'),
    ],
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
