import { shareKeyOf } from '../desired/ownership.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import type { Facts } from '../desired/facts.ts';
import { WaitingError } from '../errors.ts';
import { claimedShareKeys, vpcLinkQueueKey, withClaims } from './claims.ts';
import type { Pass } from './pass.ts';

/** Whether every link is there. */
export function noteLinks(pass: Pass, { links }: DesiredState): void {
  const waiting = links.filter(({ available }) => !available);
  pass.findings.BackendsReady =
    waiting.length === 0
      ? {
          status: 'True',
          reason: 'Available',
          message: links.length === 0 ? 'no VPC link is needed' : 'every VPC link is available',
        }
      : { status: 'False', reason: 'VpcLinkPending', message: pendingMessage(waiting) };
}

/** Nothing was ever served and the links are on their way: there is nothing to compare, and AWS is spared the reads. */
export function isOnlyWaiting({ recorded }: Pass, { definition, links }: DesiredState): boolean {
  const claimed = recorded.vpcLinks ?? [];
  return (
    definition === undefined &&
    recorded.restApi !== undefined &&
    recorded.stage === undefined &&
    links.every(
      ({ id, state }) =>
        id !== undefined && state !== 'FAILED' && claimed.some((link) => link.id === id && link.state === state),
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
    reason: 'VpcLinkPending',
    message: pendingMessage(waiting),
    afterMs: pass.ports.times.lookAgainMs,
    condition: 'BackendsReady',
  });
}

/** Links of ours that nobody wants are seen by whoever lists links, so none is forgotten when a process ends early. */
export function enqueueUnwantedLinks(
  { ports, owner }: Pass,
  { vpcLinks, identity }: Pick<Facts, 'vpcLinks' | 'identity'>,
): void {
  const shareKeys = vpcLinks.flatMap((link) => shareKeyOf(link.tags, owner.clusterId, 'VpcLink') ?? []);
  if (shareKeys.length === 0) return;
  const wanted = new Set(ports.kubernetes.listPrivateApis().flatMap(({ status }) => claimedShareKeys(status)));
  for (const shareKey of shareKeys) {
    if (!wanted.has(shareKey)) ports.kubernetes.enqueue(vpcLinkQueueKey(identity.region, shareKey));
  }
}

/** The stage serves what is wanted: claims on links that only an earlier deployment used end, and their passes follow. */
export function releaseLinks(pass: Pass, desired: DesiredState): void {
  const before = claimedShareKeys(pass.recorded);
  pass.recorded = withClaims(pass.recorded, desired.links, true);
  const after = new Set(claimedShareKeys(pass.recorded));
  for (const shareKey of before) {
    if (!after.has(shareKey)) pass.releasedKeys.push(vpcLinkQueueKey(desired.identity.region, shareKey));
  }
}

function pendingMessage(waiting: DesiredState['links']): string {
  return waiting
    .map(({ id, state, loadBalancerArn }) =>
      id === undefined
        ? `a VPC link for ${loadBalancerArn} is being created`
        : `VPC link ${id} for ${loadBalancerArn} is ${state ?? 'not found'}`,
    )
    .join('; ');
}
