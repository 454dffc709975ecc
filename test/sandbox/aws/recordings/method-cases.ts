import { CreateDeploymentCommand } from '@aws-sdk/client-api-gateway';
import { BAD_REQUEST, DEPLOYMENT, NOT_FOUND, NO_METHOD, NO_RESOURCE, method } from './expected-bodies.ts';
import { methodCalls } from './method-calls.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const NO_AUTHORIZER =
  'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.';
const NO_VALIDATOR = 'Invalid Request Validator identifier specified';
const ONLY_REPLACE = 'Invalid patch operation specified. Must be one of: [replace]';

const replace = (path: string, value?: string) => ({ op: 'replace', path, value });

/** Models and authorizers are made by operations that are not implemented, so they are put into the state. */
function givenModels({ world }: Player, restApiId: string, ...names: readonly string[]): void {
  world.region.restApis.get(restApiId)!.models = new Map(
    names.map((name) => [
      name,
      { id: name, name, description: undefined, contentType: 'application/json', schema: '{}' },
    ]),
  );
}

export const methodCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_method_lifecycle',
    play: async (player) => {
      const { answer, refusal } = player;
      const { putMethod, getMethod, deleteMethod } = await methodCalls(player);
      await answer('put-base-method-response', putMethod(), 201, method());
      await answer('get-base-method-response', getMethod(), 200, method());
      await answer('del-base-method-response', deleteMethod(), 204);
      await refusal('get-deleted-method-response', getMethod(), 404, NOT_FOUND, NO_METHOD);
      await refusal('delete-deleted-method-response', deleteMethod(), 404, NOT_FOUND, NO_METHOD);
    },
  },
  {
    file: 'api',
    name: 'test_method_request_parameters',
    play: async (player) => {
      const { answer, refusal } = player;
      const { putMethod, getMethod, deleteMethod } = await methodCalls(player);
      const requestParameters = {
        'method.request.header.h_optional': false,
        'method.request.header.h_required': true,
        'method.request.querystring.q_optional': false,
        'method.request.querystring.q_required': true,
      };
      const body = method({ requestParameters });
      await answer('put-method-request-params-response', putMethod({ requestParameters }), 201, body);
      await answer('get-method-request-params-response', getMethod(), 200, body);
      await deleteMethod();
      const same = { 'method.request.header.same': true, 'method.request.querystring.same': true };
      const text = 'Parameter names must be unique across querystring, header and path';
      await refusal('req-params-same-name', putMethod({ requestParameters: same }), 400, BAD_REQUEST, text);
    },
  },
  {
    file: 'api',
    name: 'test_put_method_model',
    play: async (player) => {
      const { answer } = player;
      const { place, putMethod, updateMethod, deleteMethod } = await methodCalls(player);
      givenModels(player, place.restApiId, 'MySchema', 'MySchemaTwo');
      const body = (name: string) => method({ requestModels: { 'application/json': name } });
      const put = putMethod({ requestModels: { 'application/json': 'MySchema' } });
      await answer('put-method-request-models', put, 201, body('MySchema'));
      const changed = updateMethod([replace('/requestModels/application~1json', 'MySchemaTwo')]);
      await answer('update-method-model', changed, 200, body('MySchemaTwo'));
      const second = putMethod({ requestModels: { 'application/json': 'MySchemaTwo' } }, { httpMethod: 'GET' });
      const got = method({ httpMethod: 'GET', requestModels: { 'application/json': 'MySchemaTwo' } });
      await answer('put-method-2-request-models', second, 201, got);
      const removed = updateMethod([{ op: 'remove', path: '/requestModels/application~1json' }]);
      await answer('update-method-model-2', removed, 200, method());
      await answer('delete-method-using-model-2', deleteMethod({ httpMethod: 'GET' }), 204);
    },
  },
  {
    file: 'api',
    name: 'test_put_method_validation',
    play: async (player) => {
      const { refusal } = player;
      const { putMethod } = await methodCalls(player);
      await refusal('wrong-api', putMethod({}, { restApiId: 'fake' }), 404, NOT_FOUND, NO_RESOURCE);
      await refusal('wrong-resource', putMethod({}, { resourceId: 'fake' }), 404, NOT_FOUND, NO_RESOURCE);
      const verbs = 'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY';
      await refusal('wrong-method', putMethod({}, { httpMethod: 'WRONG' }), 400, BAD_REQUEST, verbs);
      const custom = putMethod({ authorizationType: 'CUSTOM' });
      await refusal('missing-authorizer-id', custom, 400, BAD_REQUEST, NO_AUTHORIZER);
      const validated = putMethod({ requestValidatorId: 'fake' });
      await refusal('invalid-request-validator', validated, 400, BAD_REQUEST, NO_VALIDATOR);
      const modelled = putMethod({ requestModels: { 'application/json': 'petModel' } });
      const text = 'Invalid model identifier specified: petModel';
      await refusal('invalid-model-name', modelled, 400, BAD_REQUEST, text);
    },
  },
  {
    file: 'api',
    name: 'test_update_method',
    play: async (player) => {
      const { answer } = player;
      const { place, putMethod, updateMethod } = await methodCalls(player);
      player.world.region.restApis.get(place.restApiId)!.authorizers.set('given1', {
        id: 'given1',
        name: 'given',
        type: 'TOKEN',
        authType: 'custom',
        authorizerUri: undefined,
        authorizerCredentials: undefined,
        identitySource: 'method.request.header.Authorization',
        identityValidationExpression: undefined,
        authorizerResultTtlInSeconds: 300,
        providerARNs: undefined,
      });
      const parameter = '/requestParameters/method.request.querystring.optional';
      const model = '/requestModels/application~1json';
      const maps = (isRequired: boolean) => ({
        requestModels: { 'application/json': 'Empty' },
        requestParameters: { 'method.request.querystring.optional': isRequired },
      });
      await answer('put-method-response', putMethod(), 201, method());
      const added = updateMethod([
        { op: 'add', path: parameter, value: 'true' },
        { op: 'add', path: model, value: 'Empty' },
      ]);
      await answer('update-method-add', added, 200, method(maps(true)));
      const replaced = updateMethod([
        replace('/operationName', 'ReplacedOperationName'),
        replace('/apiKeyRequired', 'true'),
        replace('/authorizationType', 'AWS_IAM'),
        replace(parameter, 'false'),
      ]);
      const named = { apiKeyRequired: true, operationName: 'ReplacedOperationName' };
      const iam = method({ ...named, ...maps(false), authorizationType: 'AWS_IAM' });
      await answer('update-method-replace', replaced, 200, iam);
      const guarded = updateMethod([replace('/authorizationType', 'CUSTOM'), replace('/authorizerId', 'given1')]);
      const custom = { ...named, authorizationType: 'CUSTOM', authorizerId: 'id' };
      await answer('update-method-replace-authorizer', guarded, 200, method({ ...custom, ...maps(false) }));
      const removed = updateMethod([
        { op: 'remove', path: parameter },
        { op: 'remove', path: model },
      ]);
      await answer('update-method-remove', removed, 200, method(custom));
    },
  },
  {
    file: 'api',
    name: 'test_update_method_validation',
    play: async (player) => {
      const { answer, refusal } = player;
      const { putMethod, updateMethod } = await methodCalls(player);
      const name = [replace('/operationName', 'name')];
      await refusal('wrong-rest-api', updateMethod(name, { restApiId: 'fake' }), 404, NOT_FOUND, NO_RESOURCE);
      await refusal('wrong-resource-id', updateMethod(name, { resourceId: 'fake' }), 404, NOT_FOUND, NO_RESOURCE);
      await refusal('method-does-not-exist', updateMethod(name), 404, NOT_FOUND, NO_METHOD);
      const put = putMethod({ apiKeyRequired: true });
      await answer('put-method-response', put, 201, method({ apiKeyRequired: true }));
      const refuse = (step: string, operation: object, text: string) =>
        refusal(step, updateMethod([operation]), 400, BAD_REQUEST, text);
      const authorization = '/authorizationType';
      await refuse('unsupported-operation', { op: 'add', path: authorization, value: 'AWS_IAM' }, ONLY_REPLACE);
      await refuse('unsupported-operation-2', { op: 'remove', path: authorization }, ONLY_REPLACE);
      await refuse('unsupported-path', replace('/httpMethod', 'GET'), 'Invalid patch path /httpMethod');
      const parameters = replace('/requestParameters', 'value');
      await refuse('wrong-path-request-parameters', parameters, 'Invalid patch path /requestParameters');
      const models = replace('/requestModels/application/json', 'Empty');
      await refuse('wrong-path-request-models', models, 'Invalid patch path /requestModels/application/json');
      const flag = updateMethod([replace('/apiKeyRequired', 'whatever')]);
      await answer('wrong-value-type', flag, 200, method());
      await refuse('wrong-auth-type', replace(authorization, 'CUSTOM'), NO_AUTHORIZER);
      const skipped = updateMethod([replace('/authorizerId', 'fake')]);
      await answer('skip-auth-id-with-wrong-type', skipped, 200, method());
      const wrongId = updateMethod([replace(authorization, 'CUSTOM'), replace('/authorizerId', 'fake')]);
      await refusal('wrong-auth-id', wrongId, 400, BAD_REQUEST, NO_AUTHORIZER);
      await refuse('wrong-req-validator-id', replace('/requestValidatorId', 'fake'), NO_VALIDATOR);
    },
  },
  {
    file: 'common',
    name: 'test_api_gateway_request_validator',
    play: async (player) => {
      const { answer, world } = player;
      const calls = await methodCalls(player, 'POST');
      const api = world.region.restApis.get(calls.place.restApiId)!;
      givenModels(player, api.id, 'testSchema');
      api.requestValidators = new Map([
        [
          'given1',
          { id: 'given1', name: 'test-validator', validateRequestBody: true, validateRequestParameters: false },
        ],
      ]);
      const parameters = (pathParameter: string) => ({
        'method.request.header.x-header-param': true,
        [`method.request.path.${pathParameter}`]: true,
        'method.request.querystring.qs1': true,
      });
      const given = { requestModels: { 'application/json': 'testSchema' }, requestValidatorId: 'given1' };
      await calls.putMethod({ ...given, requestParameters: parameters('test') });
      await calls.putMethodResponse();
      const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:one';
      const integration = {
        type: 'AWS_PROXY',
        uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${lambda}/invocations`,
      };
      await calls.putIntegration({ ...integration, integrationHttpMethod: 'POST' });
      await calls.putIntegrationResponse();
      const deployed = world.apiGateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'local' }));
      await answer('deploy-1', deployed, 201, DEPLOYMENT);
      const methodIntegration = {
        ...integration,
        httpMethod: 'POST',
        cacheKeyParameters: [],
        cacheNamespace: 'id',
        integrationResponses: { 200: { statusCode: '200' } },
        passthroughBehavior: 'WHEN_NO_MATCH',
        timeoutInMillis: 29000,
      };
      const methodResponses = { 200: { statusCode: '200' } };
      const body = (pathParameter: string) =>
        method({
          ...given,
          httpMethod: 'POST',
          methodIntegration,
          methodResponses,
          requestParameters: parameters(pathParameter),
        });
      const rename = (from: string, to: string) =>
        calls.updateMethod([
          { op: 'add', path: `/requestParameters/method.request.path.${to}`, value: 'true' },
          { op: 'remove', path: `/requestParameters/method.request.path.${from}` },
        ]);
      await answer('change-request-path-names', rename('test', 'issuer'), 200, body('issuer'));
      await answer('revert-request-path-names', rename('issuer', 'test'), 200, body('test'));
    },
  },
];
