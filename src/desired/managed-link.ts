import type { PrivateApiStatus } from '../api/private-api.ts';
import type { LoadBalancerIntent, ManagedLinkIntent } from './backend-intent.ts';
import { contentHash } from './content-hash.ts';
import type { Facts, LoadBalancerFact } from './facts.ts';
import { canHoldLink } from './link-zones.ts';
import { shareKeyOf, vpcLinkShareKey, vpcLinkV2ShareKey } from './ownership.ts';
import type { LinkNetwork } from './ownership.ts';

/** The managed link that a backend is reached through. */
export type ManagedLink =
  | { readonly version: 'V1'; readonly shareKey: string; readonly network: undefined }
  | { readonly version: 'V2'; readonly shareKey: string; readonly network: LinkNetwork };

export type ChooseLink = (backend: LoadBalancerIntent) => ManagedLink;

/**
 * An Application Load Balancer needs V2, a Network Load Balancer gets V1 unless V2 is asked for. One exception: AWS
 * neither deletes a V1 link that a stage serves nor makes a second one for the load balancer, so when such a link has
 * failed the way on is over V2. docs/decisions/0016-a-served-link-that-fails.md
 */
export function linkChooser(
  backends: readonly LoadBalancerIntent[],
  facts: Facts,
  status: PrivateApiStatus | undefined,
  clusterId: string,
): ChooseLink {
  const usual = onceFor(({ loadBalancerArn, managedLink }) =>
    managedLinkOf(managedLink, facts.loadBalancers.get(loadBalancerArn), loadBalancerArn, facts),
  );
  const served = (status?.deployments ?? []).find(({ id }) => id === status?.stage?.deploymentId);
  if (served === undefined || served.linksHash !== linksHash(usualLinks())) return usual;
  return onceFor((backend) => {
    const { loadBalancerArn, managedLink } = backend;
    const link = usual(backend);
    const loadBalancer = facts.loadBalancers.get(loadBalancerArn);
    if (link.version === 'V2' || managedLink.version === 'V1' || !hasFailed(link.shareKey)) return link;
    const wayOut = managedLinkOf({ ...managedLink, version: 'V2' }, loadBalancer, loadBalancerArn, facts);
    return wayOut.network?.subnetIds.length === 0 ? link : wayOut;
  });

  function usualLinks(): readonly { loadBalancerArn: string; id: string | undefined }[] {
    const byKey = new Map(
      backends.map((backend) => {
        const { shareKey } = usual(backend);
        const id = backend.existingVpcLinkId ?? linksOf(shareKey)[0]?.id;
        return [linkOrder(backend, shareKey), { loadBalancerArn: backend.loadBalancerArn, id }] as const;
      }),
    );
    return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
  }

  function hasFailed(shareKey: string): boolean {
    const links = linksOf(shareKey);
    return links.length > 0 && links.every((link) => link.status === 'FAILED');
  }

  function linksOf(shareKey: string) {
    return facts.vpcLinks.filter((link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey);
  }
}

/** The V2 link's network: what the spec says, else what the load balancer has where V2 links can be. */
export function linkNetwork(intent: ManagedLinkIntent, loadBalancer: LoadBalancerFact, facts: Facts): LinkNetwork {
  const own = loadBalancer.subnetIds.filter((id) => {
    const zone = facts.subnets.get(id)?.availabilityZoneId;
    return zone !== undefined && canHoldLink(facts.identity.region, zone);
  });
  return {
    vpcId: loadBalancer.vpcId,
    subnetIds: intent.subnetIds ?? own.toSorted(),
    securityGroupIds: intent.securityGroupIds,
  };
}

export function linkVersion(intent: ManagedLinkIntent, loadBalancer: LoadBalancerFact | undefined): 'V1' | 'V2' {
  return intent.version ?? (loadBalancer?.type === 'application' ? 'V2' : 'V1');
}

/** Sorts the links of an object; the order is part of their hash. */
export function linkOrder({ loadBalancerArn, existingVpcLinkId }: LoadBalancerIntent, shareKey: string): string {
  return `${loadBalancerArn} ${existingVpcLinkId ?? (shareKey === vpcLinkShareKey(loadBalancerArn) ? '' : shareKey)}`;
}

export function linksHash(links: readonly { loadBalancerArn: string; id: string | undefined }[]): string {
  return contentHash(links.map(({ loadBalancerArn, id }) => [loadBalancerArn, id]));
}

/** Many routes share a backend. */
function onceFor(choose: ChooseLink): ChooseLink {
  const chosen = new Map<LoadBalancerIntent, ManagedLink>();
  return (backend) => {
    const link = chosen.get(backend) ?? choose(backend);
    chosen.set(backend, link);
    return link;
  };
}

function managedLinkOf(
  intent: ManagedLinkIntent,
  loadBalancer: LoadBalancerFact | undefined,
  loadBalancerArn: string,
  facts: Facts,
): ManagedLink {
  if (loadBalancer === undefined || linkVersion(intent, loadBalancer) === 'V1')
    return { version: 'V1', shareKey: vpcLinkShareKey(loadBalancerArn), network: undefined };
  const network = linkNetwork(intent, loadBalancer, facts);
  return { version: 'V2', shareKey: vpcLinkV2ShareKey(network), network };
}
