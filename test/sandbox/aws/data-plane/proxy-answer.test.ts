import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { Integration } from '../../../../sandbox/aws/state.ts';
import { callProxyMethod, type World } from './call-proxy-method.ts';
import { callers, deployedMethod, NOW, PLAIN_HOST, privateApiWorld } from './private-api-world.ts';
import { answerHello, type RecordingBackend, startRecordingBackend } from './recording-backend.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

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

describe('the answer', () => {
  test('keeps status, body and headers, with those renamed that API Gateway owns', async () => {
    backend.answer = (_, response) => {
      response.writeHead(418, {
        'Content-Type': 'text/html',
        Server: 'gunicorn',
        Date: 'Thu, 15 Jan 2026 12:00:00 GMT',
        'WWW-Authenticate': 'Basic',
        'X-Answer': '42',
      });
      response.end('<p>tea</p>');
    };
    const response = await call({ path: '/a' });
    expect([response.status, response.text]).toEqual([418, '<p>tea</p>']);
    expect(response.headers).toMatchObject({
      'content-type': 'text/html',
      'x-answer': '42',
      'x-amzn-remapped-server': 'gunicorn',
      'x-amzn-remapped-date': 'Thu, 15 Jan 2026 12:00:00 GMT',
      'x-amzn-remapped-www-authenticate': 'Basic',
      'x-amzn-requestid': expect.any(String),
    });
    for (const name of ['server', 'www-authenticate', 'transfer-encoding', 'connection']) {
      expect(response.headers).not.toHaveProperty(name);
    }
  });

  test('has a content type even when the backend names none', async () => {
    backend.answer = (_, response) => response.end('{}');
    expect((await call({ path: '/a' })).headers['content-type']).toBe('application/json');
  });
});

describe('an integration that cannot work', () => {
  const internal = [500, 'InternalServerErrorException', '{"message": "Internal server error"}'];
  test.each<[why: string, integration: Partial<Integration>, world: World]>([
    ['a link that is pending', {}, { link: { settlesAt: NOW + 1 } }],
    ['a link that failed', {}, { link: { status: 'FAILED' } }],
    ['a link that is being deleted', {}, { link: { deletedAt: NOW + 1 } }],
    ['a link that does not exist', { connectionId: 'gone00' }, {}],
    ['a load balancer that is not active', {}, { loadBalancerState: 'failed' }],
    ['a port without a listener', { uri: 'http://orders.internal:8081/{proxy}' }, {}],
    ['the default port without a listener', { uri: 'http://orders.internal/{proxy}' }, {}],
    ['a target that refuses connections', {}, { target: 'http://127.0.0.1:9' }],
    ['TLS to a target that does not speak it', { uri: 'https://orders.internal:8080/{proxy}' }, {}],
    ['plain HTTP to a TLS listener', {}, { listenerProtocol: 'TLS' }],
    ['a uri that is none', { uri: 'orders' }, {}],
  ])('because of %s answers 500', async (_, integration, world) => {
    const response = await call({ path: '/a' }, { integration }, world);
    expect([response.status, response.headers['x-amzn-errortype'], response.text]).toEqual(internal);
    expect(backend.calls).toEqual([]);
  });

  test('because the backend hangs up answers 500', async () => {
    backend.answer = (_, response) => response.destroy();
    const response = await call({ path: '/a' });
    expect([response.status, response.headers['x-amzn-errortype'], response.text]).toEqual(internal);
  });

  test('because it is of a kind the emulator lacks says so', async () => {
    const response = await call({ path: '/a' }, { integration: { type: 'AWS', connectionType: undefined } });
    expect([response.status, response.headers['x-amzn-errortype']]).toEqual([501, 'NotEmulatedException']);
  });

  test('a TLS listener ends TLS: an https uri reaches the plain target', async () => {
    const integration = { uri: 'https://orders.internal:8080/{proxy}' };
    expect((await call({ path: '/a' }, { integration }, { listenerProtocol: 'TLS' })).status).toBe(200);
  });

  describe('over TLS to the target itself', () => {
    const name = 'orders.internal';
    let secure: Server;
    let target: string;
    beforeAll(async () => {
      secure = createServer(selfSignedCertificate(name), (_, response) => response.end('hello over TLS'));
      await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
      target = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    });
    afterAll(() => new Promise((resolve) => secure.close(resolve)));

    test.each<[certificate: string, tlsConfig: Integration['tlsConfig'], status: number]>([
      ['is refused by default', undefined, 500],
      ['is refused when verification is asked for', { insecureSkipVerification: false }, 500],
      ['is taken with insecureSkipVerification', { insecureSkipVerification: true }, 200],
    ])('a certificate of nobody known %s', async (_, tlsConfig, status) => {
      const integration = { uri: `https://${name}:8080/{proxy}`, tlsConfig };
      expect((await call({ path: '/a' }, { integration }, { target })).status).toBe(status);
    });

    test('plain HTTP answers 500', async () => {
      expect((await call({ path: '/a' }, {}, { target })).status).toBe(500);
    });
  });

  test('the link may be named by a stage variable', async () => {
    const integration = { connectionId: '${stageVariables.link}' };
    expect((await call({ path: '/a' }, { integration }, { variables: { link: 'lnk001' } })).status).toBe(200);
  });
});

describe('a backend that is too slow', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test("is given the integration's time, then the caller gets 504 and the call is cut", async () => {
    jest.useFakeTimers();
    const cut: boolean[] = [];
    const state = privateApiWorld({
      methods: [deployedMethod('/open', 'GET', { authorizationType: 'NONE', integration: { timeoutInMillis: 1_500 } })],
    });
    const dataPlane = createDataPlane({
      state,
      clock: { now: () => NOW },
      reach: (_target, _request, { signal }) => {
        signal.addEventListener('abort', () => cut.push(true));
        return new Promise(() => {});
      },
    });
    const answered = dataPlane.invoke(callers.inside, { url: `https://${PLAIN_HOST}/prod/open`, method: 'GET' });
    const settled = jest.fn();
    void answered.then(settled);
    await jest.advanceTimersByTimeAsync(1_499);
    expect(settled.mock.calls).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(await answered).toMatchObject({
      status: 504,
      headers: { 'x-amzn-errortype': 'InternalServerErrorException' },
      body: '{"message": "Endpoint request timed out"}',
    });
    expect(cut).toEqual([true]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
