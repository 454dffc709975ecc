import { sharedRoleTags } from '../desired/ownership.ts';
import { vpcEndpointQueueKey } from './endpoint-claims.ts';
import type { Ports } from './ports.ts';

/**
 * An endpoint whose last user was removed by force is nobody's key. Endpoints and their security groups are looked for
 * once, when a process takes over, in every region that is in use; their own passes decide.
 */
export async function lookForSharedEndpoints(ports: Ports, signal: AbortSignal): Promise<void> {
  const { aws, defaultRegion, kubernetes, log, settings } = ports;
  const regions = new Set([
    defaultRegion,
    ...kubernetes.listPrivateApis().flatMap(({ status }) => status?.region ?? []),
  ]);
  for (const region of regions) {
    try {
      const found = await Promise.all([
        aws(region).findVpcEndpoints(sharedRoleTags(settings.clusterId, 'VpcEndpoint'), signal),
        aws(region).findSecurityGroups(sharedRoleTags(settings.clusterId, 'VpcEndpointSecurityGroup'), signal),
      ]);
      for (const { vpcId } of found.flat()) kubernetes.enqueue(vpcEndpointQueueKey(region, vpcId));
    } catch (error) {
      log.warn(
        { region, err: error },
        'managed endpoints could not be listed; those without a user are found at the next start',
      );
    }
  }
}
