import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectionLost } from '../../../../sandbox/http.ts';
import { callApi } from './call-api.ts';
import {
  ACCOUNT,
  API,
  allowed,
  callers,
  deployedMethod,
  ENDPOINT,
  everything,
  onApi,
  PLAIN_HOST,
  privateApiWorld,
  REGION,
  stranger,
  unprivileged,
} from './private-api-world.ts';
import { type RecordingBackend, startRecordingBackend } from './recording-backend.ts';

let backend: RecordingBackend;

beforeAll(async () => {
  backend = await startRecordingBackend();
});
beforeEach(() => {
  backend.calls.length = 0;
});
afterAll(() => backend.close());

function call(input: Partial<Parameters<typeof callApi>[0]>) {
  return callApi({ state: privateApiWorld({ target: backend.url }), ...input });
}

describe('names and state', () => {
  test('without private DNS the plain name leads to the public front end, the alias to the endpoint', async () => {
    const state = privateApiWorld({ target: backend.url, endpoint: { privateDnsEnabled: false } });
    expect((await call({ state, signedBy: allowed })).text).toBe('{"message":"Forbidden"}');
    expect((await call({ state, way: 'endpoint-specific alias', signedBy: allowed })).status).toBe(200);
  });

  test('an endpoint that is not available answers no name', async () => {
    const state = privateApiWorld({ target: backend.url, endpoint: { state: 'pending' } });
    expect((await call({ state, signedBy: allowed })).status).toBe(403);
    await expect(call({ state, way: 'endpoint name with x-apigw-api-id' })).rejects.toThrow(ConnectionLost);
  });

  test('an endpoint of another service answers no name of execute-api', async () => {
    const serviceName = `com.amazonaws.${REGION}.s3`;
    const state = privateApiWorld({ target: backend.url, endpoint: { serviceName } });
    expect((await call({ state, signedBy: allowed })).status).toBe(403);
    await expect(call({ state, way: 'endpoint name with x-apigw-api-id' })).rejects.toThrow(ConnectionLost);
  });

  test('the alias needs the association in the served deployment', async () => {
    const state = privateApiWorld({
      target: backend.url,
      endpoint: { privateDnsEnabled: false },
      deployed: { vpcEndpointIds: [] },
    });
    expect((await call({ state, way: 'endpoint-specific alias', signedBy: allowed })).text).toBe(
      '{"message":"Forbidden"}',
    );
  });

  test('a public API answers at the public front end only, by its own policy', async () => {
    const state = privateApiWorld({
      target: backend.url,
      deployed: { endpointTypes: ['REGIONAL'], policy: undefined },
    });
    expect((await call({ state, caller: callers.internet, request: { path: '/prod/open' } })).status).toBe(200);
    expect((await call({ state, caller: callers.inside, request: { path: '/prod/open' } })).status).toBe(403);
    const elsewhere = { url: `https://${API}.execute-api.us-east-1.amazonaws.com/prod/open` };
    expect((await call({ state, caller: callers.internet, request: elsewhere })).status).toBe(403);
  });

  test('x-apigw-api-id means nothing outside an endpoint', async () => {
    const request = { path: '/prod/open', headers: { 'x-apigw-api-id': API, Host: `other.${PLAIN_HOST}` } };
    expect((await call({ caller: callers.internet, request })).text).toBe('{"message":"Forbidden"}');
  });

  test('the stage serves its deployment: another one is met as soon as the stage points there', async () => {
    const state = privateApiWorld({ target: backend.url });
    const api = state.regions.get(`${ACCOUNT}/${REGION}`)!.restApis.get(API)!;
    const first = api.deployments.get('dep001')!;
    const snapshot = { ...first.snapshot, methods: [deployedMethod('/new', 'GET', { authorizationType: 'NONE' })] };
    api.deployments.set('dep002', { ...first, id: 'dep002', snapshot: { ...snapshot, policy: everything } });
    const request = { path: '/prod/new' };
    expect((await call({ state, request })).text).toBe('{"message":"Missing Authentication Token"}');
    api.stages.get('prod')!.deploymentId = 'dep002';
    expect((await call({ state, request })).status).toBe(200);
  });

  test('another account gets in when both sides allow', async () => {
    const state = privateApiWorld({
      target: backend.url,
      deployed: {
        policy: { Statement: { Effect: 'Allow', Principal: { AWS: stranger.arn }, Action: '*', Resource: onApi('*') } },
      },
    });
    expect((await call({ state, signedBy: stranger })).status).toBe(200);
  });

  test('a refusal tells its reason to callers of the same organization, not to others', async () => {
    const state = privateApiWorld({ target: backend.url });
    const reason = 'because no resource-based policy allows';
    expect((await call({ state, signedBy: stranger })).text).not.toContain(reason);
    state.organizations.set(ACCOUNT, 'o-1').set(stranger.accountId, 'o-1');
    expect((await call({ state, signedBy: stranger })).text).toContain(reason);
  });

  test('policies know the organization, the account and the role of a signed caller, and where it sits', async () => {
    const keys = {
      'aws:PrincipalOrgID': 'o-1',
      'aws:PrincipalAccount': ACCOUNT,
      'aws:SourceVpce': ENDPOINT,
      'aws:SourceVpc': 'vpc-inside',
    };
    const policy = {
      Statement: {
        Effect: 'Allow' as const,
        Principal: '*' as const,
        Action: '*',
        Resource: onApi('prod/GET/orders'),
        Condition: {
          StringEquals: keys,
          ArnEquals: { 'aws:PrincipalArn': unprivileged.arn },
          IpAddress: { 'aws:VpcSourceIp': '10.0.1.20/32' },
          Null: { 'aws:SourceIp': 'true' },
          Bool: { 'aws:SecureTransport': 'true' },
          DateEquals: { 'aws:CurrentTime': '2026-01-15T12:00:00Z' },
        },
      },
    };
    const state = privateApiWorld({ target: backend.url, deployed: { policy } });
    expect((await call({ state, signedBy: unprivileged })).status).toBe(403);
    state.organizations.set(ACCOUNT, 'o-1');
    expect((await call({ state, signedBy: unprivileged })).status).toBe(200);
  });
});
