import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { InvokeRequest } from '../../../../sandbox/aws/data-plane/invoke-request.ts';
import type { Caller } from '../../../../sandbox/aws/data-plane/network-interface.ts';
import { signRequest } from '../../../../sandbox/aws/data-plane/sign-request.ts';
import { ConnectionLost } from '../../../../sandbox/http.ts';
import type { AwsState, Principal } from '../../../../sandbox/aws/state.ts';
import {
  ACCOUNT,
  ALIAS_HOST,
  API,
  allowed,
  callers,
  deployedMethod,
  ENDPOINT,
  ENDPOINT_HOST,
  everything,
  FOREIGN_ENDPOINT_HOST,
  NOW,
  onApi,
  PLAIN_HOST,
  privateApiWorld,
  REGION,
  restrictingPolicy,
  stranger,
  unprivileged,
} from './private-api-world.ts';
import { type RecordingBackend, startRecordingBackend } from './recording-backend.ts';

const MASKED = `arn:aws:execute-api:${REGION}:********${ACCOUNT.slice(-4)}:${API}`;
const clock = { now: () => NOW };
let backend: RecordingBackend;

beforeAll(async () => {
  backend = await startRecordingBackend();
});
beforeEach(() => {
  backend.calls.length = 0;
});
afterAll(() => backend.close());

/** Ways to reach the API, as URL and headers without the path. */
const ways = {
  'private DNS name': { host: PLAIN_HOST, headers: {} },
  'endpoint-specific alias': { host: ALIAS_HOST, headers: {} },
  'endpoint name with Host header': { host: ENDPOINT_HOST, headers: { Host: PLAIN_HOST } },
  'endpoint name with x-apigw-api-id': { host: ENDPOINT_HOST, headers: { 'x-apigw-api-id': API } },
} as const;
type Way = keyof typeof ways;
const wayNames = Object.keys(ways) as Way[];

async function call(input: {
  state?: AwsState;
  caller?: Caller;
  way?: Way;
  request?: Partial<InvokeRequest> & { path?: string };
  signedBy?: Pick<Principal, 'accessKeyId' | 'secretAccessKey'>;
  signedAt?: number;
}) {
  const { state = privateApiWorld({ target: backend.url }), caller = callers.inside, way = 'private DNS name' } = input;
  const { host, headers } = ways[way];
  const { path = '/prod/orders', ...rest } = input.request ?? {};
  const unsigned: InvokeRequest = {
    url: `https://${host}${path}`,
    method: 'GET',
    ...rest,
    headers: { ...headers, ...rest.headers },
  };
  const request =
    input.signedBy === undefined
      ? unsigned
      : await signRequest(unsigned, { principal: input.signedBy, region: REGION, now: input.signedAt ?? NOW });
  const response = await createDataPlane({ state, clock }).invoke(caller, request);
  return { ...response, text: Buffer.from(response.body as Uint8Array).toString() };
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
  ])('refuses $why', async ({ why: _, status = 403, errorType, body, state, ...input }) => {
    const response = await call({ way, ...input, state: state?.() ?? privateApiWorld({ target: backend.url }) });
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

function denyAll() {
  return { Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: '*' } as const;
}

describe('from elsewhere', () => {
  const viaForeignEndpoint = {
    'private DNS name': { url: `https://${PLAIN_HOST}/prod/orders`, headers: {} },
    'endpoint name with Host header': {
      url: `https://${FOREIGN_ENDPOINT_HOST}/prod/orders`,
      headers: { Host: PLAIN_HOST },
    },
    'endpoint name with x-apigw-api-id': {
      url: `https://${FOREIGN_ENDPOINT_HOST}/prod/orders`,
      headers: { 'x-apigw-api-id': API },
    },
  };
  test.each(Object.entries(viaForeignEndpoint))(
    "another VPC's endpoint by %s is denied by the resource policy",
    async (_, request) => {
      const response = await call({
        caller: callers.foreign,
        request: { ...request, method: 'GET' },
        signedBy: allowed,
      });
      expect([response.status, response.text]).toEqual([
        403,
        JSON.stringify({
          Message: `User: ${allowed.arn} is not authorized to perform: execute-api:Invoke on resource: ${MASKED}/prod/GET/orders with an explicit deny in a resource-based policy`,
        }),
      ]);
      expect(backend.calls).toEqual([]);
    },
  );

  test('an open policy would let the other VPC in: without a condition any endpoint may call', async () => {
    const state = privateApiWorld({ target: backend.url, deployed: { policy: everything } });
    expect((await call({ state, caller: callers.foreign, request: { path: '/prod/open' } })).status).toBe(200);
  });

  test.each<[who: string, caller: Caller, host: string]>([
    ['the internet by the plain name', callers.internet, PLAIN_HOST],
    ['a VPC without an endpoint by the plain name', callers.elsewhere, PLAIN_HOST],
    ["another VPC's private DNS by our alias", callers.foreign, ALIAS_HOST],
    [
      'the internet by an alias of an endpoint that is not associated',
      callers.internet,
      `${API}-vpce-0123.execute-api.${REGION}.amazonaws.com`,
    ],
    ['the internet by the name of an unknown API', callers.internet, `zzzzz99999.execute-api.${REGION}.amazonaws.com`],
    ['the VPC itself by the name of an unknown API', callers.inside, `zzzzz99999.execute-api.${REGION}.amazonaws.com`],
  ])('%s meets Forbidden', async (_, caller, host) => {
    const url = `https://${host}/prod/open`;
    const response = await call({ caller, request: { url, method: 'GET' } });
    expect([response.status, response.headers['x-amzn-errortype'], response.text]).toEqual([
      403,
      'ForbiddenException',
      '{"message":"Forbidden"}',
    ]);
    expect(backend.calls).toEqual([]);
  });

  test.each<[who: string, caller: Caller, host: string]>([
    ['the internet by the alias', callers.internet, ALIAS_HOST],
    ['another VPC by the alias', callers.elsewhere, ALIAS_HOST],
    ['the internet by the endpoint name', callers.internet, ENDPOINT_HOST],
    ['another VPC by the endpoint name', callers.elsewhere, ENDPOINT_HOST],
    [
      'anyone by the name of an endpoint that does not exist',
      callers.inside,
      `vpce-0bad-1.execute-api.${REGION}.vpce.amazonaws.com`,
    ],
    ['anyone by a name that is not of execute-api', callers.inside, 'example.com'],
  ])('%s gets no connection', async (_, caller, host) => {
    const url = `https://${host}/prod/open`;
    await expect(call({ caller, request: { url, method: 'GET' } })).rejects.toThrow(ConnectionLost);
    expect(backend.calls).toEqual([]);
  });
});

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
