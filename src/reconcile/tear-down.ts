import { finalizer } from '../api/private-api.ts';
import { restApiArn } from '../desired/arns.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { isOwnedBy, retainedTags, sharedRoleTags, shareKeyOf, versionOfShareKey } from '../desired/ownership.ts';
import { WaitingError } from '../errors.ts';
import { checkAccount } from './check-account.ts';
import { claimedShareKeys, vpcLinkQueueKey, wantsSharedLink } from './claims.ts';
import { clearAnnouncement } from './intent.ts';
import { removeExports } from './keep-export.ts';
import { removePermissions } from './lambda-permissions.ts';
import { enqueueUnwanted } from './link-progress.ts';
import { removeLogGroups } from './log-groups.ts';
import { sharedLinkKeys } from './look-for-shared-links.ts';
import { findRestApi, hasUnconfirmedRestApi, refuseYoungLoss } from './observe.ts';
import { markUnfinished, restApiAnnouncement, saveRecorded, specOf, SupersededError } from './pass.ts';
import type { Pass } from './pass.ts';
import { usedWithoutObject } from './used-without-object.ts';
import { withoutRestApi } from './without-rest-api.ts';

/**
 * Removes exactly what was made for the object, from recorded ids and tags: the spec need not parse any more. The
 * finalizer goes last, when AWS confirms that nothing of the object is left (or, with `Retain`, that all is marked).
 */
export async function tearDown(pass: Pass): Promise<'done' | 'suspended'> {
  if (pass.object.metadata.finalizers?.includes(finalizer) !== true) return 'done';
  if (pass.isSuspended) return 'suspended';
  const identity = await checkAccount(pass);

  if (specOf(pass.object).deletionPolicy === 'Retain') {
    await retain(pass, identity);
    await removeExports(pass);
  } else {
    await deleteRestApi(pass);
    await removePermissions(pass, identity);
    await removeLogGroups(pass);
    await removeExports(pass);
    await waitForSharedLinks(pass, identity);
  }
  const written = await pass.ports.kubernetes.removeFinalizer(pass.object);
  if (written.result === 'conflict') throw new SupersededError('conflict');
  return 'done';
}

async function deleteRestApi(pass: Pass): Promise<void> {
  const id = await ownedRestApi(pass);
  if (id !== undefined) {
    pass.log.info({ restApiId: id }, 'deleting the REST API');
    await pass.aws.deleteRestApi(id, pass.signal);
    pass.changedAws = true;
    pass.events.push({ type: 'Normal', reason: 'Deleted', action: 'DeleteRestApi', note: `deleted REST API ${id}` });
  }
  if (pass.recorded.restApi === undefined) return;
  pass.recorded = withoutRestApi(clearAnnouncement(pass.recorded, restApiAnnouncement(pass)));
  markUnfinished(pass, 'Deleting', 'the REST API is deleted');
  // Written before the links are looked at: the status without a REST API is what lets go of them.
  await saveRecorded(pass);
}

/** By recorded id or by tag, and only with the tags of this very object. */
async function ownedRestApi(pass: Pass): Promise<string | undefined> {
  const recordedId = pass.recorded.restApi?.id;
  const recorded =
    recordedId === undefined
      ? undefined
      : await pass.aws.readRestApi(recordedId, { gatewayResponses: false }, pass.signal);
  if (recorded !== undefined && isOwnedBy(recorded.tags, pass.owner, 'RestApi')) return recorded.id;
  if (recorded !== undefined) {
    pass.log.warn(
      { restApiId: recorded.id },
      'the recorded REST API does not carry the tags of this object and is left alone',
    );
  }
  const found = await findRestApi(pass);
  if (found === undefined && recorded === undefined && recordedId !== undefined) refuseYoungLoss(pass, recordedId);
  if (found === undefined && hasUnconfirmedRestApi(pass)) {
    throw new WaitingError({
      reason: 'CreationUnconfirmed',
      message:
        'a REST API was being created when its answer was lost; it is looked for until it cannot appear any more',
      afterMs: pass.ports.times.lookAgainMs,
    });
  }
  return found;
}

