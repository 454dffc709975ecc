import { sharedRoleTags, shareKeyOf } from '../desired/ownership.ts';
import { vpcLinkQueueKey } from './claims.ts';
import type { AwsPort, Ports } from './ports.ts';

/**
 * A link whose last user was removed by force is nobody's key. Links are looked for once, when a process takes over, in
 * every region that is in use; their own passes decide.
 */
export async function lookForSharedLinks(ports: Ports, signal: AbortSignal): Promise<void> {
  const { aws, defaultRegion, kubernetes, log, settings } = ports;
  const regions = new Set([
    defaultRegion,
    ...kubernetes.listPrivateApis().flatMap(({ status }) => status?.region ?? []),
  ]);
  for (const region of regions) {
    try {
      for (const shareKey of await sharedLinkKeys(aws(region), settings.clusterId, signal)) {
        kubernetes.enqueue(vpcLinkQueueKey(region, shareKey));
      }
    } catch (error) {
      log.warn(
        { region, err: error },
        'shared links could not be listed; those without a user are found at the next start',
      );
    }
  }
}

/** Share keys of everything in AWS that belongs to shared links: the links, and security groups without one. */
export async function sharedLinkKeys(aws: AwsPort, clusterId: string, signal: AbortSignal): Promise<readonly string[]> {
  const [v1Links, v2Links, groups] = await Promise.all([
    aws.listVpcLinks('V1', signal),
    aws.listVpcLinks('V2', signal),
    aws.findSecurityGroups(sharedRoleTags(clusterId, 'VpcLinkSecurityGroup'), signal),
  ]);
  return [
    ...new Set([
      ...[...v1Links, ...v2Links].flatMap(({ tags }) => shareKeyOf(tags, clusterId, 'VpcLink') ?? []),
      ...groups.flatMap(({ tags }) => shareKeyOf(tags, clusterId, 'VpcLinkSecurityGroup') ?? []),
    ]),
  ];
}
