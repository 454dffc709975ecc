import type { PendingCreate, PrivateApi, PrivateApiStatus } from '../api/private-api.ts';
import type { Memory } from './memory.ts';

/**
 * Intent before create. No create of API Gateway takes a client token, so a creation is announced in
 * `status.pendingCreates` before it is sent, and the entry is cleared together with recording the id. Whoever finds an
 * entry that it did not write itself searches AWS, and creates again only when the search finds nothing and the grace
 * time has passed: by then a creation whose answer was lost has appeared.
 */
export interface Announcement {
  readonly role: 'RestApi' | 'VpcLink' | 'Deployment' | 'LogGroup';
  readonly key: string;
}

export interface IntentOptions {
  readonly nowMs: number;
  readonly graceMs: number;
  readonly memory: Memory;
}

/**
 * An announcement is good for sending during the first quarter of the grace time, so that most of it is left for the
 * answer however late the request was sent.
 */
function maySendUntilMs(sinceMs: number, graceMs: number): number {
  return sinceMs + graceMs / 4;
}

/**
 * What to do about a creation that is needed: `send` under an announcement of this process, `announce` it first, or
 * `wait` until an announcement of somebody else (or one already sent) is too old to matter.
 */
export function nextForCreate(
  announcement: Announcement,
  objects: readonly PrivateApi[],
  { nowMs, graceMs, memory }: IntentOptions,
): { readonly kind: 'send' | 'announce' } | { readonly kind: 'wait'; readonly untilMs: number } {
  const unsentSince = memory.unsentCreates.get(memoryKey(announcement));
  if (unsentSince !== undefined && nowMs < maySendUntilMs(unsentSince, graceMs)) return { kind: 'send' };
  const untilMs = Math.max(
    0,
    ...objects
      .flatMap(({ status }) => credibleAnnouncements(status, { nowMs, graceMs }))
      .filter((entry) => isSame(entry, announcement) && Date.parse(entry.since) !== unsentSince)
      .map((entry) => Date.parse(entry.since) + graceMs),
  );
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'announce' };
}

/** Whether the status holds an announcement that a creation may still be sent under. */
export function isAnnounced(
  status: PrivateApiStatus,
  announcement: Announcement,
  { nowMs, graceMs }: Pick<IntentOptions, 'nowMs' | 'graceMs'>,
): boolean {
  return credibleAnnouncements(status, { nowMs, graceMs }).some(
    (entry) => isSame(entry, announcement) && nowMs < maySendUntilMs(Date.parse(entry.since), graceMs),
  );
}

/**
 * Announcements that a process can have made. None announces in the future, be its clock a little ahead: such an entry
 * was written by somebody else and would keep everyone waiting.
 */
export function credibleAnnouncements(
  status: PrivateApiStatus | undefined,
  { nowMs, graceMs }: Pick<IntentOptions, 'nowMs' | 'graceMs'>,
): readonly PendingCreate[] {
  return (status?.pendingCreates ?? []).filter(({ since }) => Date.parse(since) <= nowMs + graceMs);
}

/** The status with the announcement in it; `confirmAnnounced` follows once the API server has it. */
export function announce(status: PrivateApiStatus, announcement: Announcement, nowMs: number): PrivateApiStatus {
  const others = (status.pendingCreates ?? []).filter((entry) => !isSame(entry, announcement));
  return { ...status, pendingCreates: [...others, { ...announcement, since: new Date(nowMs).toISOString() }] };
}

export function confirmAnnounced(announcement: Announcement, nowMs: number, memory: Memory): void {
  memory.unsentCreates.set(memoryKey(announcement), nowMs);
}

/** Whether there is an announcement of this process to send under. */
export function canSend(announcement: Announcement, { nowMs, graceMs, memory }: IntentOptions): boolean {
  const since = memory.unsentCreates.get(memoryKey(announcement));
  return since !== undefined && nowMs < maySendUntilMs(since, graceMs);
}

/** Uses up the announcement: one creation for each. False: there is none to send under. */
export function takeForSending(announcement: Announcement, { nowMs, graceMs, memory }: IntentOptions): boolean {
  const isGood = canSend(announcement, { nowMs, graceMs, memory });
  memory.unsentCreates.delete(memoryKey(announcement));
  return isGood;
}

/** The creation is settled: its id is recorded, or AWS refused it for certain. */
export function clearAnnouncement(status: PrivateApiStatus, announcement: Announcement): PrivateApiStatus {
  const { pendingCreates, ...rest } = status;
  const others = (pendingCreates ?? []).filter((entry) => !isSame(entry, announcement));
  return others.length > 0 ? { ...rest, pendingCreates: others } : rest;
}

/** The latest time at which a creation announced by this object may still appear, 0 when there is none. */
export function mayAppearUntilMs(status: PrivateApiStatus, role: Announcement['role'], graceMs: number): number {
  return Math.max(
    0,
    ...(status.pendingCreates ?? [])
      .filter((entry) => entry.role === role)
      .map(({ since }) => Date.parse(since) + graceMs),
  );
}

/**
 * A deployment is harmless twice, so it is tried again at once. But a copy may appear late; the entry makes every pass
 * list the deployments until that is over, and the copy is deleted as surplus.
 */
export function noteLostDeployment(status: PrivateApiStatus, documentHash: string, nowMs: number): PrivateApiStatus {
  return announce(status, { role: 'Deployment', key: documentHash }, nowMs);
}

export function clearLostDeployments(
  status: PrivateApiStatus,
  { nowMs, graceMs }: Pick<IntentOptions, 'nowMs' | 'graceMs'>,
): PrivateApiStatus {
  const { pendingCreates, ...rest } = status;
  const left = (pendingCreates ?? []).filter(
    ({ role, since }) => role !== 'Deployment' || Date.parse(since) + graceMs > nowMs,
  );
  return left.length > 0 ? { ...rest, pendingCreates: left } : rest;
}

function isSame(entry: PendingCreate, { role, key }: Announcement): boolean {
  return entry.role === role && entry.key === key;
}

function memoryKey({ role, key }: Announcement): string {
  return `${role}/${key}`;
}
