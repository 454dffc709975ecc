import { bringInLine } from './bring-in-line.ts';
import { findCondition } from './conditions.ts';
import { mayAppearUntilMs } from './intent.ts';
import { guardStage } from './guard-stage.ts';
import { toOutcome } from './outcome.ts';
import type { Ending, Outcome, Requeue } from './outcome.ts';
import { beginPass, SupersededError } from './pass.ts';
import type { Pass } from './pass.ts';
import type { Logger, Ports } from './ports.ts';
import { statusAfter } from './status.ts';
import { tearDown } from './tear-down.ts';
import { OperatorError, RetryableError, StoppedError } from '../errors.ts';
import type { Reason } from '../api/reasons.ts';
import type { Condition, PrivateApi } from '../api/private-api.ts';

/**
 * One pass over one object: read, look, decide, act, say. It never trusts what the last pass believed, except ids
 * recorded in the status, and checks those by tag. Nothing sleeps here; the queue is the only loop.
 */
export async function reconcilePrivateApi(
  object: PrivateApi,
  ports: Ports,
  log: Logger,
  signal: AbortSignal,
): Promise<Requeue> {
  const pass = beginPass(object, ports, log, signal);
  const isDeleting = object.metadata.deletionTimestamp !== undefined;
  let ending: Ending;
  try {
    ending = { kind: isDeleting ? await tearDown(pass) : await bringInLineOrGuard(pass) };
  } catch (error) {
    if (error instanceof SupersededError) return afterSuperseded(error.by, ports);
    if (error instanceof StoppedError) return { kind: 'none' };
    ending = { kind: 'error', error };
    if (error instanceof OperatorError) noteFailure(pass, error);
    if (error instanceof OperatorError && pass.isSuspended) ending = { kind: 'suspended' };
  }
  const outcome = toOutcome(ending, ports.times);
  logOutcome(pass, ending, outcome);
  if (isDeleting && ending.kind === 'done') {
    recordEvents(pass);
    return { kind: 'none' };
  }
  try {
    return await say(pass, ending, outcome);
  } catch (error) {
    // What was made in AWS is announced in the status as it stands, so the next pass finds it.
    const failure = toOutcome({ kind: 'error', error }, ports.times);
    pass.log[failure.logLevel]({ reason: failure.reason, err: error }, 'the status could not be written');
    return failure.requeue;
  }
}

/** The watch brings the change that was met; until then looking again at once would only meet it again. */
function afterSuperseded(by: 'conflict' | 'gone', { times }: Ports): Requeue {
  return by === 'gone' ? { kind: 'none' } : { kind: 'after', ms: Math.min(1_000, times.lookAgainMs) };
}

async function bringInLineOrGuard(pass: Pass): Promise<'done' | 'suspended'> {
  try {
    return await bringInLine(pass);
  } catch (error) {
    await guardStage(pass, error);
    throw error;
  }
}

/** The condition that the error speaks of answers for it; a suspended object says instead that it could not be compared. */
function noteFailure({ findings, isSuspended }: Pass, error: OperatorError): void {
  const finding = { reason: error.reason as Reason, message: error.message };
  if (isSuspended) findings.DriftDetected = { ...finding, status: 'Unknown' };
  else if (error.condition !== undefined && !(error instanceof RetryableError)) {
    findings[error.condition] = { ...finding, status: 'False' };
  }
}

/** Writes the status once, tells the news, and says when to come back. */
async function say(pass: Pass, ending: Ending, outcome: Outcome): Promise<Requeue> {
  const { ports, key } = pass;
  const nowMs = ports.clock.now();
  if (outcome.ready !== 'kept') ports.memory.lastLookAtMs.set(key, nowMs);
  const lastLookAtMs = ports.memory.lastLookAtMs.get(key) ?? nowMs;
  ports.memory.lastLookAtMs.set(key, lastLookAtMs);

  if (pass.changedAws) pass.recorded = { ...pass.recorded, lastSyncTime: new Date(nowMs).toISOString() };
  if (pass.repaired.length > 0) {
    pass.recorded = {
      ...pass.recorded,
      lastRepair: { time: new Date(nowMs).toISOString(), fields: [...pass.repaired] },
    };
    pass.events.push({
      type: 'Normal',
      reason: 'DriftRepaired',
      action: 'Repair',
      note: `put back: ${pass.repaired.join('; ')}`,
    });
  }
  const status = statusAfter({
    object: pass.object,
    recorded: pass.recorded,
    findings: pass.findings,
    ending,
    outcome,
    nowMs,
    blindForMs: nowMs - lastLookAtMs,
    resyncMs: ports.times.resyncMs,
  });
  const readyBefore = findCondition(pass.object.status?.conditions, 'Ready');
  const readyAfter = findCondition(status.conditions, 'Ready');

  const written = await ports.kubernetes.applyStatus(pass.object, status);
  if (written.object === undefined) return afterSuperseded(written.result, ports);

  report(pass, outcome, readyAfter);
  for (const released of pass.releasedKeys) ports.kubernetes.enqueue(released);
  recordEvents(pass);
  const settledAtMs = Math.max(
    mayAppearUntilMs(status, 'Deployment', ports.times.createGraceMs),
    mayAppearUntilMs(status, 'LogGroup', ports.times.createGraceMs),
    mayAppearUntilMs(status, 'DomainName', ports.times.createGraceMs),
  );
  if (
    readyAfter !== undefined &&
    (readyBefore?.status !== readyAfter.status || readyBefore.reason !== readyAfter.reason)
  ) {
    const isReady = readyAfter.status === 'True';
    ports.kubernetes.recordEvent(pass.object, {
      type: isReady ? 'Normal' : outcome.eventType,
      reason: readyAfter.reason,
      action: 'Reconcile',
      note: readyAfter.message,
    });
  }
  return ending.kind === 'done' && settledAtMs > nowMs ? { kind: 'after', ms: settledAtMs - nowMs } : outcome.requeue;
}

function report({ ports: { metrics }, owner, repaired }: Pass, outcome: Outcome, ready: Condition | undefined): void {
  metrics.resourceReady(owner.namespace, owner.name, ready?.status === 'True', ready?.reason ?? '');
  if (outcome.progress === 'Stalled') metrics.terminal();
  // Differences name paths of the API; a label must not, for there would be one for each route.
  for (const field of new Set(repaired.map((difference) => (difference.includes('/') ? 'methods' : difference)))) {
    metrics.driftRepaired(field);
  }
}

function recordEvents(pass: Pass): void {
  for (const event of pass.events) pass.ports.kubernetes.recordEvent(pass.object, event);
}

function logOutcome(pass: Pass, ending: Ending, outcome: Outcome): void {
  if (ending.kind !== 'error') {
    pass.log[pass.changedAws ? 'info' : 'debug']({ repaired: pass.repaired }, 'pass done');
    return;
  }
  const isKnown = ending.error instanceof OperatorError;
  const fields = {
    reason: outcome.reason,
    requeue: outcome.requeue,
    ...(isKnown ? { detail: outcome.message } : { err: ending.error }),
  };
  pass.log[outcome.logLevel](fields, 'pass ended early');
}
