import type { DesiredState } from '../desired/desired-state.ts';
import { WaitingError } from '../errors.ts';
import { withClaims, vpcLinkQueueKey } from './claims.ts';
import type { ObservedState } from '../plan/observed-state.ts';
import { announce, clearAnnouncement, confirmAnnounced, isAnnounced, nextForCreate } from './intent.ts';
import type { Announcement } from './intent.ts';
import { withDesiredPermissions } from './lambda-permissions.ts';
import { logGroupAnnouncement } from './log-groups.ts';
import { intentOptions, markUnfinished, restApiAnnouncement, saveRecorded } from './pass.ts';
import type { Pass } from './pass.ts';

/**
 * Before the first AWS write: the account, the claims on shared links, the functions to be opened and the creations that
 * are due go into the status, in one write, and none when they are there already. Throws while the
 * REST API may not be created yet.
 */
export async function announceCreates(pass: Pass, desired: DesiredState, observed: ObservedState): Promise<void> {
  const { ports, recorded: before } = pass;
  const options = intentOptions(pass);
  const objects = ports.kubernetes.listPrivateApis();
  // What somebody has to change first is tried again by the link's own pass, when it says.
  const untroubledLinks = desired.links.filter(
    ({ shareKey }) =>
      shareKey !== undefined && !ports.memory.sharedProblems.has(vpcLinkQueueKey(desired.identity.region, shareKey)),
  );
  const keysOf = (links: DesiredState['links']) => [...new Set(links.map(({ shareKey }) => shareKey!))];
  const missingLinks = keysOf(untroubledLinks.filter(isMissing));
  const failedLinks = keysOf(untroubledLinks.filter(({ state }) => state === 'FAILED'));
  const due: Announcement[] = [
    ...(observed.restApi === undefined ? [restApiAnnouncement(pass)] : []),
    ...missingLinks.map((shareKey) => ({ role: 'VpcLink' as const, key: shareKey })),
  ];

  let { recorded } = pass;
  recorded = { ...recorded, accountId: desired.identity.accountId, region: desired.identity.region };
  recorded = withClaims(recorded, desired.links, false);
  recorded = withDesiredPermissions(recorded, desired.permissions ?? []);
  for (const link of desired.links) {
    if (link.shareKey !== undefined && !isMissing(link))
      recorded = clearAnnouncement(recorded, { role: 'VpcLink', key: link.shareKey });
  }

  const toAnnounce: Announcement[] = [];
  const linksToCreate: string[] = [];
  let restApiWaitUntilMs = 0;
  for (const announcement of due) {
    const next = nextForCreate(announcement, objects, options);
    if (next.kind === 'announce') {
      toAnnounce.push(announcement);
      recorded = announce(recorded, announcement, options.nowMs);
    }
    if (next.kind !== 'wait' && announcement.role === 'VpcLink') linksToCreate.push(announcement.key);
    if (next.kind === 'wait' && announcement.role === 'RestApi') restApiWaitUntilMs = next.untilMs;
  }

  const logGroup =
    desired.logGroup && observed.logGroup === undefined ? logGroupAnnouncement(desired.logGroup.name) : undefined;
  const announcesLogGroup = logGroup !== undefined && !isAnnounced(recorded, logGroup, options);
  if (announcesLogGroup) recorded = announce(recorded, logGroup, options.nowMs);

  pass.recorded = recorded;
  const claimsAnew =
    recorded.accountId !== before.accountId ||
    claimed(recorded) !== claimed(before) ||
    (recorded.lambdaPermissions ?? []).length > (before.lambdaPermissions ?? []).length;
  if (toAnnounce.length > 0 || announcesLogGroup || claimsAnew) {
    if (toAnnounce.length > 0) markUnfinished(pass, 'Provisioning', 'AWS is being brought in line with the spec');
    await saveRecorded(pass);
  }
  for (const announcement of toAnnounce) confirmAnnounced(announcement, options.nowMs, ports.memory);
  for (const shareKey of [...linksToCreate, ...failedLinks])
    ports.kubernetes.enqueue(vpcLinkQueueKey(desired.identity.region, shareKey));

  if (restApiWaitUntilMs > 0) {
    throw new WaitingError({
      reason: 'CreationUnconfirmed',
      message: `a REST API was being created when its answer was lost; if it has not appeared by ${new Date(restApiWaitUntilMs).toISOString()}, another is created`,
      afterMs: Math.min(ports.times.lookAgainMs, restApiWaitUntilMs - options.nowMs),
    });
  }
}

/** There is none, or only one that AWS took out of service, beside which another is made. */
function isMissing({ id, state }: DesiredState['links'][number]): boolean {
  return id === undefined || state === 'INACTIVE';
}

/** What is claimed, whatever the state of it. */
function claimed({ vpcLinks }: Pass['recorded']): string {
  return JSON.stringify(
    (vpcLinks ?? [])
      .filter(({ managed }) => managed)
      .map(({ loadBalancerArn, vpcId, subnetIds, securityGroupIds, ports }) =>
        [loadBalancerArn, vpcId, subnetIds, securityGroupIds, ports].join(' '),
      )
      .sort(),
  );
}
