import { restApi } from './expected-bodies.ts';
import { importCalls } from './import-calls.ts';
import { mockExtension, mockMethod } from './import-documents.ts';
import { INTEGRATION, withSchema } from './import-parts.ts';
import type { RecordedCase } from './recorded-case.ts';

/** Models that refer to each other do not matter to the methods that name them. */
export const circularModels = (isValidated: boolean): RecordedCase => ({
  file: 'import',
  name: `test_import_with_circular_models${isValidated ? '_and_request_validation' : ''}`,
  play: async (player) => {
    const calls = importCalls(player);
    const templates = { 'application/json': '{"echo": $input.json(\'$\'), "response": "mocked"}' };
    const document = {
      openapi: '3.0.1',
      info: { title: 'Circular model reference', version: '1.0' },
      ...(isValidated
        ? {
            'x-amazon-apigateway-request-validators': { basic: { validateRequestBody: true } },
            'x-amazon-apigateway-request-validator': 'basic',
          }
        : {}),
      components: {
        schemas: {
          Empty: { type: 'object' },
          House: { type: 'object', properties: { person: { $ref: '#/components/schemas/Person' } } },
          Person: { type: 'object', properties: { house: { $ref: '#/components/schemas/House' } } },
        },
      },
      paths: {
        '/person': {
          post: {
            operationId: 'CreatePerson',
            requestBody: { content: withSchema('Person'), required: true },
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
      },
    };
    const body = restApi({ name: 'Circular model reference', version: '1.0' });
    const { id = '' } = await player.answer('import-api', calls.importApi(document), 201, body);
    const api = player.world.region.restApis.get(id);
    const requestValidatorId = [...(api?.requestValidators?.keys() ?? [])][0];
    const post = mockMethod(
      'POST',
      {},
      {
        responseModel: 'Empty',
        method: {
          operationName: 'CreatePerson',
          requestModels: { 'application/json': 'Person' },
          ...(isValidated ? { requestValidatorId } : {}),
        },
        integration: { passthroughBehavior: 'WHEN_NO_TEMPLATES' },
        integrationResponse: { responseTemplates: templates },
      },
    );
    await calls.read(id, 'resources', { '/': [], '/person': [post] });
  },
});
