import { CreateRestApiCommand, GetRestApiCommand } from '@aws-sdk/client-api-gateway';
import { BAD_REQUEST, restApi } from './expected-bodies.ts';
import { importCalls } from './import-calls.ts';
import {
  cors,
  mockExtension,
  mockMethod,
  openApiHeaders,
  origin,
  petsDocument,
  petsResources,
  swaggerHeaders,
} from './import-documents.ts';
import type { RecordedCase } from './recorded-case.ts';

const BINARY = 'x-amazon-apigateway-binary-media-types';
const INTEGRATION = 'x-amazon-apigateway-integration';
const EVENT = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" };

/** GET and OPTIONS of one path as MOCK, guarded by a Lambda authorizer for the whole document. */
const guardedDocument = {
  swagger: '2.0',
  info: { title: 'name', version: '2' },
  basePath: '/base',
  securityDefinitions: {
    guard: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:aws:apigateway:eu-west-1:lambda:path/x' },
    },
  },
  security: [{ guard: [] }],
  paths: {
    '/test': {
      get: { responses: { 200: { headers: swaggerHeaders(origin) } }, [INTEGRATION]: mockExtension(origin) },
      options: { responses: { 200: { headers: swaggerHeaders(cors) } }, [INTEGRATION]: mockExtension(cors) },
    },
  },
};

const custom = { method: { authorizationType: 'CUSTOM', authorizerId: 'id' } };
const guardedMethods = [mockMethod('GET', origin, custom), mockMethod('OPTIONS', cors, custom)];

const swaggerBasePath = (mode: string, paths: readonly string[]): RecordedCase => ({
  file: 'import',
  name: `test_import_rest_apis_with_base_path_swagger[${mode}]`,
  play: async (player) => {
    const calls = importCalls(player);
    const parameters = { basepath: mode };
    const id = await calls.create();
    const sent = calls.put(id, guardedDocument, { parameters });
    await player.answer('put-rest-api-swagger-json', sent, 200, restApi({ tags: {}, version: '2' }));
    const parents = Object.fromEntries(paths.slice(0, -1).map((path) => [path, []]));
    const resources = { '/': [], ...parents, [paths.at(-1) ?? '']: guardedMethods };
    await calls.read(id, 'get-resources-swagger-json', resources);
    const other = await calls.create();
    await calls.put(other, petsDocument, { parameters });
    await calls.read(other, 'get-resources-no-base-path-swagger', petsResources);
  },
});

/** The same two methods in OpenAPI 3, open, with a model for the answer. */
const openDocument = (server: object, requestParameters: object) => ({
  openapi: '3.0.1',
  info: { title: 'name', version: '2.0' },
  servers: [server],
  components: { schemas: { Empty: { type: 'object' } } },
  paths: {
    '/test': {
      get: {
        responses: { 200: openResponse(origin) },
        [INTEGRATION]: mockExtension(origin, { requestParameters }),
      },
      options: { responses: { 200: openResponse(cors) }, [INTEGRATION]: mockExtension(cors) },
    },
  },
});

const openResponse = (headers: Readonly<Record<string, string>>) => ({
  headers: openApiHeaders(headers),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Empty' } } },
});

const openMethods = (requestParameters: object) => [
  mockMethod('GET', origin, { responseModel: 'Empty', integration: { requestParameters } }),
  mockMethod('OPTIONS', cors, { responseModel: 'Empty' }),
];

const openBasePath = (mode: string, byVariable: readonly string[], byUrl: readonly string[]): RecordedCase => ({
  file: 'import',
  name: `test_import_rest_api_with_base_path_oas30[${mode}]`,
  play: async (player) => {
    const calls = importCalls(player);
    const id = await calls.create();
    const expected = (paths: readonly string[], requestParameters: object) => ({
      '/': [],
      ...Object.fromEntries(paths.slice(0, -1).map((path) => [path, []])),
      [paths.at(-1) ?? '']: openMethods(requestParameters),
    });
    const variable = { url: 'https://name.example.com/{basePath}', variables: { basePath: { default: '/base-var' } } };
    const parameters = { basepath: mode };
    const first = calls.put(id, openDocument(variable, EVENT), { parameters });
    const body = restApi({ tags: {}, version: '2.0' });
    await player.answer('put-rest-api-oas30-srv-var', first, 200, body);
    await calls.read(id, 'get-resources-oas30-srv-var', expected(byVariable, EVENT), 'srv-var-');
    const kept = { ...EVENT, 'integration.request.header.double-single': "'True'" };
    const url = { url: 'https://name.example.com/base-url/part' };
    const mixed = { ...kept, 'integration.request.header.nothing': true };
    const second = calls.put(id, openDocument(url, mixed), { parameters });
    const warning =
      "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.nothing' " +
      `of resource '${byUrl.at(-1)}' and method 'GET' but got 'true'`;
    await player.answer('put-rest-api-oas30-srv-url', second, 200, { ...body, warnings: [warning] });
    await calls.read(id, 'get-resources-oas30-srv-url', expected(byUrl, kept), 'srv-url-');
  },
});

