import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { InvokeRequest } from '../../../../sandbox/aws/data-plane/invoke-request.ts';
import type { AwsState, Principal } from '../../../../sandbox/aws/state.ts';
import { callApi, wayNames } from './call-api.ts';
import {
  API,
  allowed,
  deployedMethod,
  everything,
  NOW,
  onApi,
  privateApiWorld,
  restrictingPolicy,
  stranger,
  unprivileged,
  ACCOUNT,
  REGION,
} from './private-api-world.ts';
import { type RecordingBackend, startRecordingBackend } from './recording-backend.ts';

const MASKED = `arn:aws:execute-api:${REGION}:********${ACCOUNT.slice(-4)}:${API}`;
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

describe.each(wayNames)('through the endpoint by %s', (way) => {
  test('an allowed role reaches the backend', async () => {
    const response = await call({ way, signedBy: allowed });
    expect([response.status, response.text]).toEqual([200, 'hello from the backend']);
    expect(response.headers).toMatchObject({
      'content-type': 'text/plain',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'x-amz-apigw-id': expect.stringMatching(/^\w{15}=$/),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
    expect(backend.calls).toHaveLength(1);
  });

  test('an anonymous caller reaches a method without authorization', async () => {
    expect((await call({ way, request: { path: '/prod/open' } })).status).toBe(200);
  });

  interface RefusalCase {
    why: string;
    state?: () => AwsState;
    request?: Partial<InvokeRequest> & { path?: string };
    signedBy?: Pick<Principal, 'accessKeyId' | 'secretAccessKey'>;
    signedAt?: number;
    status?: number;
    errorType: string;
    body: string;
  }
  const forbidden = { errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' };
  const missingToken = {
    errorType: 'MissingAuthenticationTokenException',
    body: '{"message":"Missing Authentication Token"}',
  };
  const denied = (who: string, path: string, reason: string) => ({
    errorType: 'AccessDeniedException',
    body: JSON.stringify({
      Message: `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${MASKED}/${path}${reason}`,
    }),
  });
  const world = (change: Parameters<typeof privateApiWorld>[0]) => () =>
    privateApiWorld({ target: backend.url, ...change });
  const denyingEndpoint = world({
    endpoint: { policy: { Statement: [everything.Statement, { ...denyAll(), Condition: {} }].flat() } },
  });

  test.each<RefusalCase>([
    { why: 'an unsigned call of an IAM method', ...missingToken },
    { why: 'a route that does not exist', request: { path: '/prod/nothing' }, signedBy: allowed, ...missingToken },
    { why: 'a verb that does not exist', request: { method: 'DELETE' }, signedBy: allowed, ...missingToken },
    { why: 'a stage that does not exist', request: { path: '/test/orders' }, signedBy: allowed, ...forbidden },
    { why: 'no stage at all', request: { path: '/' }, signedBy: allowed, ...forbidden },
    {
      why: 'an API whose execute-api endpoint is disabled',
      state: world({ deployed: { disableExecuteApiEndpoint: true } }),
      signedBy: allowed,
      ...forbidden,
    },
    {
      why: 'a public API, which endpoints do not serve',
      state: world({ deployed: { endpointTypes: ['REGIONAL'] } }),
      signedBy: allowed,
      ...forbidden,
    },
    {
      why: 'a method that needs an API key',
      state: world({
        methods: [deployedMethod('/open', 'GET', { authorizationType: 'NONE', apiKeyRequired: true })],
      }),
      request: { path: '/prod/open' },
      ...forbidden,
    },
    {
      why: 'a role without an identity policy',
      signedBy: unprivileged,
      ...denied(
        unprivileged.arn,
        'prod/GET/orders',
        ' because no identity-based policy allows the execute-api:Invoke action',
      ),
    },
    {
      why: 'a role of another account that the policy does not allow',
      signedBy: stranger,
      ...denied(stranger.arn, 'prod/GET/orders', ''),
    },
    {
      why: 'an anonymous caller that no statement allows',
      state: world({ deployed: { policy: { Statement: [] } } }),
      request: { path: '/prod/open' },
      ...denied('anonymous', 'prod/GET/open', ' because no resource-based policy allows the execute-api:Invoke action'),
    },
    {
      why: 'any caller of a private API without a policy',
      state: world({ deployed: { policy: undefined } }),
      request: { path: '/prod/open' },
      ...denied('anonymous', 'prod/GET/open', ' because no resource-based policy allows the execute-api:Invoke action'),
    },
    {
      why: 'an anonymous caller that a statement denies',
      state: world({
        deployed: { policy: { Statement: [everything.Statement, denyAll()].flat() } },
      }),
      request: { path: '/prod/open' },
      ...denied('anonymous', 'prod/GET/open', ' with an explicit deny in a resource-based policy'),
    },
    {
      why: 'a signed call of a method without authorization whose policy names principals',
      state: world({
        deployed: {
          policy: {
            Statement: { Effect: 'Allow', Principal: { AWS: allowed.arn }, Action: '*', Resource: onApi('*') },
          },
        },
      }),
      request: { path: '/prod/open' },
      signedBy: allowed,
      ...denied('anonymous', 'prod/GET/open', ' because no resource-based policy allows the execute-api:Invoke action'),
    },
    {
      why: 'a caller outside the source addresses',
      state: world({
        deployed: {
          policy: {
            Statement: [
              restrictingPolicy.Statement,
              { ...denyAll(), Condition: { NotIpAddress: { 'aws:VpcSourceIp': '10.0.2.0/24' } } },
            ].flat(),
          },
        },
      }),
      signedBy: allowed,
      ...denied(allowed.arn, 'prod/GET/orders', ' with an explicit deny in a resource-based policy'),
    },
    {
      why: 'a call the endpoint policy denies, though the API would let it in',
      state: denyingEndpoint,
      signedBy: allowed,
      ...denied(allowed.arn, 'prod/GET/orders', ' with an explicit deny in a VPC endpoint policy'),
    },
    {
      why: 'an unknown route the endpoint policy denies: that is asked first',
      state: denyingEndpoint,
      request: { path: '/prod/nothing' },
      ...denied('anonymous', 'prod/GET/nothing', ' with an explicit deny in a VPC endpoint policy'),
    },
    {
      why: 'a principal the endpoint policy does not name',
      state: world({
        endpoint: {
          policy: { Statement: { Effect: 'Allow', Principal: { AWS: stranger.arn }, Action: '*', Resource: '*' } },
        },
      }),
      signedBy: allowed,
      ...denied(allowed.arn, 'prod/GET/orders', ' because no VPC endpoint policy allows the execute-api:Invoke action'),
    },
    {
      why: 'a signature with a wrong secret',
      signedBy: { ...allowed, secretAccessKey: 'guessed' },
      errorType: 'InvalidSignatureException',
      body: JSON.stringify({
        message:
          'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      }),
    },
    {
      why: 'a broken signature even where none is needed',
      request: { path: '/prod/open' },
      signedBy: { ...allowed, secretAccessKey: 'guessed' },
      errorType: 'InvalidSignatureException',
      body: expect.stringContaining('does not match') as unknown as string,
    },
    {
      why: 'an unknown access key',
      signedBy: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
      errorType: 'UnrecognizedClientException',
      body: '{"message":"The security token included in the request is invalid."}',
    },
    {
      why: 'a signature that is too old',
      signedBy: allowed,
      signedAt: NOW - 6 * 60_000,
      errorType: 'InvalidSignatureException',
      body: '{"message":"Signature expired: 20260115T115400Z is now earlier than 20260115T115500Z (20260115T120000Z - 5 min.)"}',
    },
    {
      why: 'a signature from the future',
      signedBy: allowed,
      signedAt: NOW + 6 * 60_000,
      errorType: 'InvalidSignatureException',
      body: '{"message":"Signature not yet current: 20260115T120600Z is still later than 20260115T120500Z (20260115T120000Z + 5 min.)"}',
    },
    {
      why: 'a signature for another Region',
      request: { headers: { authorization: authorizationFor('us-east-1/execute-api') } },
      errorType: 'InvalidSignatureException',
      body: `{"message":"Credential should be scoped to a valid region, not 'us-east-1'. "}`,
    },
    {
      why: 'a signature for another service',
      request: { headers: { authorization: authorizationFor(`${REGION}/s3`) } },
      errorType: 'InvalidSignatureException',
      body: `{"message":"Credential should be scoped to correct service: 'execute-api'. "}`,
    },
    {
      why: 'a bearer token at an IAM method',
      request: { headers: { authorization: 'Bearer abc' } },
      errorType: 'IncompleteSignatureException',
      body: `{"message":"'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'."}`,
    },
    {
      why: 'a signature without its parts',
      request: { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=A/B' } },
      errorType: 'IncompleteSignatureException',
      body: `{"message":"Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=A/B"}`,
    },
  ])('refuses $why', async ({ status = 403, errorType, body, state, request = {}, signedBy, signedAt }) => {
    const signing = { ...(signedBy && { signedBy }), ...(signedAt && { signedAt }) };
    const response = await call({
      way,
      request,
      ...signing,
      state: state?.() ?? privateApiWorld({ target: backend.url }),
    });
    expect([response.status, response.headers['x-amzn-errortype'], response.text]).toEqual([status, errorType, body]);
    expect(response.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(response.text.length),
      'x-amzn-requestid': expect.any(String),
      'x-amz-apigw-id': expect.any(String),
    });
    expect(backend.calls).toEqual([]);
  });
});

function authorizationFor(scope: string): string {
  const credential = `${allowed.accessKeyId}/20260115/${scope}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
}

function denyAll() {
  return { Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: '*' } as const;
}
