import pRetry from 'p-retry';
import type { KubernetesClient } from './kubernetes/client.ts';
import { KubernetesError } from './kubernetes/errors.ts';
import type { Logger } from './kubernetes/logger.ts';

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };

/**
 * What tells this cluster from others in AWS tags: the uid of the kube-system namespace, which lives as long as the
 * cluster. Asked until it is answered, for start-up has no queue behind it; a refusal is final.
 */
export async function readClusterId(client: KubernetesClient, log: Logger, signal: AbortSignal): Promise<string> {
  const namespace = await pRetry(() => client.get(namespaces, { name: 'kube-system' }, signal), {
    signal,
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 1_000,
    maxTimeout: 30_000,
    shouldRetry: ({ error }) => !(error instanceof KubernetesError && [401, 403].includes(error.status)),
    onFailedAttempt: ({ error }) => log.warn({ err: error }, 'waiting for the API server'),
  });
  const uid = namespace?.metadata.uid;
  if (uid === undefined) throw new Error('namespace kube-system has no uid; set --cluster-id');
  return uid;
}
