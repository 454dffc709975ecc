import { claimedVpcs, endpointAnnouncement, vpcEndpointQueueKey, wantsSharedEndpoint } from './endpoint-claims.ts';
import { sharedTags, vpcEndpointShareKey } from '../desired/ownership.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { sharedEndpoints } from '../desired/shared-endpoint.ts';
import { WaitingError } from '../errors.ts';
import { specOf } from './pass.ts';
import type { Pass } from './pass.ts';
import type { AwsPort } from './ports.ts';
import { usedWithoutObject } from './used-without-object.ts';

/**
 * The last user of a managed endpoint waits until the endpoint and its security group are gone; while others want it, or
 * some API of the account has it among its endpoints, it stays.
 */
export async function waitForSharedEndpoints(pass: Pass, identity: AwsIdentity): Promise<void> {
  // Should the status be lost, the spec still says which.
  const inSpec = specOf(pass.object).endpoint?.managed?.vpcId ?? [];
  for (const vpcId of new Set([...claimedVpcs(pass.recorded), inSpec].flat())) {
    await waitForSharedEndpoint(pass, identity, vpcId);
  }
}

async function waitForSharedEndpoint(pass: Pass, { region }: AwsIdentity, vpcId: string): Promise<void> {
  const { aws, ports, owner, signal } = pass;
  const others = ports.kubernetes.listPrivateApis().filter(({ metadata }) => metadata.uid !== owner.uid);
  if (others.some((other) => wantsSharedEndpoint(other, vpcId))) return;
  const shareKey = vpcEndpointShareKey(vpcId);
  if ((await usedWithoutObject([shareKey], aws, ports, signal)).length > 0) return;
  const { endpoints, securityGroups } = await readShared(aws, owner.clusterId, vpcId, signal);
  if (await isUsedByApis(endpoints, aws, signal)) return;
  const announcement = endpointAnnouncement(vpcId);
  const mayAppear = (pass.recorded.pendingCreates ?? []).some(
    ({ role, key, since }) =>
      role === announcement.role &&
      key === announcement.key &&
      Date.parse(since) + ports.times.createGraceMs > ports.clock.now(),
  );
  const left = [...endpoints, ...securityGroups].map(({ id }) => id);
  if (left.length === 0 && !mayAppear) return;

  const queueKey = vpcEndpointQueueKey(region, vpcId);
  const problem = ports.memory.sharedProblems.get(queueKey);
  // The endpoint's own pass knows when to try again; and it wakes its users, so waking it here would go on without end.
  if (problem !== undefined) throw problem;
  ports.kubernetes.enqueue(queueKey);
  throw new WaitingError({
    reason: 'Deleting',
    message:
      left.length > 0
        ? `waiting until ${left.join(' and ')} are gone`
        : 'a VPC endpoint was being created; it is looked for until it cannot appear any more',
    afterMs: ports.times.lookAgainMs,
  });
}

/** What AWS holds under the share key of the VPC. */
export async function readShared(aws: AwsPort, clusterId: string, vpcId: string, signal: AbortSignal) {
  const shareKey = vpcEndpointShareKey(vpcId);
  const [endpoints, securityGroups] = await Promise.all([
    aws.findVpcEndpoints(sharedTags(clusterId, 'VpcEndpoint', shareKey), signal),
    aws.findSecurityGroups(sharedTags(clusterId, 'VpcEndpointSecurityGroup', shareKey), signal),
  ]);
  return { endpoints: sharedEndpoints(endpoints, clusterId, vpcId), securityGroups };
}

/** Ours, retained or anybody's: an API whose endpoint went away could not be called any more. */
export async function isUsedByApis(
  endpoints: readonly { readonly id: string }[],
  aws: AwsPort,
  signal: AbortSignal,
): Promise<boolean> {
  if (endpoints.length === 0) return false;
  const used = await usedEndpointIds(aws, signal);
  return endpoints.some(({ id }) => used.has(id));
}

export async function usedEndpointIds(aws: AwsPort, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set((await aws.listRestApis(signal)).flatMap(({ vpcEndpointIds }) => vpcEndpointIds));
}
