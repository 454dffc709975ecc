import type { PrivateApi } from '../api/private-api.ts';
import type { Facts, ManagedEndpointFacts, VpcEndpointFact } from '../desired/facts.ts';
import { shareKeyOf, vpcEndpointShareKey } from '../desired/ownership.ts';
import { sharedEndpoint, unmetFields } from '../desired/shared-endpoint.ts';
import { usedEndpoints } from '../desired/used-endpoints.ts';
import { WaitingError } from '../errors.ts';
import {
  claimedVpcs,
  endpointAnnouncement,
  endpointAnnouncements,
  oldestFirst,
  vpcEndpointQueueKey,
  wantsSharedEndpoint,
  withEndpoints,
} from './endpoint-claims.ts';
import { announce, clearAnnouncement } from './intent.ts';
import { intentOptions, markUnfinished, saveRecorded } from './pass.ts';
import type { Pass } from './pass.ts';
import { withSecurityGroups } from './security-group-status.ts';

/**
 * Claims the managed endpoint that the spec asks for, and throws until it is available and lets in whom the spec
 * names. Its own pass makes and changes it; here it is asked for and looked at.
 */
export async function requireManagedEndpoint(pass: Pass, facts: Facts): Promise<void> {
  const { managed } = pass.object.spec.endpoint;
  const network = facts.managedEndpoint;
  if (managed === undefined || network === undefined) return;
  const { vpcId } = managed;
  const key = vpcEndpointQueueKey(facts.identity.region, vpcId);
  const endpoint = sharedEndpoint(network, pass.owner.clusterId, vpcId);

  await claim(pass, facts, endpoint);
  const unmet = endpoint === undefined ? [] : unmetHere(pass.object, endpoint, network, pass);
  const isMissing = endpoint?.state !== 'available';
  // The endpoint's own pass knows when to try again what went wrong; a changed spec may be what it waits for.
  const problem = pass.ports.memory.sharedProblems.get(key);
  const isNews = pass.object.status?.observedGeneration !== pass.object.metadata.generation;
  const isDue = isNews || (problem === undefined && (isMissing || unmet.length > 0));
  if (isDue && !pass.isSuspended) pass.ports.kubernetes.enqueue(key);
  if (isMissing || unmet.length > 0) {
    const message =
      endpoint === undefined
        ? `a VPC endpoint in VPC ${vpcId} is being created`
        : isMissing
          ? `VPC endpoint ${endpoint.id} is ${endpoint.state}`
          : `VPC endpoint ${endpoint.id} is being changed: ${unmet.join(', ')}`;
    pass.findings.EndpointReady = { status: 'False', reason: 'EndpointPending', message };
    if (problem !== undefined) {
      pass.findings.EndpointReady = {
        status: 'False',
        reason: problem.reason as 'AwsRefused',
        message: problem.message,
      };
      throw problem;
    }
    const afterMs = pass.ports.times.lookAgainMs;
    throw new WaitingError({ reason: 'EndpointPending', message, afterMs, condition: 'EndpointReady' });
  }
  noteIgnored(pass, unmetFields(managed, endpoint, ownGroup(endpoint, network, pass)));
}

/** What the endpoint lacks that this object may ask for: of settings that another claim decides, nothing. */
function unmetHere(
  object: PrivateApi,
  endpoint: VpcEndpointFact,
  network: ManagedEndpointFacts,
  pass: Pass,
): readonly string[] {
  const group = ownGroup(endpoint, network, pass);
  const unmet = unmetFields(object.spec.endpoint.managed!, endpoint, group);
  if (decidingClaim(pass, object)) return unmet;
  return group === undefined ? [] : unmet.filter((field) => field === 'ingress');
}

