import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../../sandbox/aws/data-plane/network-interface.ts';
import { ConnectionLost } from '../../../../sandbox/http.ts';
import { callApi } from './call-api.ts';
import {
  ALIAS_HOST,
  API,
  allowed,
  callers,
  ENDPOINT_HOST,
  everything,
  FOREIGN_ENDPOINT_HOST,
  PLAIN_HOST,
  privateApiWorld,
  REGION,
  ACCOUNT,
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
