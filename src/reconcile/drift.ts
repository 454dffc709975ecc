import type { PrivateApi } from '../api/private-api.ts';
import { findCondition } from './conditions.ts';
import type { Finding } from './conditions.ts';

/** What the condition DriftDetected says of changes that nobody asked for and that are not put back yet. */
export function driftFinding(changes: readonly string[]): Finding {
  return changes.length === 0
    ? { status: 'False', reason: 'NoDrift', message: 'AWS is as the spec wants it' }
    : { status: 'True', reason: 'Drifted', message: changes.join('; ') };
}

/**
 * Whether the last pass found or left AWS as this very spec wants it, or was putting it back. Then what differs now was
 * changed by others; else it may as well follow from the spec.
 */
export function wasInLine({ metadata, status }: PrivateApi): boolean {
  return ['Ready', 'DriftDetected'].some((type) => {
    const condition = findCondition(status?.conditions, type);
    return condition?.status === 'True' && condition.observedGeneration === metadata.generation;
  });
}
