import { method, restApi } from './expected-bodies.ts';
import { importCalls } from './import-calls.ts';
import type { ImportedMethod } from './import-calls.ts';
import {
  cors,
  mockExtension,
  mockMethod,
  openApiHeaders,
  origin,
  readBack,
  swaggerHeaders,
} from './import-documents.ts';
import { INTEGRATION, lambdaUri, proxyIntegration, withSchema, pathParameter } from './import-parts.ts';
import type { RecordedCase } from './recorded-case.ts';

/** A proxy operation without responses. */
const proxyOperation = (name: string, more: object = {}) => ({
  ...more,
  [INTEGRATION]: { type: 'aws_proxy', httpMethod: 'POST', uri: lambdaUri(name) },
});

const bareProxy = (name: string, more: object = {}) =>
  method({
    httpMethod: 'GET',
    methodIntegration: proxyIntegration(lambdaUri(name)),
    ...more,
  }) as unknown as ImportedMethod;

export const lambdaWithKey: RecordedCase = {
  file: 'import',
  name: 'test_import_and_validate_rest_api[openapi.spec.tf.json]',
  play: async (player) => {
    const calls = importCalls(player);
    const answered = (headers: Readonly<Record<string, string>>) => ({
      responses: { 200: { headers: openApiHeaders(headers), content: withSchema('Empty') } },
    });
    const set = { responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } };
    const integration = {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: lambdaUri('one'),
      contentHandling: 'CONVERT_TO_TEXT',
      passthroughBehavior: 'when_no_match',
      responses: { default: { statusCode: '200', ...set } },
    };
    const document = {
      openapi: '3.0.1',
      info: { title: 'name', version: '1' },
      components: {
        schemas: { Empty: { type: 'object' } },
        securitySchemes: { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } },
      },
      paths: {
        '/': {
          get: { ...answered(origin), security: [{ api_key: [] }], [INTEGRATION]: integration },
          options: { ...answered(cors), [INTEGRATION]: mockExtension(cors) },
        },
      },
    };
    const sent = calls.importApi(document);
    const { id = '' } = await player.answer('import_tf_rest_api', sent, 201, restApi({ version: '1' }));
    const read = proxyIntegration(lambdaUri('one'), { contentHandling: 'CONVERT_TO_TEXT' });
    const get = readBack('GET', read, origin, { responseModel: 'Empty', method: { apiKeyRequired: true } });
    await calls.read(id, 'resources', { '/': [get, mockMethod('OPTIONS', cors, { responseModel: 'Empty' })] });
  },
};

export const mockCors: RecordedCase = {
  file: 'import',
  name: 'test_import_and_validate_rest_api[swagger-mock-cors.json]',
  play: async (player) => {
    const calls = importCalls(player);
    const headers = {
      'Access-Control-Allow-Headers': "'Content-Type'",
      'Access-Control-Allow-Methods': "'OPTIONS,POST,GET'",
      'Access-Control-Allow-Origin': "'http://localhost:8080'",
    };
    const templates = { responseTemplates: { 'application/json': '{}\n' } };
    const mapped = Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [`method.response.header.${name}`, text]),
    );
    const options = (more: object = {}) => ({
      ...more,
      responses: { 200: { headers: swaggerHeaders(headers) } },
      [INTEGRATION]: mockExtension(
        {},
        { responses: { default: { statusCode: '200', responseParameters: mapped, ...templates } } },
      ),
    });
    const parameters = { parameters: [pathParameter('product_id')] };
    const document = {
      swagger: '2.0',
      info: { title: 'name', version: '1.0' },
      paths: {
        '/product': { get: proxyOperation('all'), options: options() },
        '/product/{product_id}': { get: proxyOperation('one', parameters), options: options(parameters) },
      },
    };
    const sent = calls.importApi(document);
    const { id = '' } = await player.answer('import_tf_rest_api', sent, 201, restApi({ version: '1.0' }));
    const required = { requestParameters: { 'method.request.path.product_id': true } };
    const preflight = (more: object = {}) =>
      mockMethod('OPTIONS', headers, { method: more, integrationResponse: templates });
    await calls.read(id, 'resources', {
      '/': [],
      '/product': [bareProxy('all'), preflight()],
      '/product/{product_id}': [bareProxy('one', required), preflight(required)],
    });
  },
};

export const awsIntegration: RecordedCase = {
  file: 'import',
  name: 'test_import_with_http_method_integration',
  play: async (player) => {
    const calls = importCalls(player);
    const template = { 'application/json': '#set($all = $input.params())\n{"params": "$all"}\n' };
    const event = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" };
    const allowed = { 'Access-Control-Allow-Headers': "'Content-Type'" };
    const answered = (headers: Readonly<Record<string, string>>) => ({
      responses: { 200: { headers: openApiHeaders(headers), content: withSchema('Empty') } },
    });
    const document = {
      openapi: '3.0.1',
      info: { title: 'name', version: '1' },
      components: { schemas: { Empty: { type: 'object' } } },
      paths: {
        '/': {
          get: {
            ...answered({}),
            [INTEGRATION]: {
              type: 'aws',
              httpMethod: 'POST',
              uri: lambdaUri('one'),
              contentHandling: 'CONVERT_TO_TEXT',
              passthroughBehavior: 'when_no_templates',
              requestParameters: event,
              requestTemplates: template,
              responses: { default: { statusCode: '200' } },
            },
          },
          options: { ...answered(allowed), [INTEGRATION]: mockExtension(allowed) },
        },
      },
    };
    const { id = '' } = await calls.importApi(document);
    const integration = proxyIntegration(lambdaUri('one'), {
      type: 'AWS',
      contentHandling: 'CONVERT_TO_TEXT',
      passthroughBehavior: 'WHEN_NO_TEMPLATES',
      requestParameters: event,
      requestTemplates: template,
    });
    const get = readBack('GET', integration, {}, { responseModel: 'Empty' });
    await calls.read(id, 'resources', { '/': [get, mockMethod('OPTIONS', allowed, { responseModel: 'Empty' })] });
  },
};
