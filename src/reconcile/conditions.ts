import type { Condition, PrivateApiSpec, PrivateApiStatus } from '../api/private-api.ts';
import type { Reason } from '../api/reasons.ts';

/** The conditions that speak of a part of the whole; `Ready` is computed from them, never set. */
export type PartialCondition = 'EndpointReady' | 'BackendsReady' | 'PolicyApplied' | 'Deployed' | 'DomainReady';
export const partialConditions: readonly PartialCondition[] = [
  'EndpointReady',
  'BackendsReady',
  'PolicyApplied',
  'Deployed',
];

/** Those of one object: a domain name has its own only when there is one, or shall be one. */
export function partialConditionsOf(
  spec: Partial<PrivateApiSpec> | undefined,
  status?: PrivateApiStatus,
): readonly PartialCondition[] {
  return hasDomain(spec, status) ? [...partialConditions, 'DomainReady'] : partialConditions;
}

export function hasDomain(spec: Partial<PrivateApiSpec> | undefined, status?: PrivateApiStatus): boolean {
  return spec?.domain !== undefined || status?.domain !== undefined;
}

export interface Finding {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: Reason;
  readonly message: string;
}

/** What a pass found out; what it did not get to see is absent and keeps its last answer. */
export type Findings = { [Type in PartialCondition | 'DriftDetected']?: Finding };

const maxMessageLength = 4096;

/** Sets one condition; `lastTransitionTime` moves only with `status`. */
export function setCondition(
  conditions: readonly Condition[],
  type: string,
  finding: Finding,
  observedGeneration: number,
  nowMs: number,
): readonly Condition[] {
  const previous = conditions.find((condition) => condition.type === type);
  const condition: Condition = {
    type,
    status: finding.status,
    observedGeneration,
    lastTransitionTime:
      previous?.status === finding.status
        ? previous.lastTransitionTime
        : new Date(nowMs).toISOString().replace(/\.\d+Z$/u, 'Z'),
    reason: finding.reason,
    message: finding.message.slice(0, maxMessageLength),
  };
  return previous === undefined
    ? [...conditions, condition]
    : conditions.map((other) => (other.type === type ? condition : other));
}

export function removeCondition(conditions: readonly Condition[], type: string): readonly Condition[] {
  return conditions.filter((condition) => condition.type !== type);
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}
