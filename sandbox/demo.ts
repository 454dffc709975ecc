import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addRoute, openPolicyByHand } from './demo/change.ts';
import { applyManifest, callFromEverywhere } from './demo/create-and-call.ts';
import { namespaceManifest } from './demo/manifest.ts';
import { createReport, describeCalls } from './demo/report.ts';
import { secondsSince } from './demo/scene.ts';
import type { Scene } from './demo/scene.ts';
import { takeSnapshot } from './demo/snapshot.ts';
import type { Snapshot } from './demo/snapshot.ts';
import { deleteOneOfTwo, deleteTheLast, killWhileCreating } from './demo/survive-and-leave.ts';
import { startKubernetes } from './kubernetes.ts';
import { lastLogLines, startOperator } from './operator-process.ts';
import { timeScale } from './time-scale.ts';
import { accountId, region, startWorld } from './world.ts';

// The whole product in one story, in at most a minute. `--in-memory` does without kube-apiserver even where it is at hand.

const limitMs = 60_000;
const timeFactor = 120;

const { values: flags } = parseArgs({ options: { 'in-memory': { type: 'boolean', default: false } } });
const report = createReport(process.stdout);
/** Undo what was started, last first. */
const cleanUps: (() => Promise<void>)[] = [];

process.exit(await main());

async function main(): Promise<number> {
  const startedAt = performance.now();
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<number>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(130));
  const told = tell().catch((error: unknown) => report.check(false, 'the story ends well', (error as Error).message));
  const tooLate = sleep(limitMs).then(() => report.check(false, `told within ${limitMs / 1000} s`));
  const code = await Promise.race([interrupted, Promise.race([told, tooLate]).then(sumUp)]);
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  return code;

  function sumUp(): number {
    const { failed, passed } = report;
    report.line();
    if (failed.length > 0)
      report.line(`✗ ${failed.length} of ${failed.length + passed} checks failed: ${failed.join('; ')}`);
    else report.line(`✓ all ${passed} checks passed in ${secondsSince(startedAt)}`);
    return failed.length === 0 ? 0 : 1;
  }
}

async function tell(): Promise<void> {
  const time = timeScale(timeFactor);
  const directory = await mkdtemp(join(tmpdir(), 'private-api-operator-demo-'));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  const logFile = join(directory, 'operator.log');
  const kubernetes = await startKubernetes({ inMemory: flags['in-memory'], say: report.line });
  cleanUps.push(kubernetes.stop);
  const world = await startWorld(time.awsSettings);
  cleanUps.push(world.stop);
  await kubernetes.apply(namespaceManifest);
  const before = takeSnapshot(world);
  const start = () =>
    startOperator({
      kubeconfigFile: kubernetes.operatorKubeconfigFile,
      awsUrl: world.url,
      region,
      credentials: world.principals.operator,
      flags: time.flags,
      logFile,
    });
  const scene: Scene = { kubernetes, world, report, time, startOperator: start, operator: start() };
  cleanUps.push(async () => {
    if (report.failed.length > 0) tellWhy(logFile);
    await scene.operator.stop();
  });

  report.line(`Kubernetes  ${kubernetes.description}`);
  report.line(`AWS         emulated at ${world.url} for the unmodified AWS SDK: account ${accountId}, ${region}`);
  report.line(`Time        ${time.description}`);
  await play(scene, before);
  report.line(`\nAWS calls of the operator in all: ${describeCalls(world.operatorCalls)}`);
}

async function play(scene: Scene, before: Snapshot): Promise<void> {
  report.step('Apply a manifest');
  const orders = await applyManifest(scene);
  report.step('Call it, from everywhere and as everybody');
  await callFromEverywhere(scene, orders);
  report.step('Add a route');
  await addRoute(scene, orders);
  report.step('Somebody opens the policy by hand, and deploys that');
  await openPolicyByHand(scene, orders);
  report.step('Kill the operator while it creates a REST API');
  const payments = await killWhileCreating(scene, orders);
  report.step('Delete one of two PrivateApis that share a VPC link');
  await deleteOneOfTwo(scene, payments, before);
  report.step('Delete the last');
  await deleteTheLast(scene, before);
}

function tellWhy(logFile: string): void {
  report.line('\nThe last words of the operator:');
  for (const line of lastLogLines(logFile, 15)) report.line(`  ${line}`);
}
