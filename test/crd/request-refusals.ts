import type { Json } from './field-path.ts';
import type { Refusal } from './refusals.ts';
import { letters, openApiObject } from './values.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`);
const anyOf = 'set at least one of statusCode, headers and templates';
const headerNames = 'names of headers are 1 to 128 letters, digits, dashes and underscores';
const mediaTypes = 'keys of templates are media types such as application/json';
const types = [
  'ACCESS_DENIED', 'API_CONFIGURATION_ERROR', 'AUTHORIZER_CONFIGURATION_ERROR', 'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX', 'DEFAULT_5XX', 'EXPIRED_TOKEN', 'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT', 'INVALID_API_KEY', 'INVALID_SIGNATURE', 'MISSING_AUTHENTICATION_TOKEN', 'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE', 'RESOURCE_NOT_FOUND', 'THROTTLED', 'UNAUTHORIZED', 'UNSUPPORTED_MEDIA_TYPE', 'WAF_FILTERED',
]; // prettier-ignore
export const gatewayResponses = (count: number): Json[] =>
  Array.from({ length: count }, (_, index) => ({ type: types[index % types.length]!, statusCode: 400 }));
const ref = { name: 'orders', key: 'openapi.yaml' };

type Row = [path: string, keyword: Refusal['keyword'], good: Json, bad: Json, says: string, at?: string];

const rows: Row[] = [
  ...['headers', 'queryParameters'].flatMap((field): Row[] => [
    [`spec.routes[].request.${field}`, 'minItems', names(1), [], 'at least 1 items'],
    [`spec.routes[].request.${field}`, 'maxItems', names(20), names(21), 'must have at most 20 items'],
    [`spec.routes[].request.${field}`, 'x-kubernetes-list-type', ['a', 'b'], ['a', 'a'], 'Duplicate value'],
    [`spec.routes[].request.${field}[]`, 'maxLength', letters(128), letters(129), 'may not be more than 128'],
    [`spec.routes[].request.${field}[]`, 'pattern', 'x-a_B1', 'a b', 'should match'],
  ]),
  ['spec.requestValidation', 'enum', 'None', 'All', 'supported values: "None", "Body", "Parameters"'],
  ['spec.gatewayResponses', 'minItems', gatewayResponses(1), [], 'at least 1 items'],
  ['spec.gatewayResponses', 'maxItems', gatewayResponses(21), gatewayResponses(22), 'must have at most 21 items'],
  [
    'spec.gatewayResponses',
    'x-kubernetes-list-type',
    gatewayResponses(2),
    [...gatewayResponses(1), ...gatewayResponses(1)],
    'Duplicate value',
  ],
  ['spec.gatewayResponses[]', 'rule', { type: 'DEFAULT_4XX', statusCode: 503 }, { type: 'DEFAULT_4XX' }, anyOf],
  ['spec.gatewayResponses[].type', 'enum', 'WAF_FILTERED', 'TEAPOT', 'Unsupported value: "TEAPOT"'],
  ['spec.gatewayResponses[].statusCode', 'minimum', 200, 199, 'greater than or equal to 200'],
  ['spec.gatewayResponses[].statusCode', 'maximum', 599, 600, 'less than or equal to 599'],
  ...(['headers', 'templates'] as const).flatMap((field): Row[] => {
    const maximum = field === 'headers' ? 20 : 5;
    const key = (index: number) => (field === 'headers' ? `x-${index}` : `text/x${index}`);
    const entries = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), 'x']));
    const path = `spec.gatewayResponses[].${field}`;
    return [[path, 'maxProperties', entries(maximum), entries(maximum + 1), `must have at most ${maximum} items`]];
  }),
  ['spec.gatewayResponses[].headers', 'rule', { [letters(128)]: 'x' }, { 'a b': 'x' }, headerNames],
  ['spec.gatewayResponses[].headers{}', 'maxLength', letters(1024), letters(1025), 'may not be more than 1024'],
  ['spec.gatewayResponses[].headers{}', 'pattern', 'a "b"; c', "it's", 'should match'],
  ['spec.gatewayResponses[].templates', 'rule', { 'text/plain': 'x' }, { text: 'x' }, mediaTypes],
  ['spec.gatewayResponses[].templates{}', 'maxLength', letters(4096), letters(4097), 'may not be more than 4096'],
];

const oneDocument = 'set exactly one of inline and configMapRef';
const openApiRows: Row[] = [
  ['spec.openApi', 'rule', { configMapRef: ref }, { inline: {}, configMapRef: ref }, oneDocument],
  ...(['name', 'key'] as const).flatMap((field): Row[] => {
    const path = `spec.openApi.configMapRef.${field}`;
    const put = (value: string) => ({ configMapRef: { ...ref, [field]: value } });
    return [
      [path, 'minLength', put('a'), put(''), 'at least 1 char', 'spec.openApi'],
      [path, 'maxLength', put(letters(253)), put(letters(254)), 'may not be more than 253', 'spec.openApi'],
      [path, 'pattern', put('a.b-c1'), put('a b'), 'should match', 'spec.openApi'],
    ];
  }),
];

const refusal = ([path, keyword, good, bad, says, at]: Row): Refusal => ({
  path,
  keyword,
  good,
  bad,
  says,
  ...(at !== undefined && { at }),
});

export const requestRefusals: Refusal[] = [
  ...rows.map(refusal),
  ...openApiRows.map((row) => ({ ...refusal(row), of: openApiObject })),
  // Neither and both.
  ...[undefined, [{ path: '/a', method: 'GET', backend: 'orders' }]].map((routes): Refusal => ({
    path: 'spec',
    keyword: 'rule',
    at: 'spec',
    good: openApiObject.spec,
    bad: (routes === undefined
      ? Object.fromEntries(Object.entries(openApiObject.spec).filter(([key]) => key !== 'openApi'))
      : { ...openApiObject.spec, routes }) as Json,
    says: 'set exactly one of routes and openApi',
    of: openApiObject,
  })),
];
