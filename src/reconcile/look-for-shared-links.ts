import { shareKeyOf } from '../desired/ownership.ts';
import { vpcLinkQueueKey } from './claims.ts';
import type { Ports } from './ports.ts';

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
      for (const link of await aws(region).listVpcLinks(signal)) {
        const shareKey = shareKeyOf(link.tags, settings.clusterId, 'VpcLink');
        if (shareKey !== undefined) kubernetes.enqueue(vpcLinkQueueKey(region, shareKey));
      }
    } catch (error) {
      log.warn(
        { region, err: error },
        'shared links could not be listed; those without a user are found at the next start',
      );
    }
  }
}
