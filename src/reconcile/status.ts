import type { Condition, PrivateApi, PrivateApiStatus } from '../api/private-api.ts';
import { reconcileAtAnnotation } from '../api/private-api.ts';
import { findCondition, hasDomain, partialConditionsOf, removeCondition, setCondition } from './conditions.ts';
import type { Finding, Findings } from './conditions.ts';
import type { Ending, Outcome } from './outcome.ts';

export interface StatusInput {
  /** As read, with the status of the last pass. */
  readonly object: PrivateApi;
  /** Ids and hashes as this pass leaves them. */
  readonly recorded: PrivateApiStatus;
  readonly findings: Findings;
  readonly ending: Ending;
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** Since when nothing could be looked at, in milliseconds; 0 right after a successful look. */
  readonly blindForMs: number;
  readonly resyncMs: number;
}

const unseen: Finding = { status: 'Unknown', reason: 'Provisioning', message: 'not looked at yet' };

/** The whole status after a pass: a function of what was found, so that it cannot claim more than that. */
export function statusAfter(input: StatusInput): PrivateApiStatus {
  const { object, recorded, findings, ending, outcome, nowMs } = input;
  const suspended = ending.kind === 'suspended';
  // A suspended spec is not acted on, so the status goes on speaking of the generation that was.
  const generation = suspended ? recorded.observedGeneration : object.metadata.generation;
  let conditions: readonly Condition[] = recorded.conditions ?? [];
  const set = (type: string, finding: Finding) => {
    conditions = setCondition(conditions, type, finding, generation, nowMs);
  };

  for (const type of partialConditionsOf(object.spec, recorded)) {
    const finding = findings[type];
    if (finding !== undefined) set(type, finding);
    else if (findCondition(conditions, type) === undefined) set(type, unseen);
  }
  if (!hasDomain(object.spec, recorded)) conditions = removeCondition(conditions, 'DomainReady');
  if (findings.DriftDetected !== undefined) set('DriftDetected', findings.DriftDetected);

  const deletion = object.metadata.deletionTimestamp === undefined ? '' : ', and the deletion waits';
  if (suspended)
    set('Suspended', {
      status: 'True',
      reason: 'Suspended',
      message: `spec.suspend is true: AWS is not written${deletion}`,
    });
  else conditions = removeCondition(conditions, 'Suspended');

  const ready = readyFinding(input, conditions);
  if (ready !== undefined) set('Ready', ready);

  for (const type of ['Reconciling', 'Stalled'] as const) {
    // A failed look at an object that is Ready is no news: marking it would cost two writes for every throttled call.
    const isNews = type === 'Stalled' || findCondition(conditions, 'Ready')?.status !== 'True';
    if (outcome.progress === type && isNews)
      set(type, { status: 'True', reason: outcome.reason, message: outcome.message });
    else conditions = removeCondition(conditions, type);
  }

  const reconcileAt = object.metadata.annotations?.[reconcileAtAnnotation];
  return {
    ...recorded,
    observedGeneration: generation,
    ...(reconcileAt !== undefined && { lastHandledReconcileAt: reconcileAt }),
    conditions: sortedByImportance(conditions),
  };
}

/** Undefined: Ready stays as it is. */
function readyFinding(
  { object, ending, outcome, blindForMs, resyncMs }: StatusInput,
  conditions: readonly Condition[],
): Finding | undefined {
  if (typeof outcome.ready === 'object') return outcome.ready;
  const blocking = partialConditionsOf(object.spec)
    .map((type) => findCondition(conditions, type))
    .find((condition) => condition?.status !== 'True' || condition.observedGeneration !== object.metadata.generation);
  if (outcome.ready === 'kept') {
    const previous = findCondition(conditions, 'Ready');
    if (ending.kind === 'suspended' && previous !== undefined) return undefined;
    // A failed look is no news, unless it speaks of another spec, has lasted too long to be trusted, or saw before it
    // failed that something is not in place.
    const isTrusted =
      previous?.observedGeneration === object.metadata.generation &&
      blindForMs < 3 * resyncMs &&
      (previous.status !== 'True' || blocking === undefined);
    return isTrusted ? undefined : { status: 'Unknown', reason: outcome.reason, message: outcome.message };
  }
  return blocking === undefined
    ? { status: 'True', reason: 'Ready', message: 'the API serves what the spec says' }
    : { status: 'False', reason: blocking.reason as Finding['reason'], message: blocking.message };
}

const order = [
  'Ready',
  'Reconciling',
  'Stalled',
  'EndpointReady',
  'BackendsReady',
  'PolicyApplied',
  'Deployed',
  'DomainReady',
  'DriftDetected',
  'Suspended',
];

function sortedByImportance(conditions: readonly Condition[]): Condition[] {
  return [...conditions].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}
