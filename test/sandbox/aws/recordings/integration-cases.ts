import {
  BAD_REQUEST,
  NOT_FOUND,
  NO_INTEGRATION,
  NO_METHOD,
  NO_RESOURCE,
  NO_STATUS_CODE,
  SERIALIZATION,
  VALIDATION,
  method,
  mockIntegration,
  violations,
  wrongStatusCode,
} from './expected-bodies.ts';
import { methodCalls } from './method-calls.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const TEMPLATES = { requestTemplates: { 'application/json': '{"statusCode": 200}' } };
const created = { responseTemplates: { 'application/json': '"created"' }, selectionPattern: '' };
const BOOLEAN = 'class java.lang.Boolean can not be converted to an String';

/** A GET method with a MOCK integration and a method response for 200. */
async function givenIntegration(player: Player) {
  const calls = await methodCalls(player, 'GET');
  await calls.putMethod();
  await calls.putMethodResponse();
  await calls.putIntegration(TEMPLATES);
  return calls;
}

/** Put and get of an integration response at a place that does not exist. */
const wrongPlace = (name: string, suffix: string, at: object, text: string): RecordedCase => ({
  file: 'api',
  name,
  play: async (player) => {
    const calls = await givenIntegration(player);
    const put = calls.putIntegrationResponse(created, at);
    await player.refusal(`put-integration-response-${suffix}`, put, 404, NOT_FOUND, text);
    const get = calls.getIntegrationResponse(at);
    await player.refusal(`get-integration-response-${suffix}`, get, 404, NOT_FOUND, text);
  },
});

