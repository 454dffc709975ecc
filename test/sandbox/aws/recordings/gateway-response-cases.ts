import {
  CreateRestApiCommand,
  GetGatewayResponsesCommand,
  PutGatewayResponseCommand,
} from '@aws-sdk/client-api-gateway';
import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import { NOT_FOUND } from './expected-bodies.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const TYPES: readonly (readonly [GatewayResponseType, string | undefined])[] = [
  ['ACCESS_DENIED', '403'],
  ['API_CONFIGURATION_ERROR', '500'],
  ['AUTHORIZER_CONFIGURATION_ERROR', '500'],
  ['AUTHORIZER_FAILURE', '500'],
  ['BAD_REQUEST_BODY', '400'],
  ['BAD_REQUEST_PARAMETERS', '400'],
  ['DEFAULT_4XX', undefined],
  ['DEFAULT_5XX', undefined],
  ['EXPIRED_TOKEN', '403'],
  ['INTEGRATION_FAILURE', '504'],
  ['INTEGRATION_TIMEOUT', '504'],
  ['INVALID_API_KEY', '403'],
  ['INVALID_SIGNATURE', '403'],
  ['MISSING_AUTHENTICATION_TOKEN', '403'],
  ['QUOTA_EXCEEDED', '429'],
  ['REQUEST_TOO_LARGE', '413'],
  ['RESOURCE_NOT_FOUND', '404'],
  ['THROTTLED', '429'],
  ['UNAUTHORIZED', '401'],
  ['UNSUPPORTED_MEDIA_TYPE', '415'],
  ['WAF_FILTERED', '403'],
];
const plain = { 'application/json': '{"message":$context.error.messageString}' };
const template = {
  'application/json': '{\n     "message": $context.error.messageString,\n     "statusCode": "\'404\'"\n}',
};
const oneHeader = { 'gatewayresponse.header.x-request-header': 'method.request.header.Accept' };
const headers = { ...oneHeader, 'gatewayresponse.header.Access-Control-Allow-Origin': "'a.b.c'" };
const allValues = { statusCode: '404', responseParameters: headers, responseTemplates: template };
const REFUSED =
  "1 validation error detected: Value 'FAKE_RESPONSE_TYPE' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN]";

type Custom = {
  statusCode?: string;
  responseParameters?: Record<string, string>;
  responseTemplates?: Record<string, string>;
};

/** What every type looks like that `changes` does not name. */
const listed = (changes: Readonly<Record<string, object>>) => ({
  items: TYPES.map(([responseType, statusCode]) => ({
    responseType,
    statusCode,
    defaultResponse: true,
    responseParameters: {},
    responseTemplates: plain,
    ...changes[responseType],
  })),
});

async function calls({ world: { apiGateway } }: Player) {
  const { id: restApiId } = await apiGateway.send(new CreateRestApiCommand({ name: 'responses' }));
  return {
    put: (responseType: GatewayResponseType, custom: Custom, api = restApiId) =>
      apiGateway.send(new PutGatewayResponseCommand({ restApiId: api, responseType, ...custom })),
    list: (api = restApiId) => apiGateway.send(new GetGatewayResponsesCommand({ restApiId: api })),
  };
}

const customised = (responseType: GatewayResponseType, statusCode: string, custom: Custom) => ({
  responseType,
  statusCode,
  defaultResponse: false,
  responseParameters: custom.responseParameters ?? {},
  responseTemplates: custom.responseTemplates ?? plain,
});

export const gatewayResponseCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_gateway_response_put',
    play: async (player) => {
      const { answer } = player;
      const { put, list } = await calls(player);
      const type = 'MISSING_AUTHENTICATION_TOKEN';
      const puts: readonly [string, GatewayResponseType, string, Custom][] = [
        ['all-value', type, '404', allValues],
        ['status-only', type, '404', { statusCode: '404' }],
        ['response-parameters-only', type, '403', { responseParameters: oneHeader }],
        ['response-templates-only', type, '403', { responseTemplates: template }],
        ['default-5xx', 'DEFAULT_5XX', '599', { ...allValues, statusCode: '599', responseParameters: oneHeader }],
        [
          'default-ignored',
          'AUTHORIZER_FAILURE',
          '500',
          { responseParameters: { 'gatewayresponse.header.foo': "'bar'" } },
        ],
      ];
      for (const [step, responseType, status, custom] of puts) {
        const expected = customised(responseType, status, custom);
        await answer(`put-gateway-response-${step}`, put(responseType, custom), 201, expected);
      }
      const inherited = { statusCode: '599', responseParameters: oneHeader, responseTemplates: template };
      await answer(
        'get-gateway-responses',
        list(),
        200,
        listed({
          API_CONFIGURATION_ERROR: inherited,
          AUTHORIZER_CONFIGURATION_ERROR: inherited,
          INTEGRATION_FAILURE: inherited,
          INTEGRATION_TIMEOUT: inherited,
          DEFAULT_5XX: { ...inherited, defaultResponse: false },
          AUTHORIZER_FAILURE: customised('AUTHORIZER_FAILURE', '500', puts[5]![3]),
          [type]: customised(type, '403', puts[3]![3]),
        }),
      );
    },
  },
  {
    file: 'api',
    name: 'test_gateway_response_crud',
    play: async (player) => {
      const { answer } = player;
      const { put, list } = await calls(player);
      const expected = customised('MISSING_AUTHENTICATION_TOKEN', '404', allValues);
      await answer('put-gateway-response', put('MISSING_AUTHENTICATION_TOKEN', allValues), 201, expected);
      await answer('get-gateway-responses', list(), 200, listed({ MISSING_AUTHENTICATION_TOKEN: expected }));
    },
  },
  {
    file: 'api',
    name: 'test_gateway_response_validation',
    play: async (player) => {
      const { refusal } = player;
      const { put, list } = await calls(player);
      const noApi = 'Invalid API identifier specified 111122223333:fake-api-id';
      await refusal('get-gateway-responses-no-api', list('fake-api-id'), 404, NOT_FOUND, noApi);
      const wrong = put('FAKE_RESPONSE_TYPE' as GatewayResponseType, {});
      await refusal('put-gateway-response-wrong-response-type', wrong, 400, 'ValidationException', REFUSED);
    },
  },
];
