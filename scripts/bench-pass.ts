// `npm run bench:pass` measures what one pass costs the operator's process, for objects as large as they may be, with
// AWS and Kubernetes emulated in another process. docs/benchmarks.md says how to read it.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPlayground } from '../sandbox/playground.ts';
import { timeScale } from '../sandbox/time-scale.ts';
import { namespace } from '../sandbox/world.ts';
import { configMap, largeSpecs } from './bench-pass/largest-specs.ts';
import type { LargeSpec } from './bench-pass/largest-specs.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const goalMs = 1_000;

const playground = await startPlayground({
  binaries: undefined,
  time: { ...timeScale(1), awsSettings: { vpcLinkPendingMs: 0 }, flags: ['--leader-elect=false'] },
});
const { kubernetes, world } = playground;
const operator = playground.startOperator();
try {
  const lines = ['| CPU of one pass | first | median |', '| --- | ---: | ---: |'];
  let most = 0;
  for (const large of largeSpecs) {
    const { idle, deploying } = await measure(large);
    for (const [what, times] of Object.entries({ 'nothing to do': idle, 'a change is deployed': deploying })) {
      lines.push(`| ${large.name}: ${what} | ${times[0]!.toFixed(0)} ms | ${median(times).toFixed(0)} ms |`);
      most = Math.max(most, median(times));
    }
  }
  const verdict = most <= goalMs ? 'met   ' : 'MISSED';
  process.stdout.write(`${lines.join('\n')}\n\n${verdict} CPU of a pass: ${most.toFixed(0)} ms (at most ${goalMs})\n`);
} finally {
  await operator.stop();
  await playground.stop();
}

async function measure(large: LargeSpec): Promise<{ idle: number[]; deploying: number[] }> {
  const ids = {
    vpcEndpointId: world.shop.endpoint.vpcEndpointId,
    loadBalancerArn: world.shop.loadBalancer.loadBalancerArn,
  };
  const name = 'large';
  let revision = 0;
  let looks = 0;
  const apply = () =>
    kubernetes.apply(
      JSON.stringify({
        apiVersion: 'privateapi.dev/v1alpha1',
        kind: 'PrivateApi',
        metadata: { name, namespace, annotations: { 'privateapi.dev/reconcile-at': `look ${looks}` } },
        spec: large.spec(ids, revision),
      }),
    );
  const applyDocument = async () => {
    if (large.document === undefined) return;
    const metadata = { name: configMap.name, namespace };
    const data = { [configMap.key]: large.document(revision) };
    await kubernetes.apply(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }));
  };
  const cpuOf = async (isOver: (object: StoredObject) => boolean): Promise<number> => {
    const before = await cpuMs(operator.pid);
    await applyDocument();
    await apply();
    for (;;) {
      const object = (await kubernetes.get(namespace, name)) as StoredObject | undefined;
      if (object !== undefined && isOver(object)) break;
      if (operator.ending() !== undefined) throw new Error(`the operator ended: ${operator.ending()}`);
      await sleep(20);
    }
    return (await cpuMs(operator.pid)) - before;
  };
  const isReady = ({ metadata, status }: StoredObject) =>
    status?.conditions?.some(
      (condition) =>
        condition.type === 'Ready' &&
        condition.status === 'True' &&
        condition.observedGeneration === metadata.generation,
    ) === true;

  await cpuOf(isReady);
  const idle: number[] = [];
  const deploying: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    looks += 1;
    idle.push(await cpuOf(({ status }) => status?.lastHandledReconcileAt === `look ${looks}`));
    // AWS takes one CreateDeployment in five seconds, and waiting for that is no work.
    await sleep(6_000);
    revision += 1;
    deploying.push(await cpuOf(isReady));
  }
  await kubernetes.delete(namespace, name);
  while ((await kubernetes.get(namespace, name)) !== undefined) await sleep(100);
  return { idle, deploying };
}

interface StoredObject {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly lastHandledReconcileAt?: string;
    readonly conditions?: readonly { type: string; status: string; observedGeneration?: number }[];
  };
}

/** User and system time of a process so far, in ticks of 10 ms. */
async function cpuMs(pid: number | undefined): Promise<number> {
  const [, rest = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
