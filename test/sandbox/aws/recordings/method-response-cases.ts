import {
  BAD_REQUEST,
  NOT_FOUND,
  NO_METHOD,
  NO_RESOURCE,
  NO_STATUS_CODE,
  VALIDATION,
  method,
  mockIntegration,
  violations,
  wrongOp,
  wrongStatusCode,
} from './expected-bodies.ts';
import { methodCalls } from './method-calls.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const PARAMETER = '/responseParameters/method.response.header.my-header';
const MODEL = '/responseModels/application~1json';
const FULL = {
  statusCode: '200',
  responseModels: { 'application/json': 'Empty' },
  responseParameters: { 'method.response.header.my-header': true },
};
const NO_PARAMETER = 'Invalid parameter name specified';
const NO_CONTENT_TYPE = 'Content-Type specified was not found';

const input = 'updateMethodResponseInput';
const wrong = { op: 'wrong_op', path: PARAMETER, value: 'true' };
const right = { op: 'add', path: PARAMETER, value: 'true' };

/** A method with an empty response for 200. */
async function givenResponse(player: Player) {
  const calls = await methodCalls(player, 'GET');
  await calls.putMethod();
  await calls.putMethodResponse();
  return calls;
}

export const methodResponseCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_lifecycle_method_response',
    play: async (player) => {
      const { answer } = player;
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      const empty = { statusCode: '200', responseModels: {}, responseParameters: {} };
      const put = calls.putMethodResponse({ responseModels: {}, responseParameters: {} });
      await answer('put-method-response', put, 201, empty);
      await calls.putIntegration({ requestTemplates: { 'application/json': '{"statusCode": 200}' } });
      await answer('get-integration-response', calls.getMethodResponse(), 200, empty);
      const added = calls.updateMethodResponse([right, { op: 'add', path: MODEL, value: 'Empty' }]);
      await answer('add-method-responses', added, 201, FULL);
      const replaced = calls.updateMethodResponse([
        { op: 'replace', path: PARAMETER, value: 'true' },
        { op: 'replace', path: MODEL, value: 'Empty' },
      ]);
      await answer('update-method-responses', replaced, 201, FULL);
      const body = method({ httpMethod: 'GET', methodIntegration: mockIntegration(), methodResponses: { 200: FULL } });
      await answer('get-method', calls.getMethod(), 200, body);
      await answer('delete-method-response', calls.deleteMethodResponse(), 204);
    },
  },
  {
    file: 'api',
    name: 'test_update_method_response',
    play: async (player) => {
      const { answer } = player;
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      await calls.putMethodResponse({ ...FULL });
      const removed = calls.updateMethodResponse([
        { op: 'remove', path: PARAMETER },
        { op: 'remove', path: MODEL },
      ]);
      await answer('remove-update-method-response', removed, 201, { statusCode: '200' });
      const added = calls.updateMethodResponse([right, { op: 'add', path: MODEL, value: 'Empty' }]);
      await answer('add-update-method-response', added, 201, FULL);
    },
  },
  {
    file: 'api',
    name: 'test_update_method_response_wrong_operations',
    play: async (player) => {
      const { updateMethodResponse } = await givenResponse(player);
      const cases: [object[], number[]][] = [
        [[wrong], [1]],
        [[{ ...wrong, path: MODEL }], [1]],
        [
          [wrong, wrong],
          [1, 2],
        ],
        [
          [wrong, wrong, wrong, wrong],
          [1, 2, 3, 4],
        ],
        [
          [wrong, right, wrong],
          [1, 3],
        ],
      ];
      for (const [index, [operations, positions]] of cases.entries()) {
        const step = `update-method-response-wrong-operation-${index + 1}`;
        const text = violations(...wrongOp('wrong_op', input, ...positions));
        await player.refusal(step, updateMethodResponse(operations), 400, VALIDATION, text);
      }
    },
  },
  {
    file: 'api',
    name: 'test_update_method_response_negative_tests',
    play: async (player) => {
      const { refusal } = player;
      const { updateMethodResponse: update } = await givenResponse(player);
      const step = 'update-method-response';
      const other = update([right], { statusCode: '201' });
      await refusal(`${step}-wrong-statuscode`, other, 404, NOT_FOUND, NO_STATUS_CODE);
      const text = violations(wrongStatusCode('wrong'));
      await refusal(`${step}-invalid-statuscode`, update([right], { statusCode: 'wrong' }), 400, VALIDATION, text);
      const both = violations(...wrongOp('wrong_op', input, 1), wrongStatusCode('wrong'));
      const sent = update([wrong], { statusCode: 'wrong' });
      await refusal(`${step}-invalid-statuscode-and-wrong-op`, sent, 400, VALIDATION, both);
      await refusal(`${step}-wrong-resource`, update([right], { resourceId: 'fake' }), 404, NOT_FOUND, NO_RESOURCE);
      await refusal(`${step}-wrong-method`, update([right], { httpMethod: 'POST' }), 404, NOT_FOUND, NO_METHOD);
    },
  },
  {
    file: 'api',
    name: 'test_update_method_lack_response_parameters_and_models',
    play: async (player) => {
      const { refusal } = player;
      const { updateMethodResponse: update } = await givenResponse(player);
      const step = 'update-method-response-operation';
      const replace = (path: string) => update([{ op: 'replace', path, value: 'true' }]);
      await refusal(`${step}-without-response-parameters`, replace(PARAMETER), 404, NOT_FOUND, NO_PARAMETER);
      await refusal(`${step}-without-response-models`, replace(MODEL), 404, NOT_FOUND, NO_CONTENT_TYPE);
      const path = '/wrong/method.response.header.my-header';
      await refusal(`${step}-with-wrong-path`, replace(path), 400, BAD_REQUEST, `Invalid patch path ${path}`);
    },
  },
  {
    file: 'api',
    name: 'test_update_method_wrong_param_names',
    play: async (player) => {
      const calls = await methodCalls(player, 'GET');
      await calls.putMethod();
      await calls.putMethodResponse({ ...FULL });
      const cases: [string, string, string][] = [
        ['replace', `${PARAMETER}-wrong`, NO_PARAMETER],
        ['remove', `${PARAMETER}-wrong`, NO_PARAMETER],
        ['replace', `${MODEL}-wrong`, NO_CONTENT_TYPE],
        ['remove', `${MODEL}-wrong`, NO_CONTENT_TYPE],
      ];
      for (const [index, [op, path, text]] of cases.entries()) {
        const step = `update-method-response-operation-with-wrong-param-name-${index + 1}`;
        const sent = calls.updateMethodResponse([{ op, path, value: 'true' }]);
        await player.refusal(step, sent, 404, NOT_FOUND, text);
      }
    },
  },
];
