import type { LoadBalancerFact, SecurityGroupFact, SubnetFact, VpcLinkFact } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { createFactReaders } from './facts.ts';
import type { createSecurityGroups } from './security-group.ts';
import type { createVpcLinksV2 } from './vpc-link-v2.ts';

/** What a spec names of V2 links. */
export interface LinkReferences {
  /** Whether the object has to do with V2 links, whatever its load balancers are. */
  readonly usesV2Links: boolean;
  /** Given links, of either version. */
  readonly vpcLinkIds: readonly string[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Tags of the security groups that the operator makes for V2 links. */
  readonly linkGroupTags: Tags;
}

export interface LinkFacts {
  readonly vpcLinks: readonly VpcLinkFact[];
  readonly subnets: ReadonlyMap<string, SubnetFact>;
  readonly securityGroups: ReadonlyMap<string, SecurityGroupFact>;
}

/** V2 links, and the network they are in. An object with working V1 links costs no call here. */
export function createLinkFactReader(parts: {
  facts: ReturnType<typeof createFactReaders>;
  securityGroups: ReturnType<typeof createSecurityGroups>;
  vpcLinksV2: ReturnType<typeof createVpcLinksV2>;
}) {
  const { facts, securityGroups, vpcLinksV2 } = parts;

  return async function readLinkFacts(
    references: LinkReferences,
    loadBalancers: ReadonlyMap<string, LoadBalancerFact>,
    v1Links: readonly VpcLinkFact[],
    signal: AbortSignal,
  ): Promise<LinkFacts> {
    const isUnknown = references.vpcLinkIds.some((id) => !v1Links.some((link) => link.id === id));
    // A V1 link that failed may have to be replaced by one of the other version.
    const hasFailed = v1Links.some(
      ({ status, targetArns }) => status === 'FAILED' && targetArns.some((arn) => loadBalancers.has(arn)),
    );
    const isForV2 = [...loadBalancers.values()].some(({ type }) => type === 'application');
    if (!references.usesV2Links && !isForV2 && !isUnknown && !hasFailed)
      return { vpcLinks: v1Links, subnets: new Map(), securityGroups: new Map() };
    const [v2Links, given, ours] = await Promise.all([
      vpcLinksV2.list(signal),
      securityGroups.read(references.securityGroupIds, signal),
      securityGroups.find(references.linkGroupTags, signal),
    ]);
    const subnetIds = new Set([
      ...references.subnetIds,
      ...[...loadBalancers.values()].flatMap((loadBalancer) => loadBalancer.subnetIds),
      ...v2Links.filter(({ id }) => references.vpcLinkIds.includes(id)).flatMap((link) => link.subnetIds),
    ]);
    return {
      vpcLinks: [...v1Links, ...v2Links],
      subnets: await facts.readSubnets([...subnetIds].sort(), signal),
      securityGroups: new Map([...given, ...ours.map((group) => [group.id, group] as const)]),
    };
  };
}
