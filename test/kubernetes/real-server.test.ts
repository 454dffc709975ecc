import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { applyStatus } from '../../src/kubernetes/apply-status.ts';
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createConnection, loadConnection } from '../../src/kubernetes/connection.ts';
import type { Connection } from '../../src/kubernetes/connection.ts';
import { createController } from '../../src/kubernetes/controller.ts';
import { createEventRecorder, EVENTS } from '../../src/kubernetes/events.ts';
import { addFinalizer, removeFinalizer } from '../../src/kubernetes/finalizers.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig.ts';
import { createLeaderElection } from '../../src/kubernetes/leader-election.ts';
import { createReferenceWatch } from '../../src/kubernetes/reference-watch.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { createSteadyClock } from '../../src/kubernetes/steady-clock.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import { createMetrics } from '../../src/metrics.ts';
import { realCluster } from '../integration/real-cluster.ts';
import { createQuietLogger } from './quiet-logger.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';
import { widget, WIDGET_CRD, WIDGETS } from './widgets.ts';
import type { Widget } from './widgets.ts';

const FINALIZER = 'test.example/mine';
const cluster = realCluster({ crds: [WIDGET_CRD] });
const clock = createSteadyClock();
const random = () => 0.5;
const account = { namespace: 'shop', serviceAccount: 'operator' } as const;
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'widget-operator' },
  rules: [
    {
      apiGroups: ['test.example'],
      resources: ['widgets'],
      verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    },
    { apiGroups: ['test.example'], resources: ['widgets/status'], verbs: ['patch'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'list'] },
  ],
};

let stop: AbortController;
let connections: Connection[];
let kubeconfig: string;
let directory: string;

beforeAll(async () => {
  await cluster().apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'operator', namespace: 'shop' } },
    role,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'widget-operator' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'widget-operator' },
      subjects: [{ kind: 'ServiceAccount', name: 'operator', namespace: 'shop' }],
    },
  ]);
}, 60_000);
beforeEach(async () => {
  stop = new AbortController();
  connections = [];
  directory = await mkdtemp(join(tmpdir(), 'real-server-'));
  kubeconfig = join(directory, 'config');
  await cluster().writeKubeconfig(kubeconfig, account);
});
afterEach(async () => {
  stop.abort();
  for (const name of ['a', 'b', 'c'])
    await cluster().request('DELETE', `/apis/test.example/v1/namespaces/shop/widgets/${name}`);
  for (const connection of connections) await connection.close();
  await rm(directory, { recursive: true });
});

async function connected(connection?: Connection) {
  const chosen = connection ?? (await loadConnection({ kubeconfig, env: {} }));
  connections.push(chosen);
  const metrics = createMetrics({ version: 'test' });
  const log = createQuietLogger();
  const parts = { clock, random, metrics, log };
  return { ...parts, client: createKubernetesClient({ ...parts, connection: chosen, userAgent: 'test/1' }) };
}

const put = (client: KubernetesClient, name: string, size: number) =>
  client.apply<Widget>(WIDGETS, widget(name, size), { fieldManager: 'kubectl', force: true });

