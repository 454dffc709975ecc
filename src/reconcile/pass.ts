import type { PrivateApi, PrivateApiStatus } from '../api/private-api.ts';
import { keyOf } from '../api/private-api.ts';
import { StoppedError } from '../errors.ts';
import { ownerKey } from '../desired/ownership.ts';
import type { Owner } from '../desired/ownership.ts';
import { setCondition } from './conditions.ts';
import type { Findings } from './conditions.ts';
import { credibleAnnouncements } from './intent.ts';
import type { Announcement, IntentOptions } from './intent.ts';
import type { AwsPort, Logger, Ports } from './ports.ts';

/** What one pass over one object works on and leaves behind. */
export interface Pass {
  /** As read, or as the API server answered the last write: its resourceVersion guards the next one. */
  object: PrivateApi;
  /** Ids and hashes found so far. Written at the end, and earlier where a crash must not lose them. */
  recorded: PrivateApiStatus;
  readonly findings: Findings;
  readonly events: PassEvent[];
  /** What was put back, in words. */
  readonly repaired: string[];
  /** Queue keys of shared things that this object lets go of, looked at once the status says so. */
  readonly releasedKeys: string[];
  /** True after the first AWS write. */
  changedAws: boolean;
  readonly key: string;
  /** AWS is read and reported, never written. */
  readonly isSuspended: boolean;
  readonly owner: Owner;
  readonly aws: AwsPort;
  readonly ports: Ports;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export interface PassEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'Created' | 'Updated' | 'Deployed' | 'DriftRepaired' | 'Deleted' | 'Retained';
  readonly action: string;
  readonly note: string;
}

export function beginPass(object: PrivateApi, ports: Ports, log: Logger, signal: AbortSignal): Pass {
  const { namespace, name, uid } = object.metadata;
  return {
    object,
    recorded: recordedIn(object.status, ports),
    findings: {},
    events: [],
    repaired: [],
    releasedKeys: [],
    changedAws: false,
    key: keyOf(object),
    isSuspended: specOf(object).suspend === true,
    owner: { clusterId: ports.settings.clusterId, namespace, name, uid },
    aws: ports.aws(regionOf(object, ports)),
    ports,
    log,
    signal,
  };
}

/** Fields of a spec that may have stopped to parse. */
export function specOf(object: PrivateApi): Partial<PrivateApi['spec']> {
  return (object as Partial<PrivateApi>).spec ?? {};
}

function recordedIn(status: PrivateApiStatus | undefined, ports: Ports): PrivateApiStatus {
  const { pendingCreates, ...rest } = status ?? { observedGeneration: -1 };
  if (pendingCreates === undefined) return rest;
  const times = { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs };
  const credible = credibleAnnouncements(status, times);
  return credible.length === 0 ? rest : { ...rest, pendingCreates: [...credible] };
}

/** The region that the spec asks for; a recorded one that differs is found out by `checkAccount`. */
export function regionOf(object: PrivateApi, ports: Pick<Ports, 'defaultRegion'>): string {
  return specOf(object).region ?? ports.defaultRegion;
}

export function restApiAnnouncement(pass: Pass): Announcement {
  return { role: 'RestApi', key: ownerKey(pass.owner) };
}

export function intentOptions({ ports }: Pick<Pass, 'ports'>): IntentOptions {
  return { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs, memory: ports.memory };
}

/** For a status written in the middle of a pass: it must not go on claiming what is about to change. */
export function markUnfinished(pass: Pass, reason: 'Provisioning' | 'Deleting', message: string): void {
  const { generation } = pass.object.metadata;
  const finding = { reason, message };
  const nowMs = pass.ports.clock.now();
  const ready = setCondition(
    pass.recorded.conditions ?? [],
    'Ready',
    { ...finding, status: 'Unknown' },
    generation,
    nowMs,
  );
  const conditions = [...setCondition(ready, 'Reconciling', { ...finding, status: 'True' }, generation, nowMs)];
  pass.recorded = { ...pass.recorded, observedGeneration: generation, conditions };
}

/**
 * Writes what is recorded so far, before the next AWS write. Someone else's change since the object was read ends the
 * pass: the next one sees it.
 */
export async function saveRecorded(pass: Pass): Promise<void> {
  const written = await pass.ports.kubernetes.applyStatus(pass.object, pass.recorded);
  if (written.object === undefined) throw new SupersededError(written.result);
  pass.object = written.object;
}

/** The object changed or went away while it was worked on: not a failure, the queue brings it back if it still exists. */
export class SupersededError extends StoppedError {
  readonly by: 'conflict' | 'gone';

  constructor(by: 'conflict' | 'gone') {
    super(by === 'gone' ? 'the object is gone' : 'the object changed');
    this.by = by;
  }
}
