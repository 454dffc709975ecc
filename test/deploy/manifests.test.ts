import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { options, parseConfig } from '../../src/config.ts';
import { baseManifests, manifestOf } from './manifests.ts';

const namespace = 'private-api-system';
const deployment = manifestOf('Deployment');
const pod = deployment['spec'].template;
const [container] = pod.spec.containers;

describe('the base', () => {
  test('holds nothing of another namespace', () => {
    const namespaces = baseManifests.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined);
    expect([...new Set(namespaces)]).toEqual([namespace]);
    expect(manifestOf('Namespace').metadata.name).toBe(namespace);
  });

  test('labels all of its objects', () => {
    const unlabelled = baseManifests.filter(({ metadata }) => !metadata.labels?.['app.kubernetes.io/name']);
    expect(unlabelled.map(({ kind }) => kind)).toEqual([]);
  });

  test('grants the same service account that the pods use', () => {
    const { name } = manifestOf('ServiceAccount').metadata;
    expect(pod.spec.serviceAccountName).toBe(name);
    const subjects = baseManifests.flatMap((manifest) => manifest['subjects'] ?? []);
    expect(subjects).toEqual([
      { kind: 'ServiceAccount', name, namespace },
      { kind: 'ServiceAccount', name, namespace },
    ]);
  });
});

describe('the deployment', () => {
  test('selects its own pods, as do the disruption budget and the spread over nodes and zones', () => {
    const spread = pod.spec.topologySpreadConstraints.map(
      ({ labelSelector }: { labelSelector: object }) => labelSelector,
    );
    const selectors = [deployment['spec'].selector, manifestOf('PodDisruptionBudget')['spec'].selector, ...spread];
    expect(selectors).toHaveLength(4);
    for (const { matchLabels } of selectors) expect(pod.metadata.labels).toMatchObject(matchLabels);
  });

  test('runs two of the version that package.json names', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(deployment['spec'].replicas).toBe(2);
    expect(container.image).toBe(`private-api-operator:${version}`);
  });

  test('tells the process which pod it is, by variables that it reads', () => {
    const fields = container.env.map((entry: { name: string; valueFrom: { fieldRef: { fieldPath: string } } }) => [
      entry.name,
      entry.valueFrom.fieldRef.fieldPath,
    ]);
    expect(Object.fromEntries(fields)).toEqual({ POD_NAME: 'metadata.name', POD_NAMESPACE: 'metadata.namespace' });
    const readByProcess = Object.values(options).map((option) => 'env' in option && option.env);
    expect(readByProcess).toEqual(expect.arrayContaining(['POD_NAME', 'POD_NAMESPACE', 'AWS_REGION']));
  });

  test('starts with flags that the process takes, and fits their defaults', () => {
    const env = { AWS_REGION: 'eu-west-1', POD_NAME: 'private-api-operator-0', POD_NAMESPACE: namespace };
    const config = parseConfig(container.args ?? [], env, 'host');
    expect(config).toMatchObject({ leaderElect: true, leaseNamespace: namespace, metricsPort: 8080, healthPort: 8081 });
    expect(pod.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(config.passDeadlineMs);
  });

  test('probes the health port and shows metrics on another', () => {
    expect(container.ports).toEqual([
      { name: 'metrics', containerPort: 8080 },
      { name: 'health', containerPort: 8081 },
    ]);
    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'health' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'health' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'health' });
  });

  test('runs as the user whose compile cache is in the image', () => {
    const { runAsUser, runAsGroup } = pod.spec.securityContext;
    const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
    expect(dockerfile).toContain(`\nUSER ${runAsUser}:${runAsGroup}\n`);
  });
});
