// `npm run bench:kubernetes` measures the watch of src/kubernetes beside client-node's informer doing the same work, in
// one run against a real kube-apiserver. docs/benchmarks.md says how to read it and how to measure another controller.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBinaries } from '../sandbox/cluster/binaries.ts';
import { startCluster } from '../sandbox/cluster/cluster.ts';
import { changeSpec, createObjects, keyOf, touchStatuses } from './bench-kubernetes/load.ts';
import { table } from './bench-kubernetes/report.ts';
import type { Figures } from './bench-kubernetes/report.ts';
import { startSubject } from './bench-kubernetes/subject-process.ts';
import type { RunningSubject, Subject } from './bench-kubernetes/subject-process.ts';

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '1000,10000' },
    events: { type: 'string', default: '10000' },
    changes: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '100' },
    json: { type: 'string', default: 'dist/bench-kubernetes.json' },
    subject: { type: 'string', multiple: true, default: [] },
  },
});
const counts = values.objects.split(',').map(Number);
const most = Math.max(...counts);
const [events, changes, rate] = [Number(values.events), Number(values.changes), Number(values.rate)];

const script = (file: string) =>
  `${process.execPath} --expose-gc ${fileURLToPath(new URL(`bench-kubernetes/${file}`, import.meta.url))}`;
const subjects: readonly Subject[] = [
  { name: 'ours', command: script('subject-reflector.ts'), settleSignal: 'SIGUSR2' },
  { name: 'client-node', command: script('subject-informer.ts'), settleSignal: 'SIGUSR2' },
  ...values.subject.map((text) => ({ name: text.split('=')[0] ?? text, command: text.slice(text.indexOf('=') + 1) })),
];

const say = (text: string) => process.stderr.write(`${text}\n`);
const crd = await readFile(new URL('../crds/privateapis.yaml', import.meta.url), 'utf8');
const cluster = await startCluster({ binaries: await findBinaries({ build: true }), crds: crd });
const directory = await mkdtemp(join(tmpdir(), 'bench-kubernetes-'));
const running = new Set<RunningSubject>();
try {
  const env = await giveAccess();
  const all: Figures[] = subjects.map(({ name }) => ({
    name,
    memory: {},
    coldStartMs: {},
    listing: { peakMiB: Number.NaN, workingMiB: Number.NaN },
    cpuMsPer10kEvents: Number.NaN,
    latencyMs: { p50: Number.NaN, p99: Number.NaN },
  }));
  let made = 0;
  let objectBytes = 0;
  for (const count of [0, ...counts]) {
    if (count > made) objectBytes = await createObjects(cluster, made, count);
    made = count;
    // One after the other: a cold start takes all the CPU there is.
    for (const [index, subject] of subjects.entries()) await measureStart(subject, all[index]!, count, env);
  }
  await measureWork(all, env);
  process.stdout.write(`${table(all, objectBytes)}\n`);
  if (values.json !== '') {
    await mkdir(dirname(values.json), { recursive: true });
    await writeFile(
      values.json,
      `${JSON.stringify({ objectBytes, events, changes, rate, subjects: all }, undefined, 2)}\n`,
    );
  }
} finally {
  for (const subject of running) await subject.stop();
  await cluster.stop();
  await rm(directory, { recursive: true });
}

/** Both ways in: a kubeconfig, and token and CA as a pod finds them. */
async function giveAccess(): Promise<Record<string, string>> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bench' } }]);
  const { hostname, port } = new URL(cluster.url);
  const kubeconfig = join(directory, 'kubeconfig');
  await cluster.writeKubeconfig(kubeconfig, 'admin');
  await writeFile(join(directory, 'token'), cluster.adminToken);
  await writeFile(join(directory, 'ca.crt'), cluster.caData);
  return {
    KUBECONFIG: kubeconfig,
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    BENCH_SERVICE_ACCOUNT: directory,
  };
}

async function measureStart(
  subject: Subject,
  figures: Figures,
  count: number,
  env: Record<string, string>,
): Promise<void> {
  const seen = new Set<string>();
  const isComplete = Promise.withResolvers<number>();
  const process = startSubject(subject, env, (line) => {
    seen.add(line.split(' ')[0] ?? '');
    if (seen.size === count) isComplete.resolve(performance.now());
  });
  running.add(process);
  if (count > 0)
    figures.coldStartMs[count] = (await within(isComplete.promise, 120_000, subject.name)) - process.startedAtMs;
  else await sleep(3_000);
  figures.memory[count] = await process.memory();
  say(
    `${subject.name}, ${count} objects: ${JSON.stringify(figures.memory[count])}, start ${figures.coldStartMs[count] ?? 0} ms`,
  );
  await process.stop();
  running.delete(process);
}

/** All subjects at once, so that they see the same events at the same time. */
async function measureWork(all: readonly Figures[], env: Record<string, string>): Promise<void> {
  const sentAtMs = new Map<string, number>();
  const latencies = all.map((): number[] => []);
  const known = all.map(() => new Set<string>());
  const marks = all.map(() => new Set<string>());
  const processes = subjects.map((subject, index) =>
    startSubject(subject, env, (line) => {
      const sent = sentAtMs.get(line);
      if (sent !== undefined) latencies[index]?.push(performance.now() - sent);
      const [key = '', mark = ''] = line.split(' ');
      known[index]?.add(key);
      marks[index]?.add(mark);
    }),
  );
  for (const process of processes) running.add(process);
  await until(() => known.every(({ size }) => size === most), 'all subjects know all objects');

  for (const [index, process] of processes.entries()) all[index]!.listing.peakMiB = (await process.resident()).peakMiB;
  const before = await Promise.all(processes.map((process) => process.cpuMs()));
  await touchStatuses(cluster, most, events);
  // Watches keep the order: whoever has seen this change has seen all events before it.
  await changeSpec(cluster, 0, 'after-events');
  await until(() => marks.every((seen) => seen.has('after-events')), 'all events were seen');
  for (const [index, process] of processes.entries()) {
    all[index]!.listing.workingMiB = (await process.resident()).nowMiB;
    all[index]!.cpuMsPer10kEvents = (((await process.cpuMs()) - (before[index] ?? 0)) * 10_000) / events;
  }
  say(
    `${events} no-op events: ${all.map(({ name, cpuMsPer10kEvents }) => `${name} ${cpuMsPer10kEvents} ms`).join(', ')}`,
  );

  const startMs = performance.now();
  const answers: Promise<void>[] = [];
  for (let change = 0; change < changes; change += 1) {
    await sleep(Math.max(0, startMs + (change * 1000) / rate - performance.now()));
    // Every object in turn; a mark of its own tells the changes of one object apart.
    const index = (change * 7) % most;
    sentAtMs.set(`${keyOf(index)} change-${change}`, performance.now());
    answers.push(changeSpec(cluster, index, `change-${change}`));
  }
  await Promise.all(answers);
  await until(() => latencies.every(({ length }) => length >= changes * 0.99), 'the changes were seen');
  for (const [index, figures] of all.entries()) {
    const sorted = (latencies[index] ?? []).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    figures.latencyMs = { p50: at(0.5), p99: at(0.99) };
  }
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const endsAtMs = performance.now() + 120_000;
  while (!isTrue()) {
    if (performance.now() > endsAtMs) throw new Error(`not within two minutes: ${what}`);
    await sleep(20);
  }
}

async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then((): never => {
    throw new Error(`${what} did not get there within ${ms} ms`);
  });
  late.catch(() => {});
  return Promise.race([promise, late]);
}
