import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import { networkInterfaceListener } from '../../../../sandbox/aws/data-plane/network-interface-listener.ts';
import type { Caller } from '../../../../sandbox/aws/data-plane/network-interface.ts';
import { signRequest } from '../../../../sandbox/aws/data-plane/sign-request.ts';
import { listen, type Listening } from '../../../../sandbox/listen.ts';
import { API, allowed, callers, ENDPOINT_HOST, NOW, PLAIN_HOST, privateApiWorld, REGION } from './private-api-world.ts';
import { type RecordingBackend, startRecordingBackend } from './recording-backend.ts';

let backend: RecordingBackend;
let listening: Record<'inside' | 'internet', Listening>;

beforeAll(async () => {
  backend = await startRecordingBackend();
  const dataPlane = createDataPlane({ state: privateApiWorld({ target: backend.url }), clock: { now: () => NOW } });
  const at = (caller: Caller) => listen(networkInterfaceListener(dataPlane, caller));
  listening = { inside: await at(callers.inside), internet: await at(callers.internet) };
});
afterAll(() => Promise.all([backend, listening.inside, listening.internet].map((open) => open.close())));

/** As curl does it: `path` goes on the request line untouched. */
async function curl(from: keyof typeof listening, path: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(listening[from].url);
    requestHttp({ hostname, port, path, headers, agent: false }, resolve).once('error', reject).end();
  });
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status: response.statusCode, body: Buffer.concat(pieces).toString() };
}

test('a signed request with the Host of the API is a call from inside the VPC', async () => {
  const signed = await signRequest(
    { url: `http://${PLAIN_HOST}/prod/orders?a=1`, method: 'GET' },
    { principal: allowed, region: REGION, now: NOW },
  );
  expect(await curl('inside', '/prod/orders?a=1', { ...signed.headers })).toEqual({
    status: 200,
    body: 'hello from the backend',
  });
});

test('the same name from the internet meets the public front end', async () => {
  expect(await curl('internet', '/prod/open', { Host: PLAIN_HOST })).toEqual({
    status: 403,
    body: '{"message":"Forbidden"}',
  });
});

test('the endpoint name with x-apigw-api-id reaches the API', async () => {
  const headers = { Host: ENDPOINT_HOST, 'x-apigw-api-id': API };
  expect((await curl('inside', '/prod/open', headers)).status).toBe(200);
});

test('as a proxy it connects to one name and asks for another', async () => {
  const headers = { Host: PLAIN_HOST, 'Proxy-Connection': 'Keep-Alive' };
  expect((await curl('inside', `http://${ENDPOINT_HOST}/prod/open`, headers)).status).toBe(200);
  expect(backend.calls.at(-1)?.headers).not.toHaveProperty('proxy-connection');
});

test('a name that leads nowhere breaks the connection', async () => {
  await expect(curl('internet', '/prod/open', { Host: ENDPOINT_HOST })).rejects.toThrow('socket hang up');
});
