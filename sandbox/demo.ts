import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addRoute, openPolicyByHand } from './demo/change.ts';
import { applyManifest, callFromEverywhere } from './demo/create-and-call.ts';
import { createReport, describeCalls } from './demo/report.ts';
import { secondsSince } from './demo/scene.ts';
import type { Scene } from './demo/scene.ts';
import { takeSnapshot } from './demo/snapshot.ts';
import { deleteOneOfTwo, deleteTheLast, killWhileCreating } from './demo/survive-and-leave.ts';
import type { ClusterBinaries } from './cluster/binaries.ts';
import { findKubernetes } from './kubernetes.ts';
import { lastLogLines } from './operator-process.ts';
import { startPlayground } from './playground.ts';
import type { Playground } from './playground.ts';
import { timeScale } from './time-scale.ts';
import { accountId, region } from './world.ts';

// The whole product in one story. `--in-memory` does without kube-apiserver and etcd even where they are at hand.
// Exit code: 0 when every check holds, 1 when one does not, 130 after Ctrl-C.

const limitMs = 60_000;
const timeFactor = 120;

const { values: flags } = parseArgs({ options: { 'in-memory': { type: 'boolean', default: false } } });
const report = createReport(process.stdout);
let playground: Playground | undefined;
let scene: Scene | undefined;

process.exit(await main());

async function main(): Promise<number> {
  report.line('The operator, as a process of its own, against a Kubernetes API and an AWS on this machine.\n');
  const binaries = flags['in-memory'] ? undefined : await findKubernetes(report.line);
  const startedAt = performance.now();
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<number>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(130));
  const told = tell(binaries).catch((error: unknown) =>
    report.check(false, 'told to the end', (error as Error).message),
  );
  const tooLate = sleep(limitMs).then(() => report.check(false, `told within ${limitMs / 1000} s`));
  const code = await Promise.race([interrupted, Promise.race([told, tooLate]).then(() => sumUp(startedAt))]);
  // What the story meets from here on is only that its world ends.
  report.close();
  await scene?.operator.stop();
  await playground?.stop();
  return code;
}

async function tell(binaries: ClusterBinaries | undefined): Promise<void> {
  const time = timeScale(timeFactor);
  playground = await startPlayground({ binaries, time });
  const { kubernetes, world, startOperator } = playground;
  report.line(`Kubernetes  ${kubernetes.description}`);
  report.line(`AWS         emulated at ${world.url} for the unmodified AWS SDK: account ${accountId}, ${region}`);
  report.line(`Time        ${time.description}`);
  const before = takeSnapshot(world);
  const operator = startOperator();
  scene = { kubernetes, world, report, time, startOperator, operator };
  report.line(`Operator    process ${operator.pid}`);

  report.step('Apply a manifest');
  const orders = await applyManifest(scene);
  report.step('Call it, from everywhere and as everybody');
  await callFromEverywhere(scene, orders);
  report.step('Add a route');
  await addRoute(scene, orders);
  report.step('Somebody opens the policy by hand and deploys that');
  await openPolicyByHand(scene, orders);
  report.step('Kill the operator while it creates a REST API');
  const payments = await killWhileCreating(scene, orders);
  report.step('Delete one of two PrivateApis that share a VPC link');
  await deleteOneOfTwo(scene, payments, before);
  report.step('Delete the last');
  await deleteTheLast(scene, before);
  report.line(`\nAWS calls of the operator in all: ${describeCalls(world.operatorCalls)}`);
}

function sumUp(startedAt: number): number {
  const { failed, passed } = report;
  if (failed.length === 0) {
    report.line(`\n✓ all ${passed} checks passed in ${secondsSince(startedAt)}`);
    return 0;
  }
  if (scene !== undefined && playground !== undefined) {
    report.line('\nThe last words of the operator:');
    for (const line of lastLogLines(playground.operatorLogFile, 15)) report.line(`  ${line}`);
  }
  report.line(`\n✗ ${failed.length} of ${failed.length + passed} checks failed: ${failed.join('; ')}`);
  return 1;
}
