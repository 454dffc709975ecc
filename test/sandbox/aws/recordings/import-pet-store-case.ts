import { httpIntegration, restApi } from './expected-bodies.ts';
import { importCalls } from './import-calls.ts';
import { mockExtension, mockMethod, origin, readBack, swaggerHeaders } from './import-documents.ts';
import { INTEGRATION, AUTHORIZER, lambdaUri, pathParameter, PETS, swaggerModel } from './import-parts.ts';
import type { RecordedCase } from './recorded-case.ts';

const tokenAuthorizer = (more: object) => ({
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'oauth2',
  [AUTHORIZER]: {
    type: 'token',
    authorizerUri: lambdaUri('guard'),
    authorizerCredentials: 'arn:aws:iam::111122223333:role/guard',
    identityValidationExpression: '^x-[a-z]+',
    ...more,
  },
});

const readAuthorizer = (name: string, more: object = {}) => ({
  id: 'id',
  name,
  type: 'TOKEN',
  authType: 'oauth2',
  authorizerUri: lambdaUri('guard'),
  authorizerCredentials: 'arn:aws:iam::111122223333:role/guard',
  identitySource: 'method.request.header.Authorization',
  identityValidationExpression: '^x-[a-z]+',
  ...more,
});

/** An HTTP operation of the pet store that sets one header. */
const petOperation = (httpMethod: string, uri: string, requestParameters?: object) => ({
  type: 'http',
  httpMethod,
  uri,
  ...(requestParameters === undefined ? {} : { requestParameters }),
  responses: {
    default: { statusCode: '200', responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
  },
});

const petStoreCors = (verbs: string) => ({
  ...origin,
  'Access-Control-Allow-Methods': `'${verbs}'`,
  'Access-Control-Allow-Headers': "'Content-Type,X-Amz-Date,Authorization,X-Api-Key'",
});

const page = { 'Content-Type': "'text/html'" };

const html = { 'text/html': '<html>Welcome</html>' };

const query = (prefix: string) => ({
  [`${prefix}.querystring.page`]: 'method.request.querystring.page',
  [`${prefix}.querystring.type`]: 'method.request.querystring.type',
});

const petId = { 'integration.request.path.petId': 'method.request.path.petId' };

const requiredPetId = { requestParameters: { 'method.request.path.petId': true } };

const DESCRIPTION = 'Your first API with Amazon API Gateway.';

export const petStore: RecordedCase = {
  file: 'import',
  name: 'test_import_swagger_api',
  play: async (player) => {
    const calls = importCalls(player);
    const document = {
      swagger: '2.0',
      info: { title: 'PetStore', version: '1.0', description: DESCRIPTION },
      securityDefinitions: {
        'test-authorizer': tokenAuthorizer({ authorizerResultTtlInSeconds: 60 }),
        'test-authorizer-not-used': tokenAuthorizer({}),
      },
      definitions: Object.fromEntries(['Empty', 'NewPet', 'NewPetResponse', 'Pet', 'Pets'].map((name) => [name, {}])),
      paths: {
        '/': {
          get: {
            security: [{ 'test-authorizer': [] }],
            responses: { 200: { headers: swaggerHeaders(page) } },
            [INTEGRATION]: mockExtension(page, {
              responses: {
                default: {
                  statusCode: '200',
                  responseParameters: { 'method.response.header.Content-Type': "'text/html'" },
                  responseTemplates: html,
                },
              },
            }),
          },
        },
        '/pets': {
          get: {
            security: [{ 'test-authorizer': [] }],
            parameters: [
              { name: 'type', in: 'query', required: false, type: 'string' },
              { name: 'page', in: 'query', required: false, type: 'string' },
            ],
            responses: swaggerModel('Pets', origin),
            [INTEGRATION]: petOperation('GET', PETS, query('integration.request')),
          },
          options: {
            responses: swaggerModel('Empty', petStoreCors('POST,GET,OPTIONS')),
            [INTEGRATION]: mockExtension(petStoreCors('POST,GET,OPTIONS')),
          },
          post: {
            operationId: 'CreatePet',
            parameters: [{ in: 'body', name: 'NewPet', required: true, schema: { $ref: '#/definitions/NewPet' } }],
            responses: swaggerModel('NewPetResponse', origin),
            [INTEGRATION]: petOperation('POST', PETS),
          },
        },
        '/pets/{petId}': {
          get: {
            operationId: 'GetPet',
            parameters: [pathParameter('petId')],
            responses: swaggerModel('Pet', origin),
            [INTEGRATION]: petOperation('GET', `${PETS}/{petId}`, petId),
          },
          options: {
            parameters: [pathParameter('petId')],
            responses: swaggerModel('Empty', petStoreCors('GET,OPTIONS')),
            [INTEGRATION]: mockExtension(petStoreCors('GET,OPTIONS')),
          },
        },
      },
    };
    const body = restApi({ name: 'PetStore', version: '1.0', description: DESCRIPTION });
    const { id = '' } = await player.answer('import-swagger', calls.importApi(document), 201, body);
    const items = [
      readAuthorizer('test-authorizer', { authorizerResultTtlInSeconds: 60 }),
      readAuthorizer('test-authorizer-not-used'),
    ];
    await player.answer('get-authorizers', calls.authorizers(id), 200, { items });
    const guarded = { authorizationType: 'CUSTOM', authorizerId: 'id' };
    const listed = {
      ...guarded,
      requestParameters: { 'method.request.querystring.page': false, 'method.request.querystring.type': false },
    };
    const http = (verb: string, uri: string, requestParameters?: object) =>
      httpIntegration(uri, { httpMethod: verb, ...(requestParameters === undefined ? {} : { requestParameters }) });
    await calls.read(id, 'resources', {
      '/': [mockMethod('GET', page, { method: guarded, integrationResponse: { responseTemplates: html } })],
      '/pets': [
        readBack('GET', http('GET', PETS, query('integration.request')), origin, {
          responseModel: 'Pets',
          method: listed,
        }),
        mockMethod('OPTIONS', petStoreCors('POST,GET,OPTIONS'), { responseModel: 'Empty' }),
        readBack('POST', http('POST', PETS), origin, {
          responseModel: 'NewPetResponse',
          method: { operationName: 'CreatePet', requestModels: { 'application/json': 'NewPet' } },
        }),
      ],
      '/pets/{petId}': [
        readBack('GET', http('GET', `${PETS}/{petId}`, petId), origin, {
          responseModel: 'Pet',
          method: { operationName: 'GetPet', ...requiredPetId },
        }),
        mockMethod('OPTIONS', petStoreCors('GET,OPTIONS'), { responseModel: 'Empty', method: requiredPetId }),
      ],
    });
  },
};
