import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callProxyMethod } from './call-proxy-method.ts';
import { API } from './private-api-world.ts';
import { answerHello, type RecordingBackend, startRecordingBackend } from './recording-backend.ts';

let backend: RecordingBackend;

beforeAll(async () => {
  backend = await startRecordingBackend();
});
beforeEach(() => {
  backend.calls.length = 0;
  backend.answer = answerHello;
});
afterAll(() => backend.close());

type Rest = Parameters<typeof callProxyMethod> extends [string, ...infer Others] ? Others : never;
function call(...rest: Rest) {
  return callProxyMethod(backend.url, ...rest);
}

describe('the path', () => {
  const oddPaths = [
    '/a%20b',
    '/a%2Fb/c',
    '/%E2%82%AC?q=%E2%82%AC',
    "/a'(b)*!~$&+,;=:@",
    '/a//b',
    '/a/../b',
    '/a/./b',
    '/100%25',
    '/a?x=1&x=2&y=&z',
    '/a?q=a+b%2Bc%20d',
    '/a?time=2026-01-15T12:00:00Z&list=a,b',
  ];
  test.each(oddPaths)('%s reaches the backend byte for byte', async (path) => {
    expect((await call({ path })).status).toBe(200);
    expect(backend.calls.map((seen) => seen.path)).toEqual([path]);
  });

  test.each(oddPaths)('%s can be signed', async (path) => {
    expect((await call({ path }, { authorizationType: 'AWS_IAM' })).status).toBe(200);
    expect(backend.calls.map((seen) => seen.path)).toEqual([path]);
  });

  test.each<[what: string, path: string, uri: string, mapping: Record<string, string>, expected: string]>([
    ['a variable', '/orders/a%2Fb', 'http://h:8080/o/{id}', { path: 'method.request.path.id' }, '/o/a%2Fb'],
    ['a caller header', '/orders/7', 'http://h:8080/o/{id}', { path: 'method.request.header.X-Id' }, '/o/from-header'],
    [
      'a query parameter',
      '/orders/7?k=v',
      'http://h:8080/o/{id}',
      { path: 'method.request.querystring.k' },
      '/o/v?k=v',
    ],
    ['a static value', '/orders/7', 'http://h:8080/o/{id}', { path: "'fixed'" }, '/o/fixed'],
    ['a stage variable', '/orders/7', 'http://h:8080/o/{id}', { path: 'stageVariables.version' }, '/o/v2'],
    ['a context variable', '/orders/7', 'http://h:8080/o/{id}', { path: 'context.stage' }, '/o/prod'],
    ['a stage variable in the uri', '/orders/7', 'http://h:8080/${stageVariables.version}/o', {}, '/v2/o'],
    ['no path in the uri', '/orders/7', 'http://h:8080', {}, '/'],
    ['a query in the uri', '/orders/7?b=2', 'http://h:8080/o?a=1', {}, '/o?a=1&b=2'],
    ['a mapped query', '/orders/7?b=2', 'http://h:8080/o', { querystring: 'method.request.path.id' }, '/o?b=2&id=7'],
  ])('%s is put where the mapping says', async (_, path, uri, mapping, expected) => {
    const requestParameters = Object.fromEntries(
      Object.entries(mapping).map(([place, source]) => [`integration.request.${place}.id`, source]),
    );
    const response = await call(
      { path, headers: { 'x-id': 'from-header' } },
      { path: '/orders/{id}', integration: { uri, requestParameters } },
      { variables: { version: 'v2' } },
    );
    expect(response.status).toBe(200);
    expect(backend.calls.map((seen) => seen.path)).toEqual([expected]);
  });

  test('a uri with a variable that nothing maps is a 500, never a guess', async () => {
    const response = await call({ path: '/a' }, { integration: { requestParameters: undefined } });
    expect([response.status, response.text]).toEqual([500, '{"message": "Internal server error"}']);
    expect(backend.calls).toEqual([]);
  });
});

