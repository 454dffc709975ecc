import { linkSecurityGroup } from '../desired/link-security-group.ts';
import { shareKeyOf } from '../desired/ownership.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import type { AwsIdentity, Facts } from '../desired/facts.ts';
import type { DesiredLink } from '../desired/vpc-links.ts';
import { WaitingError } from '../errors.ts';
import { planSecurityGroup } from '../plan/plan-security-group.ts';
import { withSecurityGroups } from './security-group-status.ts';
import { claimedShareKeys, claimsOn, portsClaimed, vpcLinkQueueKey, withClaims } from './claims.ts';
import type { Pass } from './pass.ts';

/** Whether every link is there, and the security groups that they have. */
export function noteLinks(pass: Pass, { links }: DesiredState): void {
  // A given link that is out of service can be deployed over: requests bring it back, and for a while they fail.
  const waiting = links.filter(({ available, state }) => !available || state === 'INACTIVE');
  pass.findings.BackendsReady =
    waiting.length === 0
      ? {
          status: 'True',
          reason: 'Available',
          message: links.length === 0 ? 'no VPC link is needed' : 'every VPC link is available',
        }
      : { status: 'False', reason: pendingReason(waiting), message: pendingMessage(waiting) };
  const groups = new Map(
    links.flatMap(({ network, securityGroupIds = [] }) =>
      securityGroupIds.map((id) => [id, { id, managed: network?.securityGroupIds === undefined }] as const),
    ),
  );
  pass.recorded = withSecurityGroups(pass.recorded, 'VpcLink', [...groups.values()]);
}

/** Nothing was ever served and the links are on their way: there is nothing to compare, and AWS is spared the reads. */
export function isOnlyWaiting({ recorded }: Pass, { definition, links }: DesiredState): boolean {
  const claimed = recorded.vpcLinks ?? [];
  return (
    definition === undefined &&
    recorded.restApi !== undefined &&
    recorded.stage === undefined &&
    links.every(
      ({ id, state, closedPorts = [] }) =>
        id !== undefined &&
        state !== 'FAILED' &&
        state !== 'INACTIVE' &&
        closedPorts.length === 0 &&
        claimed.some((link) => link.id === id && link.state === state),
    )
  );
}

/** Why the links are not there yet: what their own pass met, or just time. */
export function linkProblem(pass: Pass, { links, identity }: DesiredState): Error {
  const waiting = links.filter(({ available }) => !available);
  const problem = waiting
    .map(({ shareKey }) => shareKey && pass.ports.memory.sharedProblems.get(vpcLinkQueueKey(identity.region, shareKey)))
    .find((found) => found !== undefined && found !== '');
  if (problem instanceof Error) {
    pass.findings.BackendsReady = {
      status: 'False',
      reason: problem.reason as 'VpcLinkFailed',
      message: problem.message,
    };
    return problem;
  }
  return new WaitingError({
    reason: pendingReason(waiting),
    message: pendingMessage(waiting),
    afterMs: pass.ports.times.lookAgainMs,
    condition: 'BackendsReady',
  });
}

/** Links of ours that nobody wants are seen by whoever lists links, so none is forgotten when a process ends early. */
export function enqueueUnwantedLinks(pass: Pass, { vpcLinks, securityGroups, identity }: Facts): void {
  const { clusterId } = pass.owner;
  enqueueUnwanted(
    pass,
    [
      ...vpcLinks.flatMap((link) => shareKeyOf(link.tags, clusterId, 'VpcLink') ?? []),
      ...[...securityGroups.values()].flatMap(({ tags }) => shareKeyOf(tags, clusterId, 'VpcLinkSecurityGroup') ?? []),
    ],
    identity,
  );
}

/** `shareKeys` are of what AWS holds. */
export function enqueueUnwanted({ ports }: Pass, shareKeys: readonly string[], { region }: AwsIdentity): void {
  if (shareKeys.length === 0) return;
  const wanted = new Set(ports.kubernetes.listPrivateApis().flatMap(({ status }) => claimedShareKeys(status)));
  for (const shareKey of new Set(shareKeys)) {
    if (!wanted.has(shareKey)) ports.kubernetes.enqueue(vpcLinkQueueKey(region, shareKey));
  }
}

/** Security groups of links whose rules are not what their users need: new claims, or somebody else's change. */
export function enqueueLinksWithOtherRules(
  { ports, owner }: Pass,
  { links, identity }: DesiredState,
  facts: Facts,
): void {
  for (const { shareKey, state, network, securityGroupIds = [] } of links) {
    if (shareKey === undefined || network === undefined || network.securityGroupIds !== undefined) continue;
    const key = vpcLinkQueueKey(identity.region, shareKey);
    const group = facts.securityGroups.get(securityGroupIds[0] ?? '');
    if (group === undefined) {
      // A link that works has one, so its pass has something to tell; after that it knows when to look again.
      if (state === 'AVAILABLE' && !ports.memory.sharedProblems.has(key)) ports.kubernetes.enqueue(key);
      continue;
    }
    const wanted = linkSecurityGroup({
      clusterId: owner.clusterId,
      shareKey,
      vpcId: group.vpcId,
      ports: portsClaimed(ports.kubernetes.listPrivateApis(), shareKey),
      cidrs: facts.vpcs.get(group.vpcId)?.cidrs ?? [],
    });
    if (planSecurityGroup(wanted, group).length > 0) ports.kubernetes.enqueue(key);
  }
}

/** The stage serves what is wanted: claims on what only an earlier deployment used end, and the links' passes follow. */
export function releaseLinks(pass: Pass, desired: DesiredState): void {
  const before = pass.recorded;
  pass.recorded = withClaims(before, desired.links, true);
  for (const shareKey of claimedShareKeys(before)) {
    const told = [before, pass.recorded].map((status) =>
      JSON.stringify(claimsOn(status, shareKey).map(({ id, ports }) => [id, ports])),
    );
    if (told[0] !== told[1]) pass.releasedKeys.push(vpcLinkQueueKey(desired.identity.region, shareKey));
  }
}

function pendingReason(waiting: readonly DesiredLink[]): 'VpcLinkInactive' | 'VpcLinkPending' {
  return waiting.some(({ state, predecessor }) => [state, predecessor?.status].includes('INACTIVE'))
    ? 'VpcLinkInactive'
    : 'VpcLinkPending';
}

function pendingMessage(waiting: readonly DesiredLink[]): string {
  return waiting.map(inWords).join('; ');
}

function inWords(link: DesiredLink): string {
  const { id, state, loadBalancerArn, managed, closedPorts = [], securityGroupIds, predecessor } = link;
  const instead = predecessor === undefined ? '' : ` in place of ${outOfService(predecessor)}`;
  if (id === undefined || (managed && state === 'INACTIVE'))
    return `a VPC link for ${loadBalancerArn} is being created${instead}`;
  if (state === 'INACTIVE')
    return `VPC link ${id} for ${loadBalancerArn} carried nothing for 60 days and is INACTIVE; the next requests bring it back, and fail until it is`;
  if (state === 'AVAILABLE' && closedPorts.length > 0)
    return `security group ${securityGroupIds?.join() ?? ''} of VPC link ${id} does not let out to port ${closedPorts.join(', ')} yet`;
  return `VPC link ${id} for ${loadBalancerArn} is ${state ?? 'not found'}${instead && `, made${instead}`}`;
}

function outOfService({ id, status, statusMessage }: NonNullable<DesiredLink['predecessor']>): string {
  return status === 'INACTIVE'
    ? `${id}, which carried nothing for 60 days and is INACTIVE`
    : `${id}, which is ${status}: ${statusMessage}`;
}
