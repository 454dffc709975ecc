import type { DesiredState } from '../desired/desired-state.ts';
import { logGroupName } from '../desired/names.ts';
import { isOwnedBy } from '../desired/ownership.ts';
import { TerminalError, WaitingError } from '../errors.ts';
import type { ObservedState } from '../plan/observed-state.ts';
import { clearAnnouncement, credibleAnnouncements } from './intent.ts';
import type { Announcement } from './intent.ts';
import { intentOptions, specOf } from './pass.ts';
import type { Pass } from './pass.ts';

/**
 * Log groups of one object. Their names are their identity, so a creation whose answer was lost is simply sent again.
 * Its announcement keeps the name until it is recorded: a spec that names another group meanwhile loses none.
 */
export function logGroupAnnouncement(name: string): Announcement {
  return { role: 'LogGroup', key: name };
}

/** The wanted log group, and those that the object had before. One that others made is reported and left alone. */
export async function observeLogGroups(
  pass: Pass,
  { logGroup }: DesiredState,
): Promise<Pick<ObservedState, 'logGroup' | 'formerLogGroups'>> {
  const found = logGroup && (await pass.aws.readLogGroup(logGroup.name, pass.signal));
  if (found !== undefined && !isOwnedBy(found.tags, pass.owner, 'LogGroup')) {
    throw new TerminalError({
      reason: 'LogGroupConflict',
      message: `log group ${found.name} exists and does not carry the tags of this object, so it is left alone; set spec.stage.accessLog.logGroup.name to another name, or destinationArn to use it as it is`,
      condition: 'Deployed',
    });
  }
  if (logGroup !== undefined && found === undefined && isYoungLoss(pass, logGroup.name)) {
    throw notShownYet(pass, logGroup.name);
  }
  const formerLogGroups: string[] = [];
  for (const name of namesIn(pass)) {
    if (name === logGroup?.name) continue;
    if (await isOurs(pass, name)) formerLogGroups.push(name);
    else forgetLogGroup(pass, name);
  }
  return { logGroup: found, formerLogGroups };
}

/** After its creation was answered, or it was found: nothing is pending any more. */
export function recordLogGroup(pass: Pass, { name, arn }: { name: string; arn: string }): void {
  const { recorded } = pass;
  // The former one is recorded until it is deleted; the announcement keeps this one so long.
  if (recorded.logGroup !== undefined && recorded.logGroup.name !== name) return;
  pass.recorded = { ...clearAnnouncement(recorded, logGroupAnnouncement(name)), logGroup: { name, arn } };
}

/** It is gone. A creation of it that may still land keeps its announcement, and is looked for. */
export function forgetLogGroup(pass: Pass, name: string): void {
  const { logGroup, ...rest } = pass.recorded;
  if (logGroup?.name === name) pass.recorded = rest;
  if (!mayStillAppear(pass, name)) pass.recorded = clearAnnouncement(pass.recorded, logGroupAnnouncement(name));
}

/** For a deletion: every log group that the object has or may have, as far as it carries the object's tags. */
export async function removeLogGroups(pass: Pass): Promise<void> {
  for (const name of new Set([...namesIn(pass), ...nameInSpec(pass)])) {
    if (await isOurs(pass, name)) {
      pass.log.info({ logGroup: name }, 'deleting the log group');
      await deleteLogGroup(pass, name);
    } else if (mayStillAppear(pass, name) || isYoungLoss(pass, name)) {
      throw notShownYet(pass, name);
    }
    forgetLogGroup(pass, name);
  }
}

export async function deleteLogGroup(pass: Pass, name: string): Promise<void> {
  await pass.aws.deleteLogGroup(name, pass.signal);
  pass.changedAws = true;
  pass.events.push({ type: 'Normal', reason: 'Deleted', action: 'DeleteLogGroup', note: `deleted log group ${name}` });
}

/** Recorded, or announced and not recorded yet. */
function namesIn({ recorded }: Pass): readonly string[] {
  const announced = (recorded.pendingCreates ?? []).filter(({ role }) => role === 'LogGroup').map(({ key }) => key);
  return [...new Set([...(recorded.logGroup === undefined ? [] : [recorded.logGroup.name]), ...announced])];
}

/** Should the status be lost. */
function nameInSpec({ object, owner }: Pass): readonly string[] {
  const logGroup = specOf(object).stage?.accessLog?.logGroup;
  return logGroup === undefined ? [] : [logGroup.name ?? logGroupName(owner.namespace, owner.name)];
}

async function isOurs(pass: Pass, name: string): Promise<boolean> {
  const found = await pass.aws.readLogGroup(name, pass.signal);
  return found !== undefined && isOwnedBy(found.tags, pass.owner, 'LogGroup');
}

function mayStillAppear(pass: Pass, name: string): boolean {
  const { nowMs, graceMs } = intentOptions(pass);
  return credibleAnnouncements(pass.recorded, { nowMs, graceMs }).some(
    ({ role, key, since }) => role === 'LogGroup' && key === name && Date.parse(since) + graceMs > nowMs,
  );
}

/** CloudWatch Logs may not show yet what was made a moment ago. */
function isYoungLoss({ recorded, ports }: Pass, name: string): boolean {
  const changedAtMs = Date.parse(recorded.lastSyncTime ?? '');
  return recorded.logGroup?.name === name && ports.clock.now() < changedAtMs + ports.times.createGraceMs;
}

function notShownYet(pass: Pass, name: string): WaitingError {
  return new WaitingError({
    reason: 'CreationUnconfirmed',
    message: `log group ${name} was being made and does not show yet; it is looked for until it cannot appear any more`,
    afterMs: pass.ports.times.lookAgainMs,
  });
}
