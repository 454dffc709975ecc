import type { PrivateApi, PrivateApiStatus, VpcEndpointStatus } from '../api/private-api.ts';
import type { VpcEndpointFact } from '../desired/facts.ts';
import { vpcEndpointShareKey } from '../desired/ownership.ts';
import { credibleAnnouncements } from './intent.ts';
import type { Announcement, IntentOptions } from './intent.ts';

const keyPrefix = 'VpcEndpoint/';

/** Queue key of the managed endpoint of a VPC. */
export function vpcEndpointQueueKey(region: string, vpcId: string): string {
  return `${keyPrefix}${region}/${vpcId}`;
}

export function parseVpcEndpointQueueKey(key: string): { region: string; vpcId: string } | undefined {
  const [, region, vpcId] = key.startsWith(keyPrefix) ? key.split('/') : [];
  return region === undefined || vpcId === undefined ? undefined : { region, vpcId };
}

export function endpointAnnouncement(vpcId: string): Announcement {
  return { role: 'VpcEndpoint', key: vpcEndpointShareKey(vpcId) };
}

/**
 * Announcements in a status under which the endpoint may be asked for, by their time. A client token is made of it, so an
 * answer that was lost costs no duplicate; after the grace time another begins, since AWS answers an old token with the
 * endpoint of old, be it gone.
 */
export function endpointAnnouncements(
  status: PrivateApiStatus | undefined,
  vpcId: string,
  options: Pick<IntentOptions, 'nowMs' | 'graceMs'>,
): readonly string[] {
  const { role, key } = endpointAnnouncement(vpcId);
  return credibleAnnouncements(status, options)
    .filter((entry) => entry.role === role && entry.key === key)
    .map(({ since }) => since)
    .filter((since) => Date.parse(since) + options.graceMs > options.nowMs);
}

/** VPCs whose managed endpoint the status claims. */
export function claimedVpcs(status: PrivateApiStatus | undefined): readonly string[] {
  return (status?.vpcEndpoints ?? []).flatMap(({ managed, vpcId }) => (managed && vpcId !== undefined ? [vpcId] : []));
}

/** Whether the object wants the endpoint: it claims it and, when it is being deleted, its REST API still exists. */
export function wantsSharedEndpoint(object: PrivateApi, vpcId: string): boolean {
  const isLeaving = object.metadata.deletionTimestamp !== undefined && object.status?.restApi === undefined;
  return !isLeaving && claimedVpcs(object.status).includes(vpcId);
}

/** The oldest claim decides: by the age of its object, and then by what nobody can choose. */
export function oldestFirst(a: PrivateApi, b: PrivateApi): number {
  const rank = ({ metadata }: PrivateApi) => `${metadata.creationTimestamp} ${metadata.uid}`;
  return rank(a) < rank(b) ? -1 : 1;
}

/**
 * The status with the endpoints in use, the claim on the managed one among them be it there or not. A claim on one that
 * is not needed any more stays until `isServed`: while the old deployment is served, its endpoint must not go.
 */
export function withEndpoints(
  status: PrivateApiStatus,
  { spec }: PrivateApi,
  endpoints: readonly VpcEndpointFact[],
  { isServed }: { isServed: boolean },
): PrivateApiStatus {
  const { managed } = spec.endpoint;
  const used = endpoints.map(({ id, state, vpcId, dnsNames }): VpcEndpointStatus => ({
    id,
    state,
    managed: managed !== undefined,
    vpcId,
    ...(dnsNames[0] !== undefined && { dnsName: dnsNames[0] }),
  }));
  const claim = managed !== undefined && used.length === 0 ? [{ managed: true, vpcId: managed.vpcId }] : [];
  const kept = isServed ? [] : (status.vpcEndpoints ?? []).filter((old) => old.managed && old.vpcId !== managed?.vpcId);
  return { ...status, vpcEndpoints: [...used, ...claim, ...kept] };
}