/** The last user of a shared link waits until it is gone; while others want it, it is theirs. */
async function waitForSharedLinks(pass: Pass, identity: AwsIdentity): Promise<void> {
  const shareKeys = claimedShareKeys(pass.recorded);
  if (shareKeys.length === 0) {
    // A status that was lost names no links, yet they have lost their user.
    enqueueUnwanted(pass, await sharedLinkKeys(pass.aws, pass.owner.clusterId, pass.signal), identity);
    return;
  }
  const others = pass.ports.kubernetes.listPrivateApis().filter(({ metadata }) => metadata.uid !== pass.owner.uid);
  const unclaimed = shareKeys.filter((shareKey) => !others.some((other) => wantsSharedLink(other, shareKey)));
  // The security group of a V2 link closes the ports that only this object used, though others keep the link.
  for (const shareKey of shareKeys) {
    const key = vpcLinkQueueKey(identity.region, shareKey);
    const isKept = versionOfShareKey(shareKey) === 'V2' && !unclaimed.includes(shareKey);
    if (isKept && !pass.ports.memory.sharedProblems.has(key)) pass.ports.kubernetes.enqueue(key);
  }
  const used = await usedWithoutObject(unclaimed, pass.aws, pass.ports, pass.signal);
  const unwanted = unclaimed.filter((shareKey) => !used.includes(shareKey));
  if (unwanted.length === 0) return;
  const left = await leftOf(pass, unwanted);
  const announced = (pass.recorded.pendingCreates ?? []).filter(
    ({ role, since }) =>
      role === 'VpcLink' && Date.parse(since) + pass.ports.times.createGraceMs > pass.ports.clock.now(),
  );
  if (left.length + announced.length === 0) return;
  for (const shareKey of unwanted) {
    const key = vpcLinkQueueKey(identity.region, shareKey);
    const problem = pass.ports.memory.sharedProblems.get(key);
    // The link's own pass knows when to try again; and it wakes its users, so waking it here would go on without end.
    if (problem !== undefined) throw problem;
    pass.ports.kubernetes.enqueue(key);
  }
  throw new WaitingError({
    reason: 'Deleting',
    message:
      left.length > 0
        ? `waiting until ${left.join(', ')} is gone`
        : 'a VPC link was being created; it is looked for until it cannot appear any more',
    afterMs: pass.ports.times.lookAgainMs,
  });
}

/** What AWS still holds of shared links, in words. */
async function leftOf({ aws, owner, signal }: Pass, shareKeys: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const version of ['V1', 'V2'] as const) {
    const keys = shareKeys.filter((shareKey) => versionOfShareKey(shareKey) === version);
    if (keys.length === 0) continue;
    const links = await aws.listVpcLinks(version, signal);
    left.push(
      ...links
        .filter(({ tags }) => keys.includes(shareKeyOf(tags, owner.clusterId, 'VpcLink') ?? ''))
        .map(({ id }) => `VPC link ${id}`),
    );
    if (version === 'V1') continue;
    const groups = await aws.findSecurityGroups(sharedRoleTags(owner.clusterId, 'VpcLinkSecurityGroup'), signal);
    left.push(
      ...groups
        .filter(({ tags }) => keys.includes(shareKeyOf(tags, owner.clusterId, 'VpcLinkSecurityGroup') ?? ''))
        .map(({ id }) => `security group ${id}`),
    );
  }
  return left;
}

/** The API keeps running without its object; its tags say what shared things it uses, so that those stay as well. */
async function retain(pass: Pass, identity: AwsIdentity): Promise<void> {
  const id = await ownedRestApi(pass);
  if (id === undefined) return;
  const set = retainedTags(claimedShareKeys(pass.recorded));
  await pass.aws.changeTags(restApiArn(identity, id), { set, remove: [] }, pass.signal);
  pass.changedAws = true;
  pass.events.push({
    type: 'Normal',
    reason: 'Retained',
    action: 'Retain',
    note: `kept REST API ${id} and what it uses`,
  });
}