const binaryMediaTypes = (mode: 'merge' | 'overwrite', types: readonly string[]): RecordedCase => ({
  file: 'import',
  name: `test_put_rest_api_mode_binary_media_types[${mode}]`,
  play: async (player) => {
    const { answer, world } = player;
    const calls = importCalls(player);
    const before = { binaryMediaTypes: ['image/heif'] };
    const create = world.apiGateway.send(new CreateRestApiCommand({ name: 'name', ...before }));
    const { id: restApiId = '' } = await answer('create-rest-api', create, 201, restApi(before));
    const get = world.apiGateway.send(new GetRestApiCommand({ restApiId }));
    await answer('get-rest-api', get, 200, restApi({ ...before, tags: {} }));
    const document = {
      openapi: '3.0.1',
      info: { title: 'name', version: '1.0.0' },
      [BINARY]: ['image/png', 'image/jpg'],
      paths: {},
    };
    const body = restApi({ binaryMediaTypes: types, tags: {}, version: '1.0.0' });
    await answer('put-api', calls.put(restApiId, document, { mode }), 200, body);
  },
});

export const importCases: readonly RecordedCase[] = [
  {
    file: 'import',
    name: 'test_import_rest_api',
    play: async (player) => {
      const document = { swagger: '2.0', info: { title: 'name', version: '1.0' }, [BINARY]: ['*/*'], paths: {} };
      const body = restApi({ binaryMediaTypes: ['*/*'], version: '1.0' });
      await player.answer('import_rest_api', importCalls(player).importApi(document), 201, body);
    },
  },
  swaggerBasePath('ignore', ['/test']),
  swaggerBasePath('prepend', ['/base', '/base/test']),
  swaggerBasePath('split', ['/test']),
  openBasePath('ignore', ['/test'], ['/test']),
  openBasePath('prepend', ['/base-var', '/base-var/test'], ['/base-url', '/base-url/part', '/base-url/part/test']),
  openBasePath('split', ['/test'], ['/part', '/part/test']),
  binaryMediaTypes('merge', ['image/heif', 'image/png', 'image/jpg']),
  binaryMediaTypes('overwrite', ['image/png', 'image/jpg']),
  {
    file: 'import',
    name: 'test_import_with_integer_http_status_code',
    play: async (player) => {
      const calls = importCalls(player);
      const id = await calls.create();
      const document = openDocument({ url: '/' }, EVENT);
      const get = document.paths['/test'].get;
      const integration = mockExtension(origin, {
        requestParameters: EVENT,
        responses: {
          default: {
            statusCode: 200,
            responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
          },
        },
      });
      await calls.put(id, { ...document, paths: { '/test': { get: { ...get, [INTEGRATION]: integration } } } });
      await calls.read(id, 'resources', { '/': [], '/test': openMethods(EVENT).slice(0, 1) });
    },
  },
  {
    file: 'import',
    name: 'test_import_api_bad_file',
    play: async (player) => {
      const calls = importCalls(player);
      const id = await calls.create();
      const bad = { yaml: 'some\nbad: yaml: file', json: '{"some": bad json' };
      const text = 'Invalid OpenAPI input.';
      for (const [kind, document] of Object.entries(bad)) {
        const step = `import-api-bad-${kind}-file`;
        await player.refusal(step, calls.importApi(document), 400, BAD_REQUEST, text);
      }
      for (const [kind, document] of Object.entries(bad)) {
        const step = `put-rest-api-bad-${kind}-file`;
        await player.refusal(step, calls.put(id, document), 400, BAD_REQUEST, text);
      }
    },
  },
];
