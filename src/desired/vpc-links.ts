import type { Facts, VpcLinkFact } from './facts.ts';
import { linkRules } from './link-security-group.ts';
import { linkOrder } from './managed-link.ts';
import type { ChooseLink } from './managed-link.ts';
import { shareKeyOf } from './ownership.ts';
import type { LinkNetwork } from './ownership.ts';
import type { RouteIntent } from './route-intent.ts';

/** A link that the object's routes need to a load balancer, with what AWS has for it. */
export interface DesiredLink {
  readonly loadBalancerArn: string;
  readonly managed: boolean;
  readonly version: 'V1' | 'V2';
  /** Set when managed. */
  readonly shareKey: string | undefined;
  /** Undefined while there is none. */
  readonly id: string | undefined;
  readonly state: string | undefined;
  readonly statusMessage: string | undefined;
  readonly available: boolean;
  /** Of a V2 link that is not there yet: what it takes the place of. */
  readonly predecessor?: Pick<VpcLinkFact, 'id' | 'status' | 'statusMessage'>;
  /** Of a managed V2 link. */
  readonly network?: LinkNetwork;
  /** Listeners of the load balancer that are used, for a V2 link with a security group of its own. */
  readonly ports?: readonly number[];
  /** Of a V2 link: the groups it has or will have; its own is absent until it is made. */
  readonly securityGroupIds?: readonly string[];
  /** Ports that the link's own security group does not let out to yet. */
  readonly closedPorts?: readonly number[];
}

/** One entry for each load balancer and link that leads to it, in a stable order. */
export function desiredLinks(
  routes: readonly RouteIntent[],
  facts: Facts,
  clusterId: string,
  choose: ChooseLink,
): readonly DesiredLink[] {
  const links = new Map<string, DesiredLink>();
  for (const { backend } of routes) {
    if (backend.kind !== 'load-balancer') continue;
    const { loadBalancerArn, existingVpcLinkId, port } = backend;
    const chosen = choose(backend);
    const order = linkOrder(backend, chosen.shareKey);
    const ports = [...new Set([...(links.get(order)?.ports ?? []), port])].sort((a, b) => a - b);
    links.set(order, existingVpcLinkId === undefined ? managedLink() : givenLink(existingVpcLinkId));

    function managedLink(): DesiredLink {
      const { version, shareKey, network } = chosen;
      const link = sharedLink(facts.vpcLinks, clusterId, shareKey, version);
      const isAvailable = link?.status === 'AVAILABLE';
      const common = {
        loadBalancerArn,
        managed: true,
        version,
        shareKey,
        id: link?.id,
        state: link?.status,
        statusMessage: link?.statusMessage,
        ...predecessorOf(facts.vpcLinks, clusterId, shareKey, link),
      };
      if (network === undefined) return { ...common, available: isAvailable };
      const { securityGroupIds } = network;
      if (securityGroupIds !== undefined) return { ...common, available: isAvailable, network, securityGroupIds };
      const group = [...facts.securityGroups.values()].find(
        ({ tags }) => shareKeyOf(tags, clusterId, 'VpcLinkSecurityGroup') === shareKey,
      );
      const open = new Set((group?.egress ?? []).map((rule) => JSON.stringify(rule)));
      const cidrs = facts.vpcs.get(network.vpcId)?.cidrs ?? [];
      const closedPorts = ports.filter((one) =>
        linkRules([one], cidrs).some((rule) => !open.has(JSON.stringify(rule))),
      );
      return {
        ...common,
        available: isAvailable && closedPorts.length === 0,
        network,
        ports,
        securityGroupIds: group === undefined ? [] : [group.id],
        closedPorts,
      };
    }

    function givenLink(id: string): DesiredLink {
      const link = facts.vpcLinks.find((one) => one.id === id);
      return {
        loadBalancerArn,
        managed: false,
        version: link?.version ?? 'V1',
        shareKey: undefined,
        id,
        state: link?.status,
        statusMessage: link?.statusMessage,
        // An inactive link comes back with the first requests, so they have to be able to arrive.
        available: link?.status === 'AVAILABLE' || link?.status === 'INACTIVE',
      };
    }
  }
  return [...links.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

/**
 * The link of a share key that is in use: the one that works or will, else the one that is there. A V2 link that failed
 * or goes is none, for its successor can be made beside it.
 */
function sharedLink(
  links: readonly VpcLinkFact[],
  clusterId: string,
  shareKey: string,
  version: 'V1' | 'V2',
): VpcLinkFact | undefined {
  const preference =
    version === 'V1' ? ['AVAILABLE', 'PENDING', 'FAILED', 'DELETING'] : ['AVAILABLE', 'PENDING', 'INACTIVE'];
  return links
    .filter((link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey && preference.includes(link.status))
    .sort((a, b) => preference.indexOf(a.status) - preference.indexOf(b.status) || (a.id < b.id ? -1 : 1))[0];
}

function predecessorOf(
  links: readonly VpcLinkFact[],
  clusterId: string,
  shareKey: string,
  link: VpcLinkFact | undefined,
): Pick<DesiredLink, 'predecessor'> {
  if (link?.status === 'AVAILABLE' || link?.version === 'V1') return {};
  const [found] = links
    .filter(({ version, tags }) => version === 'V2' && shareKeyOf(tags, clusterId, 'VpcLink') === shareKey)
    .filter(({ status }) => status === 'INACTIVE' || status === 'FAILED')
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return found === undefined
    ? {}
    : { predecessor: { id: found.id, status: found.status, statusMessage: found.statusMessage } };
}
