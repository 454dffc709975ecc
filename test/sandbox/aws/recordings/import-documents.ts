import { httpIntegration, method, mockIntegration } from './expected-bodies.ts';
import type { ImportedMethod } from './import-calls.ts';

const ORIGIN = 'Access-Control-Allow-Origin';
const CORS = {
  [ORIGIN]: "'*'",
  'Access-Control-Allow-Methods': "'GET,OPTIONS'",
  'Access-Control-Allow-Headers': "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token'",
};

type Headers = Readonly<Record<string, string>>;

const named = <T>(prefix: string, headers: Headers, value: (header: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [`${prefix}.${name}`, value(text)]));

const mapped = (headers: Headers) => named('method.response.header', headers, (text) => text);
const declared = (headers: Headers) => named('method.response.header', headers, () => false);

const JSON_MOCK = { 'application/json': '{"statusCode": 200}' };

/** A MOCK integration that sets `headers`, in a document. */
export const mockExtension = (headers: Headers = {}, more: object = {}) => ({
  type: 'mock',
  requestTemplates: JSON_MOCK,
  responses: { default: { statusCode: '200', ...whenAny('responseParameters', mapped(headers)) } },
  ...more,
});

/** The same read back. */
export const mockMethod = (httpMethod: string, headers: Headers = {}, parts: Parts = {}) =>
  readBack(httpMethod, mockIntegration(parts.integration), headers, parts);

export interface Parts {
  readonly method?: object;
  readonly integration?: object;
  readonly responseModel?: string;
  readonly integrationResponse?: object;
}

/** A method with one response for 200 on both sides. */
export function readBack(httpMethod: string, integration: object, headers: Headers, parts: Parts): ImportedMethod {
  const models = parts.responseModel === undefined ? {} : { 'application/json': parts.responseModel };
  return method({
    httpMethod,
    methodIntegration: {
      ...integration,
      integrationResponses: {
        200: { statusCode: '200', ...whenAny('responseParameters', mapped(headers)), ...parts.integrationResponse },
      },
    },
    methodResponses: {
      200: {
        statusCode: '200',
        ...whenAny('responseModels', models),
        ...whenAny('responseParameters', declared(headers)),
      },
    },
    ...parts.method,
  }) as unknown as ImportedMethod;
}

export const origin = { [ORIGIN]: "'*'" };
export const cors = CORS;

/** Response headers of an operation: Swagger 2 types them directly. */
export const swaggerHeaders = (headers: Headers) => headersOf(headers, { type: 'string' });
export const openApiHeaders = (headers: Headers) => headersOf(headers, { schema: { type: 'string' } });

const headersOf = (headers: Headers, type: object) =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, type]));

const PETS = 'http://petstore-demo-endpoint.execute-api.com/petstore/pets';

/** A Swagger document without a base path, with two HTTP integrations, and what it reads back as. */
export const petsDocument = {
  swagger: '2.0',
  info: { title: 'pets', version: '1' },
  paths: {
    '/pets': { get: httpOperation(PETS) },
    '/pets/{petId}': {
      get: {
        ...httpOperation(`${PETS}/{id}`, { 'integration.request.path.id': 'method.request.path.petId' }),
        parameters: [{ name: 'petId', in: 'path', required: true, type: 'string' }],
      },
    },
  },
};

export const petsResources = {
  '/': [],
  '/pets': [readBack('GET', httpIntegration(PETS), {}, {})],
  '/pets/{petId}': [
    readBack(
      'GET',
      httpIntegration(`${PETS}/{id}`, {
        requestParameters: { 'integration.request.path.id': 'method.request.path.petId' },
      }),
      {},
      { method: { requestParameters: { 'method.request.path.petId': true } } },
    ),
  ],
};

/** An HTTP integration in a document. */
export function httpOperation(uri: string, requestParameters?: object): object {
  return {
    responses: { 200: { description: 'ok' } },
    'x-amazon-apigateway-integration': {
      type: 'http',
      httpMethod: 'GET',
      uri,
      ...(requestParameters === undefined ? {} : { requestParameters }),
      responses: { default: { statusCode: '200' } },
    },
  };
}

function whenAny(name: string, map: object): object {
  return Object.keys(map).length === 0 ? {} : { [name]: map };
}
