import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { startChild, temporaryDirectory } from '../../../sandbox/cluster/child-process.ts';
import { realCluster } from '../../integration/real-cluster.ts';
import { widgetDefinition } from './conformance/definitions.ts';

const cluster = realCluster({ crds: [widgetDefinition] });

test('a service account may do what RBAC grants it, under its own token, and nothing else', async () => {
  await cluster().apply(`
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [conformance.example.com], resources: [widgets], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
`);
  const token = await cluster().serviceAccountToken('default', 'reader');
  const list = () => cluster().request('GET', '/apis/conformance.example.com/v1/widgets', undefined, { token });
  // The authorizer learns of new roles by a watch.
  for (let tries = 0; (await list()).status !== 200 && tries < 100; tries += 1) await sleep(50);
  const secrets = await cluster().request('GET', '/api/v1/secrets', undefined, { token });
  expect([(await list()).status, secrets.status]).toEqual([200, 403]);
});

test('a kubeconfig on disk can be read by its owner only and names the server', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cluster-test-'));
  const file = join(directory, 'kubeconfig');
  await cluster().writeKubeconfig(file, 'admin');
  const config = parse(readFileSync(file, 'utf8')) as { clusters: { cluster: { server: string } }[] };
  expect([statSync(file).mode & 0o777, config.clusters[0]?.cluster.server]).toEqual([0o600, cluster().url]);
  rmSync(directory, { recursive: true });
});

test('a namespace under the restricted Pod Security standard refuses a privileged pod', async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'rooted', namespace: 'restricted' } };
  await cluster().apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'restricted', labels } }]);
  const containers = [{ name: 'c', image: 'i', securityContext: { privileged: true } }];
  await expect(cluster().apply([{ ...pod, spec: { containers } }])).rejects.toThrow('violates PodSecurity');
});

test('what the server refuses to apply is an error with its message', async () => {
  const widget = { apiVersion: 'conformance.example.com/v1', kind: 'Widget', metadata: { name: 'bad' }, spec: {} };
  await expect(cluster().apply([widget])).rejects.toThrow('spec.title: Required value');
  await expect(cluster().apply([{ ...widget, kind: 'Gizmo' }])).rejects.toThrow('serves no Gizmo');
});

test('a child process ends, and its directory goes, when its parent is killed', async () => {
  const directory = await temporaryDirectory('child-test');
  const source = new URL('../../../sandbox/cluster/child-process.ts', import.meta.url);
  const parent = `
    const { startChild } = await import(${JSON.stringify(source.href)});
    startChild('/bin/sleep', ['1000'], ${JSON.stringify(directory)});
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);`;
  const options = { stdio: 'ignore' as const };
  expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', parent], options)).toThrow('failed');
  for (let tries = 0; existsSync(directory) && tries < 100; tries += 1) await sleep(20);
  expect(existsSync(directory)).toBe(false);
});

test('a child process that ends by itself is reported with its last words', async () => {
  const directory = await temporaryDirectory('child-test');
  const child = startChild('/bin/sh', ['-c', 'echo no such flag >&2; exit 3'], directory);
  await expect(child.ended).rejects.toThrow('exit code 3):\nno such flag');
  await child.stop();
});
