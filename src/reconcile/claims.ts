import type { PrivateApi, PrivateApiStatus, VpcLinkStatus } from '../api/private-api.ts';
import { vpcLinkShareKey } from '../desired/ownership.ts';
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

/** Share keys of the managed links in a status: the object's claims. */
export function claimedShareKeys(status: PrivateApiStatus | undefined): readonly string[] {
  return (status?.vpcLinks ?? [])
    .filter(({ managed }) => managed)
    .map(({ loadBalancerArn }) => vpcLinkShareKey(loadBalancerArn));
}

/**
 * Whether the object wants the link: it claims it and, when it is being deleted, its REST API still exists. So a
 * leaving object needs no write to let go, and its status still says what it waits for.
 */
export function wantsSharedLink(object: PrivateApi, shareKey: string): boolean {
  const isLeaving = object.metadata.deletionTimestamp !== undefined && object.status?.restApi === undefined;
  return !isLeaving && claimedShareKeys(object.status).includes(shareKey);
}

/**
 * The status with a claim on every link that is needed. Claims on links that are not needed any more stay until
 * `isServed`: while the old deployment is served, its link must not go.
 */
export function withClaims(
  status: PrivateApiStatus,
  links: readonly DesiredLink[],
  isServed: boolean,
): PrivateApiStatus {
  const needed = links.map(({ id, state, loadBalancerArn, managed }): VpcLinkStatus => ({
    ...(id !== undefined && { id }),
    version: 'V1',
    ...(state !== undefined && { state }),
    loadBalancerArn,
    managed,
  }));
  const kept = isServed
    ? []
    : (status.vpcLinks ?? []).filter(
        (old) => old.managed && !needed.some((link) => link.managed && link.loadBalancerArn === old.loadBalancerArn),
      );
  return { ...status, vpcLinks: [...needed, ...kept] };
}
