import type { DeploymentStatus } from '../api/private-api.ts';
import type { ObservedDeployment } from '../plan/observed-state.ts';

/** A deployment as `status.deployments` holds it, and back. */
export function toDeploymentStatus(
  { id, createdAtMs, hashes }: ObservedDeployment,
  generation?: number,
): DeploymentStatus {
  return {
    id,
    documentHash: hashes.document,
    policyHash: hashes.policy,
    linksHash: hashes.links,
    ...(generation !== undefined && { generation }),
    createdAt: new Date(createdAtMs).toISOString(),
  };
}

export function toObservedDeployment(deployment: DeploymentStatus): ObservedDeployment {
  return {
    id: deployment.id,
    createdAtMs: Date.parse(deployment.createdAt ?? ''),
    hashes: { document: deployment.documentHash, policy: deployment.policyHash, links: deployment.linksHash },
  };
}
