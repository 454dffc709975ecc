import type { Facts, VpcLinkFact } from './facts.ts';
import { shareKeyOf, vpcLinkShareKey } from './ownership.ts';
import type { RouteIntent } from './route-intent.ts';

/** A link that the object's routes need, with what AWS has for it. */
export interface DesiredLink {
  readonly loadBalancerArn: string;
  readonly managed: boolean;
  /** Set when managed. */
  readonly shareKey: string | undefined;
  /** Undefined while there is none. */
  readonly id: string | undefined;
  readonly state: string | undefined;
  readonly statusMessage: string | undefined;
  readonly available: boolean;
}

/** One entry for each load balancer with a managed link and for each given link, in a stable order. */
export function desiredLinks(routes: readonly RouteIntent[], facts: Facts, clusterId: string): readonly DesiredLink[] {
  const links = new Map<string, DesiredLink>();
  for (const { backend } of routes) {
    if (backend.kind !== 'load-balancer') continue;
    const { loadBalancerArn, existingVpcLinkId } = backend;
    const managed = existingVpcLinkId === undefined;
    const shareKey = managed ? vpcLinkShareKey(loadBalancerArn) : undefined;
    const link = managed
      ? sharedLink(facts.vpcLinks, clusterId, shareKey!)
      : facts.vpcLinks.find(({ id }) => id === existingVpcLinkId);
    links.set(`${loadBalancerArn} ${existingVpcLinkId ?? ''}`, {
      loadBalancerArn,
      managed,
      shareKey,
      id: managed ? link?.id : existingVpcLinkId,
      state: link?.status,
      statusMessage: link?.statusMessage,
      available: link?.status === 'AVAILABLE',
    });
  }
  return [...links.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

/** The link of a share key that is in use: the one that works or will, else the one that is there. */
function sharedLink(links: readonly VpcLinkFact[], clusterId: string, shareKey: string): VpcLinkFact | undefined {
  const ours = links.filter((link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey);
  const preference = ['AVAILABLE', 'PENDING', 'FAILED', 'DELETING'];
  return ours.sort((a, b) => preference.indexOf(a.status) - preference.indexOf(b.status) || (a.id < b.id ? -1 : 1))[0];
}
