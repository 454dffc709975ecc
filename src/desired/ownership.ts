import { createHash } from 'node:crypto';
import { group } from '../api/private-api.ts';

/**
 * The tags by which AWS resources are known as ours; they are spelled here only.
 *
 * What belongs to one object carries cluster, namespace, name, uid and role. What several objects share (VPC links)
 * carries cluster, role and share key and no object's name, so that the last user may remove it whoever made it.
 */
export interface Owner {
  /** Uid of the kube-system namespace unless configured. */
  readonly clusterId: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export type Role = 'RestApi' | 'Stage' | 'VpcLink' | 'VpcLinkSecurityGroup' | 'LogGroup';
export type Tags = Readonly<Record<string, string>>;

const key = {
  cluster: `${group}/cluster`,
  namespace: `${group}/namespace`,
  name: `${group}/name`,
  uid: `${group}/uid`,
  role: `${group}/role`,
  shareKey: `${group}/share-key`,
  retained: [`${group}/retained`, `${group}/retained-2`],
} as const;

/** Consent: on an AWS resource (or its VPC), the namespaces that may refer to it, separated by spaces, or `@all`. */
export const allowTag = `${group}/allow`;

export function ownerTags(owner: Owner, role: Role): Tags {
  return {
    [key.cluster]: owner.clusterId,
    [key.namespace]: owner.namespace,
    [key.name]: owner.name,
    [key.uid]: owner.uid,
    [key.role]: role,
  };
}

/** True for a resource of this very object. */
export function isOwnedBy(tags: Tags, owner: Owner, role: Role): boolean {
  return Object.entries(ownerTags(owner, role)).every(([name, value]) => tags[name] === value);
}

/** True for a resource of an object of this name, whatever its uid: an earlier life of it, or its copy in a restore. */
export function isNamesake(tags: Tags, owner: Owner, role: Role): boolean {
  return isOwnedBy({ ...tags, [key.uid]: owner.uid }, owner, role) && tags[key.uid] !== undefined;
}

/** Uid of the object that a resource of this cluster belongs to. */
export function ownerUid(tags: Tags, clusterId: string, role: Role): string | undefined {
  return tags[key.cluster] === clusterId && tags[key.role] === role ? tags[key.uid] : undefined;
}

/** Names a resource of an object in `status.pendingCreates`. */
export function ownerKey(owner: Owner): string {
  return `${owner.clusterId}/${owner.namespace}/${owner.name}`;
}

export function sharedTags(clusterId: string, role: Role, shareKey: string): Tags {
  return { [key.cluster]: clusterId, [key.role]: role, [key.shareKey]: shareKey };
}

/** What all shared resources of a role in this cluster have in common. */
export function sharedRoleTags(clusterId: string, role: Role): Tags {
  return { [key.cluster]: clusterId, [key.role]: role };
}

/** The share key of a shared resource of this cluster, undefined for everything else. */
export function shareKeyOf(tags: Tags, clusterId: string, role: Role): string | undefined {
  return tags[key.cluster] === clusterId && tags[key.role] === role ? tags[key.shareKey] : undefined;
}

/**
 * V1 links are shared by load balancer, since AWS lets only one link use it. A hash, because up to 20 keys have to fit
 * into the tags of a retained API (a tag value holds 256 characters).
 */
export function vpcLinkShareKey(loadBalancerArn: string): string {
  return createHash('sha256').update(`VpcLink/V1/${loadBalancerArn}`).digest('hex').slice(0, 16);
}

/** What makes V2 links the same. */
export interface LinkNetwork {
  readonly vpcId: string;
  /** Sorted. */
  readonly subnetIds: readonly string[];
  /** Sorted; undefined: a group of the link's own. */
  readonly securityGroupIds: readonly string[] | undefined;
}

/** V2 links carry any number of load balancers, and an account has ten. As long as a key of a V1 link, and no such key. */
export function vpcLinkV2ShareKey({ vpcId, subnetIds, securityGroupIds }: LinkNetwork): string {
  const network = JSON.stringify([vpcId, subnetIds, securityGroupIds ?? 'own']);
  return `v2-${createHash('sha256').update(network).digest('hex').slice(0, 13)}`;
}

export function versionOfShareKey(shareKey: string): 'V1' | 'V2' {
  return shareKey.startsWith('v2-') ? 'V2' : 'V1';
}

const shareKeysInOneTag = 14;

/** Tags of a REST API that outlives its object: they keep the shared things it uses from being removed. */
export function retainedTags(shareKeys: readonly string[]): Tags {
  const sorted = [...shareKeys].sort();
  const tags: Record<string, string> = { [key.retained[0]]: sorted.slice(0, shareKeysInOneTag).join(' ') || '-' };
  if (sorted.length > shareKeysInOneTag) tags[key.retained[1]] = sorted.slice(shareKeysInOneTag).join(' ');
  return tags;
}

/** Share keys used by a retained REST API of this cluster; undefined for every other. */
export function retainedShareKeys(tags: Tags, clusterId: string): readonly string[] | undefined {
  if (tags[key.cluster] !== clusterId || tags[key.retained[0]] === undefined) return undefined;
  return key.retained.flatMap((name) => (tags[name] ?? '').split(' '));
}
