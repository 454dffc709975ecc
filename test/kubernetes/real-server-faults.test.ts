import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import { createConnection } from '../../src/kubernetes/connection.ts';
import type { Connection } from '../../src/kubernetes/connection.ts';
import { readInCluster } from '../../src/kubernetes/in-cluster.ts';
import type { KubernetesObject, Resource } from '../../src/kubernetes/objects.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { createSteadyClock } from '../../src/kubernetes/steady-clock.ts';
import { createMetrics } from '../../src/metrics.ts';
import { realCluster } from '../integration/real-cluster.ts';
import { createQuietLogger } from './quiet-logger.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';
import { widget, WIDGET_CRD, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const cluster = realCluster({ crds: [WIDGET_CRD] });
const clock = createSteadyClock();
const serviceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'operator', namespace: 'shop' } };
const accountPath = '/api/v1/namespaces/shop/serviceaccounts/operator';

let directory: string;
let stop: AbortController;
let connections: Connection[];
let proxy: Awaited<ReturnType<typeof startTcpProxy>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'real-server-faults-'));
  await writeFile(join(directory, 'ca.crt'), cluster().caData);
  const rules = [{ apiGroups: ['test.example'], resources: ['widgets'], verbs: ['*'] }];
  await cluster().apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    serviceAccount,
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'widgets' }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'widgets' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'widgets' },
      subjects: [{ kind: 'ServiceAccount', name: 'operator', namespace: 'shop' }],
    },
  ]);
  await newToken();
}, 60_000);
beforeEach(async () => {
  stop = new AbortController();
  connections = [];
  proxy = await startTcpProxy(new URL(cluster().url));
});
afterEach(async () => {
  stop.abort();
  await cluster().request('DELETE', '/apis/test.example/v1/namespaces/shop/widgets');
  for (const connection of connections) await connection.close();
  proxy.stop();
});
afterAll(() => rm(directory, { recursive: true }));

/** As the kubelet does: the token in the pod's file is replaced by a fresh one. */
async function newToken(): Promise<void> {
  await writeFile(join(directory, 'token'), await cluster().serviceAccountToken('shop', 'operator'));
}

/** A client as a pod has it, through the proxy. */
async function pod() {
  const { port } = new URL(proxy.url);
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port };
  const connection = await createConnection(readInCluster(env, directory));
  connections.push(connection);
  const parts = { clock, random: () => 0.5, metrics: createMetrics({ version: 'test' }), log: createQuietLogger() };
  const client = createKubernetesClient({ ...parts, connection, userAgent: 'test/1' });
  const count = async (series: string) => {
    const lines = (await parts.metrics.render()).split('\n').filter((line) => line.startsWith(series));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return {
    ...parts,
    client,
    lists: () => count(`rest_client_request_duration_seconds_count{verb="list"`),
    answered: (code: number) => count(`rest_client_requests_total{code="${code}"`),
    restarts: (reason: string) =>
      count(`private_api_operator_watch_restarts_total{resource="widgets.test.example",reason="${reason}"}`),
  };
}

/** A reflector that has the widgets a and b. */
async function watching() {
  await put('a', 1);
  await put('b', 1);
  const parts = await pod();
  const widgets = createReflector<Widget>({ ...parts, resource: WIDGETS, onChange: () => undefined });
  void widgets.run(stop.signal);
  await widgets.whenSynced(stop.signal);
  return { ...parts, widgets };
}

const put = (name: string, size: number) => cluster().apply([widget(name, size)]);
const remove = (name: string) => cluster().request('DELETE', `/apis/test.example/v1/namespaces/shop/widgets/${name}`);

