import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterBinaries } from './cluster/binaries.ts';
import { startKubernetes } from './kubernetes.ts';
import type { Kubernetes } from './kubernetes.ts';
import { startOperator } from './operator-process.ts';
import type { OperatorProcess } from './operator-process.ts';
import { namespaceManifest } from './sample.ts';
import type { TimeScale } from './time-scale.ts';
import { region, startWorld } from './world.ts';
import type { World } from './world.ts';

/** All that the operator runs against, on this machine. */
export interface Playground {
  readonly kubernetes: Kubernetes;
  readonly world: World;
  /** For files of this run; goes when this process ends. */
  readonly directory: string;
  /** What every operator process writes, one after the other. */
  readonly operatorLogFile: string;
  readonly startOperator: () => OperatorProcess;
  readonly stop: () => Promise<void>;
}

/** Starts Kubernetes and AWS, with the namespace of the story in the first; the operator is started by the caller. */
export async function startPlayground(options: {
  /** Undefined: Kubernetes is the API in memory. */
  readonly binaries: ClusterBinaries | undefined;
  readonly time: TimeScale;
}): Promise<Playground> {
  const directory = mkdtempSync(join(tmpdir(), 'private-api-operator-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const kubernetes = await startKubernetes({ binaries: options.binaries, directory });
  await kubernetes.apply(namespaceManifest);
  const world = await startWorld(options.time.awsSettings);
  const operatorLogFile = join(directory, 'operator.log');
  return {
    kubernetes,
    world,
    directory,
    operatorLogFile,
    startOperator: () =>
      startOperator({
        kubeconfigFile: kubernetes.operatorKubeconfigFile,
        awsUrl: world.url,
        region,
        credentials: world.principals.operator,
        flags: options.time.flags,
        logFile: operatorLogFile,
      }),
    stop: async () => {
      await Promise.all([kubernetes.stop(), world.stop()]);
    },
  };
}
