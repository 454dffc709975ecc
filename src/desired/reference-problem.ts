import type { Reason } from '../api/reasons.ts';
import { allowTag } from './ownership.ts';

/** Something the spec refers to that cannot be used, and what to do about it. */
export interface ReferenceProblem {
  readonly reason: Reason;
  readonly condition: 'EndpointReady' | 'BackendsReady' | 'PolicyApplied' | 'Deployed';
  /** Names the field, the value and the remedy. */
  readonly message: string;
  /** True when waiting may help: the thing is on its way. */
  readonly pending: boolean;
  /** True when Kubernetes tells of the change that is waited for, so that nobody has to look. */
  readonly isWatched?: boolean;
}

type Condition = ReferenceProblem['condition'];

export function problem(reason: Reason, condition: Condition, message: string): ReferenceProblem[] {
  return [{ reason, condition, message, pending: false }];
}

export function pending(reason: Reason, condition: Condition, message: string): ReferenceProblem[] {
  return [{ reason, condition, message, pending: true }];
}

/** Something that a watch brings, such as the hostname in the status of a Service. */
export function awaited(reason: Reason, condition: Condition, message: string): ReferenceProblem[] {
  return [{ reason, condition, message, pending: true, isWatched: true }];
}

/** `where` is the field with its value, `what` the thing that its owner may open. */
export function notPermitted(condition: Condition, where: string, namespace: string, what: string): ReferenceProblem[] {
  return problem(
    'RefNotPermitted',
    condition,
    `${where} is not open to namespace ${namespace}; its owner opens it with the AWS tag ${allowTag} = ${namespace} on ${what}`,
  );
}
