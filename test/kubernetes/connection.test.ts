import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { request } from 'undici';
import { createConnection, loadConnection } from '../../src/kubernetes/connection.ts';
import { readInCluster } from '../../src/kubernetes/in-cluster.ts';

let directory: string;
const servers: Server[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connection-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(directory, { recursive: true });
});

const realNow = performance.now.bind(performance);

/** Lets the connection believe that `ms` have passed. */
function later(ms: number): void {
  jest.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);
}

const write = async (file: string, text: string): Promise<string> => {
  const path = join(directory, file);
  await writeFile(path, text);
  return path;
};

/** A server that remembers who asked, over how many connections. */
async function startServer() {
  const seen = { headers: [] as IncomingHttpHeaders[], connections: 0 };
  const server = createServer((incoming, response) => {
    seen.headers.push(incoming.headers);
    response.end('{}');
  });
  server.on('connection', () => (seen.connections += 1));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const kubeconfig = (server: string, user: object, cluster: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  });

describe('in a pod', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' };

  test('server, token and CA come from where the kubelet puts them', async () => {
    await write('token', 'first\n');
    await write('ca.crt', 'a CA');
    const connection = await createConnection(readInCluster(env, directory));
    expect(connection.server).toBe('https://10.0.0.1:6443');
    expect(await connection.headers()).toEqual({ authorization: 'Bearer first' });
    await connection.close();
  });

  test('an IPv6 address is written in brackets', () => {
    expect(readInCluster({ KUBERNETES_SERVICE_HOST: 'fd00::1' }, directory).server).toBe('https://[fd00::1]:443');
  });

  test('a new token is used without a new pool, a new CA with one', async () => {
    await write('token', 'first');
    await write('ca.crt', 'a CA');
    const connection = await createConnection(readInCluster(env, directory));
    const pool = connection.dispatcher;
    await write('token', 'second');
    expect(await connection.headers()).toEqual({ authorization: 'Bearer first' });
    later(10_000);
    expect(await connection.headers()).toEqual({ authorization: 'Bearer second' });
    expect(connection.dispatcher).toBe(pool);
    await write('ca.crt', 'another CA');
    later(20_000);
    await connection.headers();
    expect(connection.dispatcher).not.toBe(pool);
    await connection.close();
  });

  test.each([
    ['missing', undefined],
    ['empty', ' \n'],
  ])('a %s token file is one clear line', async (_what, text) => {
    await write('ca.crt', 'a CA');
    if (text !== undefined) await write('token', text);
    const error = await createConnection(readInCluster(env, directory)).catch((error_: Error) => error_.message);
    expect(error).toMatch(/^in-cluster access: .*token.*$/);
  });
});