export const integrationCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_put_integration_wrong_type',
    play: async (player) => {
      const calls = await methodCalls(player);
      await calls.putMethod();
      const text = violations(
        "Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
      );
      const sent = calls.putIntegration({ type: 'HTTPS_PROXY' });
      await player.refusal('put-integration-wrong-type', sent, 400, VALIDATION, text);
    },
  },
  {
    file: 'api',
    name: 'test_put_integration_response_validation',
    play: async (player) => {
      const { refusal } = player;
      const calls = await givenIntegration(player);
      const nowhere = { resourceId: 'fake' };
      const noMethod = { httpMethod: 'POST' };
      const put = (at: object) => calls.putIntegration({}, at);
      await refusal('put-integration-wrong-method', put(noMethod), 404, NOT_FOUND, NO_METHOD);
      await refusal('put-integration-wrong-resource', put(nowhere), 404, NOT_FOUND, NO_RESOURCE);
      const respond = (at: object) => calls.putIntegrationResponse(created, at);
      await refusal('put-integration-response-wrong-method', respond(noMethod), 404, NOT_FOUND, NO_METHOD);
      await refusal('put-integration-response-wrong-resource', respond(nowhere), 404, NOT_FOUND, NO_RESOURCE);
    },
  },
  {
    file: 'api',
    name: 'test_put_integration_request_parameter_bool_type',
    play: async (player) => {
      const { answer, refusal } = player;
      const calls = await methodCalls(player, 'GET');
      const requestParameters = { 'method.request.path.testPath': true };
      const body = method({ httpMethod: 'GET', requestParameters });
      await answer('bool-method', calls.putMethod({ requestParameters }), 201, body);
      const parameter = 'integration.request.path.testPath';
      const send = (value: unknown) => calls.putIntegration({ requestParameters: { [parameter]: value } });
      const text =
        'Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]';
      await refusal('put-method-request-param-wrong-type', send('true'), 400, BAD_REQUEST, text);
      await refusal('put-integration-request-param-wrong-type', send(true), 400, SERIALIZATION, BOOLEAN);
      await refusal('put-integration-request-param-bool-value', send(false), 400, SERIALIZATION, BOOLEAN);
    },
  },
  {
    file: 'api',
    name: 'test_lifecycle_integration_response',
    play: async (player) => {
      const { answer } = player;
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      await calls.putIntegration(TEMPLATES);
      const body = { ...created, statusCode: '200' };
      await answer('put-integration-response', calls.putIntegrationResponse(created), 201, body);
      await answer('get-integration-response', calls.getIntegrationResponse(), 200, body);
      const updated = calls.updateIntegrationResponse([
        { op: 'replace', path: '/selectionPattern', value: 'updated-pattern' },
      ]);
      const changed = { ...body, selectionPattern: 'updated-pattern' };
      await answer('update-integration-response', updated, 200, changed);
      const overwrite = {
        responseTemplates: { 'application/json': 'overwrite' },
        selectionPattern: 'overwrite-pattern',
      };
      const again = { ...overwrite, statusCode: '200' };
      await answer('overwrite-integration-response', calls.putIntegrationResponse(overwrite), 201, again);
      const methodIntegration = mockIntegration({ integrationResponses: { 200: again } });
      await answer('get-method', calls.getMethod(), 200, method({ httpMethod: 'GET', methodIntegration }));
      await answer('delete-integration-response', calls.deleteIntegrationResponse(), 204);
    },
  },
  wrongPlace('test_integration_response_wrong_api', 'wrong-api', { restApiId: 'fake' }, NO_RESOURCE),
  wrongPlace('test_integration_response_wrong_resource', 'wrong-resource', { resourceId: 'fake' }, NO_RESOURCE),
  wrongPlace('test_integration_response_wrong_method', 'wrong-method', { httpMethod: 'POST' }, NO_METHOD),
  {
    file: 'api',
    name: 'test_integration_response_invalid_statuscode',
    play: async (player) => {
      const calls = await givenIntegration(player);
      const text = violations(wrongStatusCode('wrong'));
      const put = calls.putIntegrationResponse(created, { statusCode: 'wrong' });
      await player.refusal('put-integration-response-invalid-statusCode', put, 400, VALIDATION, text);
      const get = calls.getIntegrationResponse({ statusCode: 'wrong' });
      await player.refusal('get-integration-response-invalid-statusCode', get, 400, VALIDATION, text);
    },
  },
  {
    file: 'api',
    name: 'test_integration_response_invalid_responsetemplates',
    play: async (player) => {
      const calls = await givenIntegration(player);
      const send = (responseTemplates: object) => calls.putIntegrationResponse({ responseTemplates });
      const step = 'put-integration-response-invalid-responseTemplates';
      const number = 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String';
      await player.refusal(`${step}-1`, send({ 'application/json': 123 }), 400, SERIALIZATION, number);
      const type = 'Validation Result: warnings : [], errors : [Invalid content type specified: 123]';
      await player.refusal(`${step}-2`, send({ '123': '' }), 400, BAD_REQUEST, type);
    },
  },
  {
    file: 'api',
    name: 'test_integration_response_invalid_integration',
    play: async (player) => {
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      const sent = calls.getIntegrationResponse();
      const step = 'get-integration-response-without-integration';
      await player.refusal(step, sent, 404, NOT_FOUND, NO_INTEGRATION);
    },
  },
  {
    file: 'api',
    name: 'test_integration_response_wrong_status_code',
    play: async (player) => {
      const calls = await givenIntegration(player);
      const sent = calls.getIntegrationResponse({ statusCode: '201' });
      await player.refusal('get-integration-response-wrong-status-code', sent, 404, NOT_FOUND, NO_STATUS_CODE);
    },
  },
  {
    file: 'api',
    name: 'test_delete_integration_response_errors',
    play: async (player) => {
      const { answer, refusal } = player;
      const calls = await givenIntegration(player);
      const put = calls.putIntegrationResponse(created);
      await answer('put-integration-response', put, 201, { ...created, statusCode: '200' });
      const refuse = (step: string, at: object, text: string) =>
        refusal(step, calls.deleteIntegrationResponse(at), 404, NOT_FOUND, text);
      await refuse('non-existent-resource', { resourceId: 'fake' }, NO_RESOURCE);
      await refuse('non-existent-api-id', { restApiId: 'fake' }, NO_RESOURCE);
      await refuse('non-existent-method', { httpMethod: 'POST' }, NO_INTEGRATION);
      await refuse('non-existent-status-code', { statusCode: '201' }, NO_STATUS_CODE);
      await refuse('bad-method', { httpMethod: 'BAD' }, NO_INTEGRATION);
    },
  },
  {
    file: 'api',
    name: 'test_create_integration_with_vpc_link',
    play: async (player) => {
      const { answer } = player;
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      const uri = 'http://my-vpclink-test-nlb-1234567890abcdef.eu-west-1.amazonaws.com';
      const body = (variable: string) => ({
        type: 'HTTP_PROXY',
        httpMethod: 'GET',
        uri,
        connectionType: 'VPC_LINK',
        connectionId: `\${stageVariables.${variable}}`,
        cacheKeyParameters: [],
        cacheNamespace: 'id',
        passthroughBehavior: 'WHEN_NO_MATCH',
        timeoutInMillis: 29000,
      });
      const first = body('vpcLinkId');
      const put = calls.putIntegration({
        type: 'HTTP_PROXY',
        integrationHttpMethod: 'GET',
        uri,
        connectionType: 'VPC_LINK',
        connectionId: first.connectionId,
      });
      await answer('put-integration-vpc-link', put, 201, first);
      await answer('get-integration-vpc-link', calls.getIntegration(), 200, first);
      const second = body('vpcLinkIdBeta');
      const updated = calls.updateIntegration([{ op: 'replace', path: '/connectionId', value: second.connectionId }]);
      await answer('update-integration-vpc-link', updated, 200, second);
      await answer('get-integration-update-vpc-link', calls.getIntegration(), 200, second);
    },
  },
  {
    file: 'api',
    name: 'test_get_integration_non_existent',
    play: async (player) => {
      const calls = await methodCalls(player, 'GET');
      const refuse = (step: string, at: object, text: string) =>
        player.refusal(step, calls.getIntegration(at), 404, NOT_FOUND, text);
      await refuse('get-integration-no-api', { restApiId: 'fake' }, NO_RESOURCE);
      await refuse('get-integration-no-resource', { resourceId: 'fake' }, NO_RESOURCE);
      await refuse('get-integration-no-method', {}, NO_METHOD);
      await calls.putMethod();
      await refuse('get-integration-no-integration', {}, NO_INTEGRATION);
    },
  },
  {
    file: 'api',
    name: 'test_put_integration_response_templates',
    play: async (player) => {
      const calls = await givenIntegration(player);
      const body = { selectionPattern: '', statusCode: '200' };
      const sent = calls.putIntegrationResponse({ selectionPattern: '' });
      await player.answer('put-integration-no-response-template', sent, 201, body);
    },
  },
];
