import { httpIntegration, restApi } from './expected-bodies.ts';
import { importCalls } from './import-calls.ts';
import { httpOperation, mockExtension, mockMethod, origin, readBack } from './import-documents.ts';
import { INTEGRATION, AUTHORIZER, lambdaUri, withSchema, PETS, swaggerModel } from './import-parts.ts';
import type { RecordedCase } from './recorded-case.ts';

export const apiKeyAuthorizer: RecordedCase = {
  file: 'import',
  name: 'test_import_with_global_api_key_authorizer',
  play: async (player) => {
    const calls = importCalls(player);
    const templates = { 'application/json': '{"echo": "$input.params(\'data\')", "response": "mocked"}' };
    const source = 'method.request.header.Custom-Authorization';
    const uri = 'http://petstore-demo-endpoint.execute-api.com/petstore/pets';
    const document = {
      openapi: '3.0.1',
      info: { title: 'name', version: '1.0' },
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      components: {
        schemas: { Empty: { type: 'object' } },
        securitySchemes: {
          guard: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authtype': 'custom',
            [AUTHORIZER]: {
              type: 'request',
              authorizerUri: lambdaUri('guard'),
              authorizerResultTtlInSeconds: 300,
              identitySource: source,
            },
          },
        },
      },
      security: [{ guard: [] }],
      paths: {
        '/echo/{data}': {
          'x-amazon-apigateway-any-method': {
            parameters: [{ name: 'data', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { content: withSchema('Empty') } },
            [INTEGRATION]: mockExtension(
              {},
              {
                passthroughBehavior: 'when_no_templates',
                responses: { default: { statusCode: '200', responseTemplates: templates } },
              },
            ),
          },
        },
        '/pets': { get: httpOperation(uri) },
      },
    };
    const body = restApi({ apiKeySource: 'AUTHORIZER', version: '1.0' });
    const { id = '' } = await player.answer('import-swagger', calls.importApi(document), 201, body);
    const authorizer = {
      id: 'id',
      name: 'guard',
      type: 'REQUEST',
      authType: 'custom',
      authorizerUri: lambdaUri('guard'),
      authorizerResultTtlInSeconds: 300,
      identitySource: source,
    };
    await player.answer('get-authorizers', calls.authorizers(id), 200, { items: [authorizer] });
    const guarded = { authorizationType: 'CUSTOM', authorizerId: 'id' };
    const any = mockMethod(
      'ANY',
      {},
      {
        responseModel: 'Empty',
        method: { ...guarded, requestParameters: { 'method.request.path.data': true } },
        integration: { passthroughBehavior: 'WHEN_NO_TEMPLATES' },
        integrationResponse: { responseTemplates: templates },
      },
    );
    const pets = readBack('GET', httpIntegration(uri), {}, { method: guarded });
    await calls.read(id, 'resources', { '/': [], '/echo': [], '/echo/{data}': [any], '/pets': [pets] });
  },
};

export const cognito: RecordedCase = {
  file: 'import',
  name: 'test_import_with_cognito_auth_identity_source',
  play: async (player) => {
    const calls = importCalls(player);
    const providerARNs = ['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_ABC123'];
    const scheme = {
      type: 'apiKey',
      name: 'TestHeaderAuth',
      in: 'header',
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      [AUTHORIZER]: { type: 'cognito_user_pools', providerARNs },
    };
    const names = ['cognito-test-identity-source', 'extra-test-identity-source'] as const;
    const uri = 'http://petstore-demo-endpoint.execute-api.com/petstore/pets';
    const guarded = (name: string, ...scopes: readonly string[]) => ({
      ...httpOperation(uri),
      security: [{ [name]: scopes }],
    });
    const document = {
      swagger: '2.0',
      info: { title: 'Example Pet Store', version: '1.0', description: 'A Pet Store API.' },
      securityDefinitions: Object.fromEntries(names.map((name) => [name, scheme])),
      security: [{ [names[0]]: ['email'] }],
      definitions: { Pets: { type: 'array' } },
      paths: {
        '/default-no-scope': { get: guarded(names[0]) },
        '/default-scope-override': { get: guarded(names[0], 'openid') },
        '/non-default-authorizer': { get: guarded(names[1], 'email', 'openid') },
        '/pets': {
          get: {
            operationId: 'GET HTTP',
            parameters: [
              { name: 'type', in: 'query', type: 'string' },
              { name: 'page', in: 'query', type: 'string' },
            ],
            responses: swaggerModel('Pets', origin),
            [INTEGRATION]: { type: 'http_proxy', httpMethod: 'GET', uri: PETS },
          },
        },
      },
    };
    const body = restApi({ name: 'Example Pet Store', version: '1.0', description: 'A Pet Store API.' });
    const { id = '' } = await player.answer('import-swagger', calls.importApi(document), 201, body);
    const items = names.map((name) => ({
      id: 'id',
      name,
      type: 'COGNITO_USER_POOLS',
      providerARNs,
      authType: 'cognito_user_pools',
      identitySource: 'method.request.header.TestHeaderAuth',
    }));
    await player.answer('get-authorizers', calls.authorizers(id), 200, { items });
    const pool = (scopes?: readonly string[]) => ({
      authorizationType: 'COGNITO_USER_POOLS',
      authorizerId: 'id',
      ...(scopes === undefined ? {} : { authorizationScopes: scopes }),
    });
    const open = (scopes?: readonly string[]) => readBack('GET', httpIntegration(uri), {}, { method: pool(scopes) });
    const proxied = { ...httpIntegration(PETS), type: 'HTTP_PROXY', integrationResponses: undefined };
    const { methodIntegration: _mock, ...pets } = mockMethod('GET', origin, {
      responseModel: 'Pets',
      method: {
        ...pool(['email']),
        operationName: 'GET HTTP',
        requestParameters: { 'method.request.querystring.page': false, 'method.request.querystring.type': false },
      },
    });
    await calls.read(id, 'resources', {
      '/': [],
      '/default-no-scope': [open()],
      '/default-scope-override': [open(['openid'])],
      '/non-default-authorizer': [open(['email', 'openid'])],
      '/pets': [{ ...pets, methodIntegration: proxied }],
    });
  },
};