describe('by kubeconfig', () => {
  test('fifty requests share a pool, and carry the token', async () => {
    const { seen, url } = await startServer();
    const connection = await loadConnection({
      kubeconfig: await write('config', kubeconfig(url, { token: 't' })),
      env: {},
    });
    for (let index = 0; index < 50; index += 1) {
      const { body } = await request(`${connection.server}/api`, {
        dispatcher: connection.dispatcher,
        headers: await connection.headers(),
      });
      await body.text();
    }
    // undici may open a second one while the first still hands over its last answer.
    expect(seen.connections).toBeLessThanOrEqual(2);
    expect(new Set(seen.headers.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer t']));
    await connection.close();
  });

  test('an exec plug-in is asked for the token', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-exec' },
    };
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', `process.stdout.write(${JSON.stringify(JSON.stringify(credential))})`],
      interactiveMode: 'Never',
    };
    const config = await write('config', kubeconfig('https://127.0.0.1:1', { exec }));
    const connection = await loadConnection({ kubeconfig: config, env: {} });
    expect(await connection.headers()).toEqual({ authorization: 'Bearer from-exec' });
    await connection.close();
  });

  test('a user name and password are sent as such', async () => {
    const config = await write('config', kubeconfig('https://127.0.0.1:1', { username: 'u', password: 'p' }));
    const connection = await loadConnection({ kubeconfig: config, env: {} });
    expect(await connection.headers()).toEqual({ authorization: `Basic ${btoa('u:p')}` });
    await connection.close();
  });

  test('a proxy of the cluster is used', async () => {
    const targets: string[] = [];
    const proxy = createServer((incoming, response) => {
      targets.push(incoming.url ?? '');
      response.end('{}');
    });
    servers.push(proxy);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const config = await write('config', kubeconfig('http://api.test', { token: 't' }, { 'proxy-url': proxyUrl }));
    const connection = await loadConnection({ kubeconfig: config, env: {} });
    const { statusCode, body } = await request(`${connection.server}/api`, { dispatcher: connection.dispatcher });
    await body.text();
    expect([statusCode, targets]).toEqual([200, ['http://api.test/api']]);
    await connection.close();
  });

  test('it is preferred over the pod when it is asked for', async () => {
    const config = await write('config', kubeconfig('https://elsewhere.test', { token: 't' }));
    const connection = await loadConnection({ kubeconfig: config, env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } });
    expect(connection.server).toBe('https://elsewhere.test');
    await connection.close();
  });

  test.each<[string, string | undefined, string | undefined, RegExp]>([
    ['a file that does not exist', undefined, undefined, /^kubeconfig .*config: ENOENT[^\n]*$/],
    ['text that is not YAML', '{{{', undefined, /^kubeconfig .*config: [^\n]+$/],
    ['another document', '"hello"', undefined, /^kubeconfig .*config: [^\n]+$/],
    [
      'a context it does not have',
      kubeconfig('https://x.test', {}),
      'there',
      /context "there" has no cluster; it has here$/,
    ],
    ['a server that is no URL', kubeconfig('x.test', {}), undefined, /server "x\.test" of c is not a URL$/],
    [
      'a plug-in that is not installed',
      kubeconfig('https://x.test', {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plug-in' },
      }),
      undefined,
      /credentials of context here: [^\n]*no-such-plug-in/,
    ],
    [
      'a CA file that does not exist',
      kubeconfig('https://x.test', {}, { 'certificate-authority': 'no-such-ca.crt' }),
      undefined,
      /credentials of context here: [^\n]*no-such-ca/,
    ],
  ])('%s is one clear line', async (_what, text, context, message) => {
    const file = text === undefined ? join(directory, 'config') : await write('config', text);
    const error = await loadConnection({ kubeconfig: file, context, env: {} }).catch((error_: unknown) => error_);
    expect(error).toMatchObject({ name: 'ConnectionError', message: expect.stringMatching(message) });
  });

  test('of several files in KUBECONFIG the first that says something wins, and missing ones are left out', async () => {
    const first = await write('first', kubeconfig('https://first.test', { token: 't' }));
    const missing = join(directory, 'missing');
    const connection = await loadConnection({ env: { KUBECONFIG: [missing, first].join(delimiter) } });
    expect(connection.server).toBe('https://first.test');
    await connection.close();
  });

  test('without KUBECONFIG it is the file in the home directory', async () => {
    await mkdir(join(directory, '.kube'));
    await write('.kube/config', kubeconfig('https://home.test', { token: 't' }));
    const connection = await loadConnection({ env: { HOME: directory } });
    expect(connection.server).toBe('https://home.test');
    await connection.close();
  });

  test('nothing to be found is one clear line that says where was looked', async () => {
    const error = await loadConnection({ env: { HOME: directory } }).catch((error_: unknown) => error_);
    expect(error).toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining(join(directory, '.kube')),
    });
  });

  test('the file is found by KUBECONFIG', async () => {
    await mkdir(join(directory, 'sub'));
    const config = await write('sub/config', kubeconfig('https://by-env.test', { token: 't' }));
    const connection = await loadConnection({ env: { KUBECONFIG: config } });
    expect(connection.server).toBe('https://by-env.test');
    await connection.close();
  });
});
