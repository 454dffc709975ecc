import { vpcLinkV2Name } from '../desired/names.ts';
import { sharedTags, shareKeyOf } from '../desired/ownership.ts';
import type { VpcLinkFact } from '../desired/facts.ts';
import { RetryableError } from '../errors.ts';
import { planSharedLinkV2 } from '../plan/plan-shared-link-v2.ts';
import { claimsOn, portsClaimed } from './claims.ts';
import { canSend } from './intent.ts';
import type { Requeue } from './outcome.ts';
import { failedLink, sendAnnounced } from './reconcile-shared-link.ts';
import type { SharedLinkPass } from './reconcile-shared-link.ts';
import { bringGroupInLine, removeLinkGroup } from './shared-link-group.ts';
import type { SharedLinkGroup } from './shared-link-group.ts';

/** The V2 link of one share key, and its security group: made before it, changed with its users, gone after it. */
export async function bringLinkV2InLine(pass: SharedLinkPass): Promise<Requeue> {
  const { aws, shareKey, ports, users, log, signal } = pass;
  const { clusterId } = ports.settings;
  const links = (await aws.listVpcLinks('V2', signal)).filter(
    (link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey,
  );
  const isWanted = users.length > 0 || (await pass.isUsedWithoutObject());
  const claims = users.flatMap(({ status }) => claimsOn(status, shareKey));
  // Nobody tells which of them an API without an object is served over.
  const servedIds = new Set(
    users.length === 0
      ? links.map(({ id }) => id)
      : claims.flatMap(({ id, served }) => (served === true && id !== undefined ? [id] : [])),
  );
  const step = planSharedLinkV2(links, isWanted, servedIds);
  const lookAgain: Requeue = { kind: 'after', ms: ports.times.lookAgainMs };
  const group = { aws, clusterId, shareKey, log, signal };
  const [claim] = claims;

  switch (step.kind) {
    case 'wait':
      log.debug({ because: step.because }, 'waiting for a shared link');
      return lookAgain;
    case 'delete':
      log.info({ vpcLinkId: step.link.id, because: step.because }, 'deleting a VPC link');
      await aws.deleteVpcLink('V2', step.link.id, signal);
      log.info({ vpcLinkId: step.link.id }, 'deleted a VPC link');
      if (step.link.status === 'FAILED' && isWanted) throw failedLink(step.link.id, step.because);
      return lookAgain;
    case 'nothing':
      if (!isWanted) return (await removeLinkGroup(group)) === 'wait' ? lookAgain : { kind: 'none' };
      if (claim !== undefined && claim.securityGroupIds === undefined) await changeGroup(claim.vpcId ?? '');
      return { kind: 'none' };
    case 'create':
      // What an API without an object used is gone, and nobody is there to want another.
      return claim === undefined ? { kind: 'none' } : await create();
  }

  async function changeGroup(vpcId: string): Promise<void> {
    const wanted = { vpcId, ports: portsClaimed(users, shareKey) };
    const { group: found, changed } = await bringGroupInLine(group, wanted, { create: false });
    const working = links.find(({ status }) => status === 'AVAILABLE');
    if (found === undefined && working !== undefined) throw groupNotFound(working, group);
    if (changed) pass.wakeUsers();
  }

  async function create(): Promise<Requeue> {
    const { vpcId = '', subnetIds = [] } = claim!;
    let { securityGroupIds } = claim!;
    const options = { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs, memory: ports.memory };
    if (!canSend({ role: 'VpcLink', key: shareKey }, options)) return { kind: 'none' };
    if (securityGroupIds === undefined) {
      const wanted = { vpcId, ports: portsClaimed(users, shareKey) };
      const made = await bringGroupInLine(group, wanted, { create: true });
      if (made.group === undefined) return lookAgain;
      securityGroupIds = [made.group.id];
    }
    const link = { subnetIds, securityGroupIds };
    await sendAnnounced(pass, link, () =>
      aws.createVpcLinkV2(
        { ...link, name: vpcLinkV2Name(vpcId, shareKey), tags: sharedTags(clusterId, 'VpcLink', shareKey) },
        signal,
      ),
    );
    return { kind: 'none' };
  }
}

/**
 * EC2 keeps a group while the network interfaces of a link have it, so this one is there and nobody's: another with its
 * name cannot be made, and one without tags is not ours to change.
 */
function groupNotFound(link: VpcLinkFact, { clusterId, shareKey }: SharedLinkGroup): RetryableError {
  const tags = Object.entries(sharedTags(clusterId, 'VpcLinkSecurityGroup', shareKey)).map((tag) => tag.join('='));
  return new RetryableError({
    reason: 'SecurityGroupNotFound',
    message: `the security group ${link.securityGroupIds.join()} of VPC link ${link.id} has lost its tags; give them back: ${tags.join(', ')}`,
    condition: 'BackendsReady',
  });
}
