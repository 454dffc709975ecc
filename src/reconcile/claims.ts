import type { PrivateApi, PrivateApiStatus, VpcLinkStatus } from '../api/private-api.ts';
import { vpcLinkShareKey, vpcLinkV2ShareKey } from '../desired/ownership.ts';
import type { DesiredLink } from '../desired/vpc-links.ts';

const vpcLinkKeyPrefix = 'VpcLink/';

/** Queue key of a shared VPC link. */
export function vpcLinkQueueKey(region: string, shareKey: string): string {
  return `${vpcLinkKeyPrefix}${region}/${shareKey}`;
}

export function parseVpcLinkQueueKey(key: string): { region: string; shareKey: string } | undefined {
  const [, region, shareKey] = key.startsWith(vpcLinkKeyPrefix) ? key.split('/') : [];
  return region === undefined || shareKey === undefined ? undefined : { region, shareKey };
}

/** An object's claims on the shared link of a share key: the managed entries of its status that lead to it. */
export function claimsOn(status: PrivateApiStatus | undefined, shareKey: string): readonly VpcLinkStatus[] {
  return (status?.vpcLinks ?? []).filter((link) => claimedKey(link) === shareKey);
}

/** Share keys of the managed links in a status: the object's claims. */
export function claimedShareKeys(status: PrivateApiStatus | undefined): readonly string[] {
  return [...new Set((status?.vpcLinks ?? []).flatMap((link) => claimedKey(link) ?? []))];
}

/**
 * Whether the object wants the link: it claims it and, when it is being deleted, its REST API still exists. So a
 * leaving object needs no write to let go, and its status still says what it waits for.
 */
export function wantsSharedLink(object: PrivateApi, shareKey: string): boolean {
  const isLeaving = object.metadata.deletionTimestamp !== undefined && object.status?.restApi === undefined;
  return !isLeaving && claimsOn(object.status, shareKey).length > 0;
}

/** The ports to which the own security group of a V2 link lets traffic out. */
export function portsClaimed(objects: readonly PrivateApi[], shareKey: string): readonly number[] {
  const ports = objects
    .filter((object) => wantsSharedLink(object, shareKey))
    .flatMap(({ status }) => claimsOn(status, shareKey).flatMap((link) => link.ports ?? []));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/**
 * The status with a claim on every link that is needed. What only the deployment of before uses stays claimed until
 * `isServed`: while it is served, its link must not go, be that the link of another share key or the predecessor of a V2
 * link, and the link's security group must not close its ports.
 */
export function withClaims(
  status: PrivateApiStatus,
  links: readonly DesiredLink[],
  isServed: boolean,
): PrivateApiStatus {
  const before = (status.vpcLinks ?? []).filter(({ managed }) => managed);
  const needed = links.map((link): VpcLinkStatus => {
    const served = before.find((old) => old.served === true && isSamePlace(old, claim(link)));
    return withServed(claim(link), served, isServed);
  });
  if (isServed) return { ...status, vpcLinks: needed };
  const kept = before.filter((old) => {
    const successor = needed.find((link) => link.managed && isSamePlace(link, old));
    return successor === undefined || (old.served === true && old.id !== successor.id);
  });
  return { ...status, vpcLinks: [...needed, ...kept] };
}

/** V1 links have no successors beside them, and no security group whose ports could close too early. */
function withServed(link: VpcLinkStatus, served: VpcLinkStatus | undefined, isServed: boolean): VpcLinkStatus {
  if (!link.managed || link.version !== 'V2') return link;
  if (isServed) return { ...link, served: true };
  const { ports } = link;
  return {
    ...link,
    ...(served !== undefined && served.id === link.id && { served: true }),
    ...(ports && { ports: [...new Set([...ports, ...(served?.ports ?? [])])].sort((a, b) => a - b) }),
  };
}

function claim({ id, state, loadBalancerArn, managed, version, network, ports }: DesiredLink): VpcLinkStatus {
  return {
    ...(id !== undefined && { id }),
    version,
    ...(state !== undefined && { state }),
    loadBalancerArn,
    managed,
    ...(network && {
      vpcId: network.vpcId,
      subnetIds: [...network.subnetIds],
      ...(network.securityGroupIds && { securityGroupIds: [...network.securityGroupIds] }),
    }),
    ...(ports && { ports: [...ports] }),
  };
}

function claimedKey({ managed, version, loadBalancerArn, ...link }: VpcLinkStatus): string | undefined {
  if (!managed) return undefined;
  if (version !== 'V2') return vpcLinkShareKey(loadBalancerArn);
  const { vpcId = '', subnetIds = [], securityGroupIds } = link;
  return vpcLinkV2ShareKey({ vpcId, subnetIds, securityGroupIds });
}

function isSamePlace(a: VpcLinkStatus, b: VpcLinkStatus): boolean {
  return a.loadBalancerArn === b.loadBalancerArn && claimedKey(a) === claimedKey(b);
}
