import { afterAll, beforeAll } from '@jest/globals';
import { findBinaries } from '../../sandbox/cluster/binaries.ts';
import type { Cluster, StartClusterOptions } from '../../sandbox/cluster/cluster.ts';
import { startCluster } from '../../sandbox/cluster/cluster.ts';

// Compiling both programs with cold Go caches, once on a machine, takes minutes.
const firstStartTimeoutMs = 30 * 60_000;

/** One real Kubernetes API for all tests of the calling file. The returned function gives it, inside tests. */
export function realCluster(options: Omit<StartClusterOptions, 'binaries'> = {}): () => Cluster {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ ...options, binaries: await findBinaries({ build: true }) });
  }, firstStartTimeoutMs);
  afterAll(async () => {
    await cluster?.stop();
  });
  return () => {
    if (!cluster) throw new Error('the cluster is there only while tests run');
    return cluster;
  };
}
