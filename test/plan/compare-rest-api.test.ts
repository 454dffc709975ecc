import { describe, expect, test } from '@jest/globals';
import { compareRestApi } from '../../src/plan/compare-rest-api.ts';
import type {
  ObservedAuthorizer,
  ObservedIntegration,
  ObservedMethod,
  ObservedRestApi,
} from '../../src/plan/observed-state.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { anObservedRestApi } from '../builders/observed-state.ts';
import { aBackend, route } from '../builders/private-api.ts';

const desired = aDesiredState({
  description: 'Orders of the shops',
  endpoint: { existing: { vpcEndpointIds: ['vpce-2', 'vpce-1'] } },
  backends: [aBackend({ protocol: 'HTTPS', tls: { insecureSkipVerification: true } })],
  routes: ['GET /orders', 'ANY /orders/{id} None', 'GET /files/{dir}/{proxy+}'].map(route),
});
const differences = (overrides: Partial<ObservedRestApi>) =>
  compareRestApi(desired, desired.definition!, anObservedRestApi(desired, overrides));

test('what was imported is the same, endpoint ids in any order', () => {
  expect(differences({})).toEqual([]);
  expect(differences({ vpcEndpointIds: ['vpce-2', 'vpce-1'] })).toEqual([]);
});

test('tags and dates are compared elsewhere or not at all', () => {
  expect(differences({ tags: {}, createdAtMs: 0, rootResourceId: 'other' })).toEqual([]);
});

describe('of the API, each is named', () => {
  test.each<[string, Partial<ObservedRestApi>]>([
    ['name', { name: 'shop.other' }],
    ['description', { description: undefined }],
    ['description', { description: 'Mine' }],
    ['endpoint type', { endpointTypes: ['REGIONAL'] }],
    ['endpoint type', { endpointTypes: ['PRIVATE', 'REGIONAL'] }],
    ['endpoint type', { endpointTypes: [] }],
    ['VPC endpoint ids', { vpcEndpointIds: [] }],
    ['VPC endpoint ids', { vpcEndpointIds: ['vpce-1', 'vpce-2', 'vpce-3'] }],
    ['disableExecuteApiEndpoint', { disableExecuteApiEndpoint: true }],
    ['binary media types', { binaryMediaTypes: ['*/*'] }],
    ['minimum compression size', { minimumCompressionSize: 0 }],
    ['resource policy', { policy: undefined }],
    ['resource policy', { policy: '{"Version":"2012-10-17","Statement":[]}' }],
  ])('%s: %j', (name, overrides) => {
    expect(differences(overrides)).toEqual([name]);
  });
});

/** The imported resources with one method changed. */
function resourcesWith(change: (method: ObservedMethod) => ObservedMethod): Partial<ObservedRestApi> {
  const { resources } = anObservedRestApi(desired);
  return {
    resources: resources.map(({ path, methods }) => ({
      path,
      methods: path === '/orders/{id}' ? methods.map(change) : methods,
    })),
  };
}
const integrationWith = (overrides: Partial<ObservedIntegration>) =>
  resourcesWith((method) => ({ ...method, integration: { ...method.integration!, ...overrides } }));

describe('of a method, each is named with its route', () => {
  test.each<[string, Partial<ObservedRestApi>]>([
    ['authorization', resourcesWith((method) => ({ ...method, authorizationType: 'AWS_IAM' }))],
    ['API key', resourcesWith((method) => ({ ...method, apiKeyRequired: true }))],
    ['request parameters', resourcesWith((method) => ({ ...method, requestParameters: {} }))],
    [
      'request parameters',
      resourcesWith((method) => ({ ...method, requestParameters: { 'method.request.path.id': false } })),
    ],
    ['integration type', integrationWith({ type: 'MOCK' })],
    ['integration method', integrationWith({ httpMethod: 'GET' })],
    ['integration uri', integrationWith({ uri: 'https://elsewhere.example/orders/{id}' })],
    ['connection type', integrationWith({ connectionType: 'INTERNET' })],
    ['connection id', integrationWith({ connectionId: 'zzz999' })],
    ['credentials', integrationWith({ credentials: 'arn:aws:iam::111122223333:role/x' })],
    ['timeout', integrationWith({ timeoutMs: 50 })],
    ['integration parameters', integrationWith({ requestParameters: {} })],
    ['TLS verification', integrationWith({ insecureSkipVerification: false })],
  ])('%s', (name, overrides) => {
    expect(differences(overrides)).toEqual([`ANY /orders/{id}: ${name}`]);
  });

  test('a method without integration differs in all that an integration has', () => {
    const found = differences(resourcesWith((method) => ({ ...method, integration: undefined })));
    expect(found).toContain('ANY /orders/{id}: integration uri');
    expect(found).toContain('ANY /orders/{id}: connection id');
  });
});