/** Forgets the history of everything, as etcd does every five minutes in a cluster. */
async function compact(): Promise<void> {
  const { body } = await cluster().request('GET', '/api/v1/namespaces?limit=1');
  const revision = (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  const answer = await fetch(`${cluster().etcdUrl}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision, physical: true }),
  });
  expect(answer.status).toBe(200);
}

test('a server that is replaced by another on another port is followed, though its watch cache is new', async () => {
  const { widgets, restarts } = await watching();
  proxy.leadTo(await cluster().addApiServer());
  proxy.cut();
  await put('a', 2);
  await until(() => widgets.get('shop/a')?.spec?.size === 2);
  await remove('b');
  await until(() => widgets.get('shop/b') === undefined);
  // First "storage is (re)initializing" (429), then perhaps that it does not remember what was before its start (410).
  expect(
    (await restarts('ConnectionLost')) + (await restarts('Throttled')) + (await restarts('Expired')),
  ).toBeGreaterThan(0);
  expect(await restarts('Other')).toBe(0);
}, 60_000);

test('a server that was away and comes back with a cold cache is caught up with, deletions included', async () => {
  const { widgets } = await watching();
  proxy.close();
  await remove('a');
  await put('c', 1);
  await compact();
  proxy.leadTo(await cluster().addApiServer());
  proxy.open();
  await until(() => widgets.get('shop/c') !== undefined && widgets.get('shop/a') === undefined, 45_000);
}, 60_000);

test('without the watch cache: a watch works, and history that etcd has compacted leads to a list (410)', async () => {
  proxy.leadTo(await cluster().addApiServer(['--watch-cache=false']));
  const { widgets, restarts, lists } = await watching();
  await put('a', 2);
  await until(() => widgets.get('shop/a')?.spec?.size === 2);
  proxy.close();
  await remove('a');
  await put('b', 3);
  await compact();
  proxy.open();
  await until(() => widgets.get('shop/b')?.spec?.size === 3 && widgets.get('shop/a') === undefined);
  expect(await restarts('Expired')).toBe(1);
  expect(await lists()).toBe(2);
}, 60_000);

test('a continue token whose moment was compacted is refused with 410', async () => {
  proxy.leadTo(await cluster().addApiServer(['--watch-cache=false']));
  const { client } = await pod();
  for (const name of ['a', 'b', 'c']) await put(name, 1);
  const page = await client.list<Widget>(WIDGETS, { limit: 1 });
  await put('a', 2);
  await compact();
  await expect(client.list(WIDGETS, { limit: 1, continue: page.continue })).rejects.toMatchObject({ status: 410 });
}, 60_000);

test('flow control that refuses with 429 is waited for, and nothing is lost or listed anew', async () => {
  // Big, so that each list of the crowd takes its time.
  const annotations = { padding: 'x'.repeat(200_000) };
  for (let index = 0; index < 10; index += 1) {
    const big = widget(`big-${index}`, 1);
    await cluster().apply([{ ...big, metadata: { ...big.metadata, annotations } }]);
  }
  const { widgets, answered, lists } = await watching();
  const priority = { apiVersion: 'flowcontrol.apiserver.k8s.io/v1', metadata: { name: 'nothing-for-the-operator' } };
  await cluster().apply([
    {
      ...priority,
      kind: 'PriorityLevelConfiguration',
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 0,
          lendablePercent: 0,
          borrowingLimitPercent: 0,
          limitResponse: { type: 'Reject' },
        },
      },
    },
    {
      ...priority,
      kind: 'FlowSchema',
      spec: {
        matchingPrecedence: 2,
        priorityLevelConfiguration: { name: priority.metadata.name },
        rules: [
          {
            subjects: [{ kind: 'ServiceAccount', serviceAccount: { namespace: 'shop', name: 'operator' } }],
            resourceRules: [
              { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true },
            ],
          },
        ],
      },
    },
  ]);
  const path = '/apis/flowcontrol.apiserver.k8s.io/v1';
  // A level without seats still serves one request at a time, so somebody has to be in the way.
  const token = await readFile(join(directory, 'token'), 'utf8');
  const crowding = new AbortController();
  const crowd = Array.from({ length: 12 }, async () => {
    while (!crowding.signal.aborted)
      await cluster().request('GET', '/apis/test.example/v1/widgets', undefined, { token });
  });
  try {
    await until(async () => {
      proxy.cut();
      await clock.sleep(1_500);
      return (await answered(429)) > 0;
    });
    await put('a', 2);
    expect(widgets.list()).toHaveLength(12);
  } finally {
    crowding.abort();
    await Promise.all(crowd);
    await cluster().request('DELETE', `${path}/flowschemas/${priority.metadata.name}`);
    await cluster().request('DELETE', `${path}/prioritylevelconfigurations/${priority.metadata.name}`);
  }
  await until(() => widgets.get('shop/a')?.spec?.size === 2, 45_000);
  expect(await lists()).toBe(1);
}, 90_000);

test('a token that is no longer good is refused, and the fresh one that the kubelet wrote is used', async () => {
  const { client, widgets } = await watching();
  // A token names the uid of its account: with a new account of the same name the old token is dead.
  await cluster().request('DELETE', accountPath);
  await cluster().apply([serviceAccount]);
  const statusNow = () =>
    client.list(WIDGETS, { limit: 1 }).then(
      () => 200,
      ({ status }: { status: number }) => status,
    );
  await until(async () => (await statusNow()) === 401);
  proxy.cut();
  await clock.sleep(1_500);
  expect(widgets.list()).toHaveLength(2);
  await newToken();
  await put('a', 2);
  await until(() => widgets.get('shop/a')?.spec?.size === 2, 45_000);
}, 120_000);

test.each([1, 37, 300, 700, 1_100, 2_000])(
  'a watch cut %i bytes further on loses nothing',
  async (bytes) => {
    const { widgets } = await watching();
    proxy.cutAfter(bytes);
    for (let size = 2; size < 6; size += 1) await put('a', size);
    await remove('b');
    await until(() => widgets.get('shop/a')?.spec?.size === 5 && widgets.get('shop/b') === undefined);
  },
  60_000,
);

test('a slow network only makes things slow', async () => {
  proxy.delay(400);
  const { widgets, lists } = await watching();
  for (let size = 2; size < 6; size += 1) await put('a', size);
  await remove('b');
  await until(() => widgets.get('shop/a')?.spec?.size === 5 && widgets.get('shop/b') === undefined);
  expect(await lists()).toBe(1);
}, 60_000);

test('metadata is watched without the rest', async () => {
  await put('a', 1);
  const parts = await pod();
  const changes: (KubernetesObject | undefined)[] = [];
  const resource: Resource = WIDGETS;
  const referred = createReflector({
    ...parts,
    resource,
    metadataOnly: true,
    onChange: (_key, now) => void changes.push(now),
  });
  void referred.run(stop.signal);
  await referred.whenSynced(stop.signal);
  await put('a', 2);
  await until(() => changes.length === 2);
  expect(
    changes.map((object) => [
      object?.metadata.name,
      object?.metadata.generation,
      Object.keys(object ?? {}).includes('spec'),
    ]),
  ).toEqual([
    ['a', 1, false],
    ['a', 2, false],
  ]);
}, 60_000);
