import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOperator } from '../../sandbox/operator-process.ts';
import type { OperatorProcess } from '../../sandbox/operator-process.ts';
import { region, startWorld } from '../../sandbox/world.ts';
import { realCluster } from '../integration/real-cluster.ts';
import { until } from './until.ts';

const crd = readFileSync(new URL('../../crds/privateapis.yaml', import.meta.url), 'utf8');
const cluster = realCluster({ crds: crd });
const objectPath = '/apis/privateapi.dev/v1alpha1/namespaces/shop/privateapis/orders';
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/private-api-system/leases/private-api-operator';

let world: Awaited<ReturnType<typeof startWorld>>;
let directory: string;
const operators: OperatorProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'paused-leader-'));
  world = await startWorld({ vpcLinkPendingMs: 500 });
  await cluster().apply(
    ['shop', 'private-api-system'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await cluster().writeKubeconfig(join(directory, 'kubeconfig'), 'admin');
}, 60_000);
afterAll(async () => {
  for (const operator of operators) await operator.kill();
  await world.stop();
  await rm(directory, { recursive: true });
});

/** A process with a Lease of 1.5 s. */
function start(identity: string): OperatorProcess {
  const operator = startOperator({
    kubeconfigFile: join(directory, 'kubeconfig'),
    awsUrl: world.url,
    region,
    credentials: world.principals.operator,
    flags: [`--identity=${identity}`, '--time-factor=10'],
    logFile: join(directory, `${identity}.log`),
  });
  operators.push(operator);
  return operator;
}

const holder = async () =>
  (((await cluster().request('GET', leasePath)).body.spec?.holderIdentity ?? '') as string).split('_')[0];
const writes = () => world.operatorCalls.filter(({ kind }) => kind === 'write').map(({ operation }) => operation);

test('L1: a leading process that is stopped (SIGSTOP) in the middle of a create, and goes on when another leads, writes nothing more', async () => {
  const first = start('a');
  await until(async () => (await holder()) === 'a');
  start('b');
  let stopped = false;
  world.aws.onCall(({ operation }) => {
    if (operation !== 'CreateRestApi' || stopped || first.pid === undefined) return;
    stopped = true;
    process.kill(first.pid, 'SIGSTOP');
  });
  await cluster().apply([
    {
      apiVersion: 'privateapi.dev/v1alpha1',
      kind: 'PrivateApi',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: {
        endpoint: { existing: { vpcEndpointIds: [world.shop.endpoint.vpcEndpointId] } },
        backends: [{ name: 'orders', loadBalancer: { arn: world.shop.loadBalancer.loadBalancerArn } }],
        routes: [{ path: '/orders', method: 'GET', backend: 'orders' }],
      },
    },
  ]);
  await until(() => stopped);
  await until(async () => (await holder()) === 'b');
  const isReady = async () => {
    const { body } = await cluster().request('GET', objectPath);
    const conditions = (body.status?.conditions ?? []) as { type: string; status: string }[];
    return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  };
  await until(isReady, 60_000);
  const before = writes();
  expect(before.filter((operation) => operation === 'CreateRestApi')).toHaveLength(1);

  process.kill(first.pid ?? 0, 'SIGCONT');
  expect(await first.ended).toBe('exit code 1');
  expect(writes()).toEqual(before);
  expect(await isReady()).toBe(true);
}, 90_000);