describe('of authorizers, each is named', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:check';
  const userPoolArns = ['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a'];
  const guarded = aDesiredState({
    authorizers: [
      { name: 'request', lambda: { functionArn, mode: 'Request', identitySources: ['b', 'a'], resultTtlSeconds: 60 } },
      { name: 'people', cognito: { userPoolArns } },
    ],
    authorization: { type: 'Authorizer', authorizer: 'people', scopes: ['write', 'read'] },
  });
  const found = anObservedRestApi(guarded);
  const compared = (overrides: Partial<ObservedRestApi>) =>
    compareRestApi(guarded, guarded.definition!, { ...found, ...overrides });
  const withAuthorizer = (name: string, overrides: Partial<ObservedAuthorizer>) => ({
    authorizers: found.authorizers!.map((one) => (one.name === name ? { ...one, ...overrides } : one)),
  });
  const withMethod = (overrides: Partial<ObservedMethod>) => ({
    resources: found.resources.map(({ path, methods }) => ({
      path,
      methods: methods.map((method) => ({ ...method, ...overrides })),
    })),
  });

  test('none when all is as it was imported, whatever AWS remembers of user pools', () => {
    expect(compared({})).toEqual([]);
    expect(compared(withAuthorizer('people', { resultTtlSeconds: 300 }))).toEqual([]);
  });

  test.each<[string[], Partial<ObservedRestApi>]>([
    [['authorizer request: type'], withAuthorizer('request', { type: 'TOKEN' })],
    [['authorizer request: function'], withAuthorizer('request', { uri: 'arn:other' })],
    [['authorizer request: credentials'], withAuthorizer('request', { credentials: 'arn:aws:iam::1:role/x' })],
    [['authorizer request: identity sources'], withAuthorizer('request', { identitySources: ['a'] })],
    [['authorizer request: validation expression'], withAuthorizer('request', { validationExpression: '.*' })],
    [['authorizer request: remembered for'], withAuthorizer('request', { resultTtlSeconds: 0 })],
    [['authorizer people: user pools'], withAuthorizer('people', { userPoolArns: [] })],
    [
      ['GET /orders: authorizer', 'authorizer mine is not in the spec', 'authorizer people is missing'],
      withAuthorizer('people', { name: 'mine' }),
    ],
    [['GET /orders: authorizer'], withMethod({ authorizerId: 'id-of-request' })],
    [
      ['GET /orders: authorizer', 'GET /orders: authorization'],
      withMethod({ authorizationType: 'NONE', authorizerId: undefined }),
    ],
    [['GET /orders: scopes'], withMethod({ scopes: ['read'] })],
    [['GET /orders: scopes'], withMethod({ scopes: [] })],
  ])('%j', (names, overrides) => {
    expect(compared(overrides).toSorted()).toEqual(names.toSorted());
  });
});

describe('routes', () => {
  const { resources } = anObservedRestApi(desired);
  const anyMethod = resources.flatMap(({ methods }) => methods)[0]!;

  test('one that is missing is named', () => {
    const left = resources.filter(({ path }) => path !== '/orders/{id}');
    expect(differences({ resources: left })).toEqual(['ANY /orders/{id} is missing']);
  });

  test('one that nobody asked for is named', () => {
    const more = [...resources, { path: '/debug', methods: [{ ...anyMethod, httpMethod: 'POST' }] }];
    expect(differences({ resources: more })).toEqual(['POST /debug is not in the spec']);
  });

  test('an empty resource that leads nowhere is named, one on the way to a route is not', () => {
    expect(differences({ resources: [...resources, { path: '/empty', methods: [] }] })).toEqual([
      'resource /empty is not in the spec',
    ]);
    expect(resources.filter(({ methods }) => methods.length === 0).map(({ path }) => path)).toContain('/files/{dir}');
  });

  test('resources and parameters in any order are the same', () => {
    expect(
      differences({
        resources: resources.toReversed().map(({ path, methods }) => ({
          path,
          methods: methods.map((method) => ({
            ...method,
            requestParameters: Object.fromEntries(Object.entries(method.requestParameters).toReversed()),
          })),
        })),
      }),
    ).toEqual([]);
  });
});
