import type { KubernetesObject, Resource } from './objects.ts';
import { microTime } from './objects.ts';

export const LEASES: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};

/** coordination.k8s.io/v1 Lease, as far as leader election uses it. */
export interface Lease extends KubernetesObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

/** Empty when nobody holds the lease. */
export function holderOf(lease: Lease): string {
  return lease.spec?.holderIdentity ?? '';
}

/** The Lease to write so that `identity` holds it from now on; `before` is what the server has, if anything. */
export function heldLease(
  before: Lease | undefined,
  holder: { namespace: string; name: string; identity: string; leaseDurationMs: number; nowMs: number },
): Lease {
  const { namespace, name, identity, leaseDurationMs, nowMs } = holder;
  const isRenewal = before !== undefined && holderOf(before) === identity;
  const transitions = before?.spec?.leaseTransitions ?? 0;
  return {
    metadata: before?.metadata ?? { namespace, name },
    spec: {
      holderIdentity: identity,
      // The API takes whole seconds; at least one, since it refuses zero.
      leaseDurationSeconds: Math.max(1, Math.ceil(leaseDurationMs / 1000)),
      acquireTime: isRenewal ? (before.spec?.acquireTime ?? microTime(nowMs)) : microTime(nowMs),
      renewTime: microTime(nowMs),
      leaseTransitions: before === undefined || isRenewal ? transitions : transitions + 1,
    },
  };
}

/** The Lease to write so that anybody may take it at once; like client-go it names no holder, for one second. */
export function releasedLease({ metadata, spec }: Lease, nowMs: number): Lease {
  return {
    metadata,
    spec: {
      leaseDurationSeconds: 1,
      acquireTime: microTime(nowMs),
      renewTime: microTime(nowMs),
      leaseTransitions: spec?.leaseTransitions ?? 0,
    },
  };
}