test('a controller makes every widget ready, under its own service account, and goes with them', async () => {
  const parts = await connected();
  const { client } = parts;
  const queue = createWorkQueue({ ...parts, name: 'widgets' });
  const widgets = createReflector<Widget>({ ...parts, resource: WIDGETS, onChange: (key) => queue.add(key) });
  const controller = createController({
    ...parts,
    name: 'widgets',
    queue,
    workers: 4,
    passDeadlineMs: 10_000,
    reconcile: async (key, signal) => {
      const object = widgets.get(key);
      if (object === undefined) return { kind: 'done' };
      if (object.metadata.deletionTimestamp !== undefined) {
        await removeFinalizer(client, WIDGETS, object, FINALIZER, signal);
        return { kind: 'done' };
      }
      const { result } = await addFinalizer(client, WIDGETS, object, FINALIZER, signal);
      if (result === 'unchanged') await applyStatus(client, WIDGETS, object, { phase: 'Ready' }, 'operator', signal);
      return { kind: 'done' };
    },
  });
  void widgets.run(stop.signal);
  const running = controller.run(stop.signal);
  for (const name of ['a', 'b', 'c']) await put(client, name, 1);
  await until(() => widgets.list().length === 3 && widgets.list().every(({ status }) => status?.phase === 'Ready'));
  for (const name of ['a', 'b', 'c']) await client.delete(WIDGETS, { namespace: 'shop', name });
  await until(() => widgets.list().length === 0);
  stop.abort();
  await running;
  expect(parts.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);

test('writes that were decided on an old state are refused, and say so', async () => {
  const { client } = await connected();
  const old = await put(client, 'a', 1);
  await put(client, 'a', 2);
  expect(await addFinalizer(client, WIDGETS, old, FINALIZER)).toEqual({ result: 'conflict' });
  expect(await applyStatus(client, WIDGETS, old, { phase: 'Ready' }, 'operator')).toEqual({ result: 'conflict' });
  await client.delete(WIDGETS, { namespace: 'shop', name: 'a' });
  expect(await addFinalizer(client, WIDGETS, old, FINALIZER)).toEqual({ result: 'gone' });
  expect(await applyStatus(client, WIDGETS, old, { phase: 'Ready' }, 'operator')).toEqual({ result: 'gone' });
  await put(client, 'a', 3);
  expect(await addFinalizer(client, WIDGETS, old, FINALIZER)).toEqual({ result: 'conflict' });
  expect(await applyStatus(client, WIDGETS, old, { phase: 'Ready' }, 'operator')).toEqual({ result: 'conflict' });
}, 60_000);

test('a status that says the same is no write, and a field no longer said disappears', async () => {
  const { client } = await connected();
  const first = await applyStatus(client, WIDGETS, await put(client, 'a', 1), { phase: 'x', ids: ['i'] }, 'operator');
  if (first.result !== 'applied') throw new Error(first.result);
  expect((await applyStatus(client, WIDGETS, first.object, { ids: ['i'], phase: 'x' }, 'operator')).result).toBe(
    'unchanged',
  );
  const second = await applyStatus(client, WIDGETS, first.object, { phase: 'y' }, 'operator');
  expect(second).toMatchObject({ result: 'applied', object: { status: { phase: 'y' } } });
  if (second.result === 'applied') expect(second.object.status).toEqual({ phase: 'y' });
}, 60_000);

test('a refusal by validation names its field, and is no conflict', async () => {
  const { client } = await connected();
  await expect(put(client, 'a', 1_000)).rejects.toMatchObject({ status: 422, fields: ['spec.size'] });
}, 60_000);

test('lists come in pages, whole or as metadata only, and a bad continue token is refused', async () => {
  const { client } = await connected();
  for (const name of ['a', 'b', 'c']) await put(client, name, 1);
  const page = await client.list<Widget>(WIDGETS, { limit: 2 });
  expect(page.items).toHaveLength(2);
  expect((await client.list<Widget>(WIDGETS, { limit: 2, continue: page.continue })).items).toHaveLength(1);
  const slim = await client.list<Widget>(WIDGETS, { metadataOnly: true });
  expect(slim.items.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
    ['a', undefined],
    ['b', undefined],
    ['c', undefined],
  ]);
  await expect(client.list(WIDGETS, { limit: 1, continue: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ status: 400 });
}, 60_000);

test('the lease is held by one, and handed over on release', async () => {
  const parts = await connected();
  const numbers = {
    namespace: 'shop',
    name: 'operator',
    leaseDurationMs: 5_000,
    renewDeadlineMs: 3_000,
    retryPeriodMs: 300,
  };
  const [a, b] = ['a', 'b'].map((identity) => createLeaderElection({ ...parts, ...numbers, identity }));
  if (a === undefined || b === undefined) throw new Error('unreachable');
  const stopA = new AbortController();
  const runA = a.run(stopA.signal);
  await a.acquired;
  void b.run(stop.signal);
  await clock.sleep(1_500);
  expect([a.isLeading(), b.isLeading()]).toEqual([true, false]);
  stopA.abort();
  expect(await runA).toBe('released');
  await b.acquired;
  expect([a.isLeading(), b.isLeading()]).toEqual([false, true]);
}, 60_000);

test('events are accepted, and a repeated one grows a series', async () => {
  const { client, log } = await connected();
  const recorder = createEventRecorder({
    client,
    clock,
    log,
    reportingController: 'test.example/op',
    reportingInstance: 'op-0',
  });
  const { metadata } = await put(client, 'a', 1);
  const regarding = { apiVersion: 'test.example/v1', kind: 'Widget', namespace: 'shop', name: 'a', uid: metadata.uid };
  const occurrence = {
    regarding,
    type: 'Warning',
    reason: 'LinkFailed',
    action: 'Reconcile',
    note: 'é'.repeat(600),
  } as const;
  for (let index = 0; index < 3; index += 1) recorder.record(occurrence);
  await recorder.flush();
  const { items } = await client.list(EVENTS, { namespace: 'shop' });
  expect(items).toMatchObject([{ reason: 'LinkFailed', series: { count: 3 }, note: 'é'.repeat(512) }]);
  expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
}, 60_000);

test('connections that are cut, and a server that is away for a while, lose no change', async () => {
  const access = await readKubeconfig({ kubeconfig, env: {} });
  const proxy = await startTcpProxy(new URL(access.server));
  try {
    const parts = await connected(await createConnection({ ...access, server: proxy.url }));
    const { client: person } = await connected();
    await put(person, 'a', 1);
    const widgets = createReflector<Widget>({ ...parts, resource: WIDGETS, onChange: () => undefined });
    void widgets.run(stop.signal);
    await widgets.whenSynced(stop.signal);
    for (let size = 2; size < 4; size += 1) {
      proxy.cut();
      await put(person, 'a', size);
      await until(() => widgets.get('shop/a')?.spec?.size === size);
    }
    proxy.close();
    await put(person, 'b', 1);
    await person.delete(WIDGETS, { namespace: 'shop', name: 'a' });
    await clock.sleep(2_000);
    expect(widgets.list().map(({ metadata }) => metadata.name)).toEqual(['a']);
    proxy.open();
    await until(() => widgets.get('shop/b') !== undefined && widgets.get('shop/a') === undefined);
    // The list of the start is the only one: each watch went on where the last had ended.
    expect(await parts.metrics.render()).toContain('verb="list",host="' + new URL(proxy.url).host + '"} 1\n');
  } finally {
    stop.abort();
    proxy.stop();
  }
}, 60_000);

test('rights that are taken away cost nothing that is known, and are noticed when they are back', async () => {
  const access = await readKubeconfig({ kubeconfig, env: {} });
  const proxy = await startTcpProxy(new URL(access.server));
  try {
    const parts = await connected(await createConnection({ ...access, server: proxy.url }));
    const admin = await connected();
    await put(admin.client, 'a', 1);
    const changes: string[] = [];
    const widgets = createReflector<Widget>({ ...parts, resource: WIDGETS, onChange: (key) => changes.push(key) });
    void widgets.run(stop.signal);
    await widgets.whenSynced(stop.signal);
    await cluster().apply([{ ...role, rules: [] }]);
    await until(
      async () => (await admin.client.list(WIDGETS).catch(({ status }: { status: number }) => status)) === 403,
    );
    proxy.cut();
    await until(async () => /reason="Other"\} [1-9]/.test(await parts.metrics.render()));
    expect(widgets.get('shop/a')).toBeDefined();
    expect(changes).toEqual(['shop/a']);
    await cluster().apply([role]);
    await until(async () =>
      put(admin.client, 'b', 1).then(
        () => true,
        () => false,
      ),
    );
    await until(() => widgets.get('shop/b') !== undefined);
  } finally {
    stop.abort();
    proxy.stop();
  }
}, 60_000);

test('a watch by reference begins with no object at all, and tells its users of what comes, changes and goes', async () => {
  const { client, log, metrics } = await connected();
  const woken: string[] = [];
  const parts = { client, clock, random, log, metrics };
  const watch = createReferenceWatch({ ...parts, resource: WIDGETS, onChange: (user) => void woken.push(user) });
  watch.set('shop/user', ['shop/a']);
  await until(() => watch.describe().isSynced === true);
  for (const change of [
    () => client.create(WIDGETS, widget('a', 1)),
    () =>
      client.jsonPatch(WIDGETS, { namespace: 'shop', name: 'a' }, [{ op: 'replace', path: '/spec/size', value: 2 }]),
    () => client.delete(WIDGETS, { namespace: 'shop', name: 'a' }),
  ]) {
    await client.create(WIDGETS, widget('b', 1));
    await client.delete(WIDGETS, { namespace: 'shop', name: 'b' });
    await change();
    await until(() => woken.length > 0);
    expect(woken.splice(0)).toEqual(['shop/user']);
  }
  await watch.close();
  expect(log.lines.filter(({ level }) => level !== 'debug')).toEqual([]);
});