/** Whether no older object claims the endpoint and says what it is to be like. */
function decidingClaim({ ports, recorded }: Pass, object: PrivateApi): boolean {
  const { vpcId } = object.spec.endpoint.managed!;
  const older = ports.kubernetes
    .listPrivateApis()
    .filter(
      (other) =>
        other.metadata.uid !== object.metadata.uid &&
        wantsSharedEndpoint(other, vpcId) &&
        other.status?.region === recorded.region &&
        other.spec.endpoint.managed?.vpcId === vpcId &&
        oldestFirst(other, object) < 0,
    );
  return older.length === 0;
}

function ownGroup(endpoint: VpcEndpointFact, network: ManagedEndpointFacts, { owner }: Pass) {
  return endpoint.securityGroupIds
    .flatMap((id) => network.securityGroups.get(id) ?? [])
    .find(
      ({ tags }) =>
        shareKeyOf(tags, owner.clusterId, 'VpcEndpointSecurityGroup') === vpcEndpointShareKey(endpoint.vpcId),
    );
}

function noteIgnored(pass: Pass, fields: readonly string[]): void {
  pass.findings.EndpointReady =
    fields.length === 0
      ? { status: 'True', reason: 'Available', message: 'the VPC endpoint is available' }
      : {
          status: 'True',
          reason: 'EndpointSettingsIgnored',
          message: `the VPC endpoint is available; an older object that shares it decides ${fields.map((name) => `spec.endpoint.managed.${name}`).join(', ')}`,
        };
}

/** Into the status before the endpoint's pass may act on it: the claim, and the creation that is due. */
async function claim(pass: Pass, facts: Facts, endpoint: VpcEndpointFact | undefined): Promise<void> {
  if (pass.isSuspended) return;
  const { vpcId } = pass.object.spec.endpoint.managed!;
  const announcement = endpointAnnouncement(vpcId);
  const options = intentOptions(pass);
  const before = pass.recorded;
  const { accountId, region } = facts.identity;
  const endpoints = usedEndpoints(pass.object, facts, pass.owner.clusterId);
  let recorded = withEndpoints({ ...before, accountId, region }, pass.object, endpoints, { isServed: false });
  const isAnnounced = endpointAnnouncements(before, vpcId, options).length > 0;
  if (endpoint !== undefined) recorded = clearAnnouncement(withGroups(recorded, facts, endpoint, pass), announcement);
  else if (!isAnnounced) recorded = announce(recorded, announcement, options.nowMs);
  pass.recorded = recorded;
  const isClaimed = claimedVpcs(before).includes(vpcId) && before.accountId === accountId;
  if (isClaimed && (endpoint !== undefined || isAnnounced)) return;
  markUnfinished(pass, 'Provisioning', 'AWS is being brought in line with the spec');
  await saveRecorded(pass);
}

function withGroups(
  status: Pass['recorded'],
  { managedEndpoint }: Facts,
  endpoint: VpcEndpointFact,
  pass: Pass,
): Pass['recorded'] {
  const own = ownGroup(endpoint, managedEndpoint!, pass);
  return withSecurityGroups(
    status,
    'VpcEndpoint',
    endpoint.securityGroupIds.map((id) => ({ id, managed: id === own?.id })),
  );
}

/** The stage serves what is wanted: claims on endpoints that only an earlier spec named end, and their passes follow. */
export function releaseEndpoints(pass: Pass, facts: Facts): void {
  const before = claimedVpcs(pass.recorded);
  const endpoints = usedEndpoints(pass.object, facts, pass.owner.clusterId);
  pass.recorded = withEndpoints(pass.recorded, pass.object, endpoints, { isServed: true });
  const after = new Set(claimedVpcs(pass.recorded));
  const released = before.filter((vpcId) => !after.has(vpcId));
  if (released.length > 0 && after.size === 0) pass.recorded = withSecurityGroups(pass.recorded, 'VpcEndpoint', []);
  pass.releasedKeys.push(...released.map((vpcId) => vpcEndpointQueueKey(facts.identity.region, vpcId)));
}