describe('method and body', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('ANY passes %s on', async (method) => {
    expect((await call({ path: '/a', method })).status).toBe(200);
    expect(backend.calls.map((seen) => seen.method)).toEqual([method]);
  });

  test('the integration may have a method of its own', async () => {
    await call({ path: '/a', method: 'GET' }, { integration: { httpMethod: 'POST' } });
    expect(backend.calls.map((seen) => seen.method)).toEqual(['POST']);
  });

  test('X-HTTP-Method-Override changes the method that is looked up, and is not passed on', async () => {
    const request = { path: '/a', method: 'POST', headers: { 'X-HTTP-Method-Override': 'delete' } };
    await call(request, { verb: 'DELETE', authorizationType: 'AWS_IAM' });
    expect(backend.calls.map((seen) => seen.method)).toEqual(['DELETE']);
    expect(backend.calls[0]?.headers).not.toHaveProperty('x-http-method-override');
  });

  test('a text body is passed byte for byte, a binary one only when its type is listed', async () => {
    const request = { path: '/a', method: 'POST', headers: { 'content-type': 'application/octet-stream' } };
    await call({ ...request, body: Buffer.from('Größe\r\n') });
    expect(backend.calls[0]?.body).toBe(Buffer.from('Größe\r\n').toString('latin1'));
    await call({ ...request, body: Buffer.from([255, 65]) });
    expect(backend.calls[1]?.body).toBe(Buffer.from('\uFFFDA').toString('latin1'));
  });

  test('a body of a listed type is passed byte for byte, with its length', async () => {
    const body = Buffer.from([0, 255, 10, 13, 128, 65]);
    const request = { path: '/a', method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } };
    await call(request, {}, { deployed: { binaryMediaTypes: ['application/octet-stream'] } });
    expect(backend.calls[0]).toMatchObject({
      body: body.toString('latin1'),
      headers: { 'content-length': '6', 'content-type': 'application/octet-stream' },
    });
  });
});

describe('headers to the backend', () => {
  test("are exactly the caller's and those API Gateway adds", async () => {
    await call({
      path: '/a',
      headers: {
        'User-Agent': 'curl/8',
        Accept: 'text/*',
        Cookie: 'a=b',
        'X-Custom': 'Grüße',
        'X-Forwarded-For': '192.0.2.1',
      },
    });
    expect(backend.calls[0]?.headers).toEqual({
      'user-agent': 'curl/8',
      accept: 'text/*',
      cookie: 'a=b',
      'x-custom': 'Grüße',
      host: 'orders.internal:8080',
      connection: 'close',
      'x-amzn-apigateway-api-id': API,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
      'x-forwarded-for': '192.0.2.1, 10.0.1.20',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    });
  });

  test("have API Gateway's Accept and User-Agent when the caller sent none", async () => {
    await call({ path: '/a' });
    expect(backend.calls[0]?.headers).toMatchObject({
      accept: 'application/json',
      'user-agent': `AmazonAPIGateway_${API}`,
      'x-forwarded-for': '10.0.1.20',
    });
  });

  test.each([
    'expect',
    'te',
    'trailer',
    'upgrade',
    'via',
    'max-forwards',
    'content-md5',
    'proxy-authenticate',
    'server',
  ])('do not include %s', async (name) => {
    await call({ path: '/a', headers: { [name]: 'x' } });
    expect(backend.calls[0]?.headers).not.toHaveProperty(name);
  });

  test('keep a bearer token but never a signature', async () => {
    await call({ path: '/a', headers: { authorization: 'Bearer abc' } });
    await call({ path: '/a' }, { authorizationType: 'AWS_IAM' });
    expect(backend.calls.map((seen) => seen.headers['authorization'])).toEqual(['Bearer abc', undefined]);
  });

  test('can be mapped, and mapping wins', async () => {
    const requestParameters = {
      'integration.request.path.proxy': 'method.request.path.proxy',
      'integration.request.header.X-Vpce': 'context.identity.vpceId',
      'integration.request.header.X-Caller': "'static'",
      'integration.request.header.X-Absent': 'method.request.header.nothing',
    };
    await call({ path: '/a', headers: { 'x-caller': 'mine' } }, { integration: { requestParameters } });
    expect(backend.calls[0]?.headers).toMatchObject({
      'x-caller': 'static',
      'x-vpce': expect.stringMatching(/^vpce-/),
    });
    expect(backend.calls[0]?.headers).not.toHaveProperty('x-absent');
  });

  test('that belong to API Gateway cannot be mapped', async () => {
    const requestParameters = { 'integration.request.header.X-Amzn-Trace-Id': "'x'" };
    const response = await call({ path: '/a' }, { integration: { uri: 'http://h:8080/', requestParameters } });
    expect(response.status).toBe(500);
  });
});
