import type { DomainStatus } from '../api/private-api.ts';
import type { DesiredDomain } from '../desired/domain.ts';
import { ownedTypes } from '../desired/domain-record.ts';
import { isOwnedBy, ownerKey } from '../desired/ownership.ts';
import { WaitingError } from '../errors.ts';
import { keptDomain } from '../plan/diff-domain.ts';
import type { ObservedDomains, ObservedRecord } from '../plan/observed-domain.ts';
import { clearAnnouncement, mayAppearUntilMs } from './intent.ts';
import type { Announcement } from './intent.ts';
import type { Pass } from './pass.ts';

/** By name, since the old and the new one are there at once while the name changes. */
export function domainAnnouncement({ owner }: Pick<Pass, 'owner'>, name: string): Announcement {
  return { role: 'DomainName', key: `${ownerKey(owner)}/${name}` };
}

/** Whether the status knows of a domain name, made or about to be made. */
export function mayHaveDomain({ recorded }: Pass): boolean {
  return recorded.domain !== undefined || (recorded.pendingCreates ?? []).some(({ role }) => role === 'DomainName');
}

/**
 * The domain names with the tags of this very object, whatever their names: those of others are left alone, even when
 * they are called the same. What is found is recorded. Throws while one that was made may not show yet.
 */
export async function observeDomains(pass: Pass, desired: DesiredDomain | undefined): Promise<ObservedDomains> {
  const { aws, signal, owner } = pass;
  const listed = await aws.listDomains(signal);
  const ours = listed.filter(({ tags }) => isOwnedBy(tags, owner, 'DomainName'));
  const domains = (await Promise.all(ours.map((domain) => aws.readDomain(domain, signal)))).flatMap(
    (domain) => domain ?? [],
  );
  const { id } = pass.recorded.domain ?? {};
  if (id !== undefined && domains.every((domain) => domain.id !== id)) refuseYoungLoss(pass, id);
  const observed = {
    domains,
    associations: domains.length === 0 ? [] : await aws.listAssociations(signal),
    records: await observeRecords(pass, desired),
  };
  recordDomain(pass, desired, observed);
  return observed;
}

async function observeRecords(pass: Pass, desired: DesiredDomain | undefined): Promise<readonly ObservedRecord[]> {
  const places = new Map(
    [...(pass.recorded.domain?.dnsRecords ?? []), ...(desired?.record === undefined ? [] : [desired.record])].map(
      ({ hostedZoneId, name }) => [`${hostedZoneId}/${name}`, { hostedZoneId, name }],
    ),
  );
  return Promise.all(
    [...places.values()].map(({ hostedZoneId, name }) => pass.aws.readRecord(hostedZoneId, name, pass.signal)),
  );
}

function recordDomain(pass: Pass, desired: DesiredDomain | undefined, observed: ObservedDomains): void {
  const { domain: before, ...rest } = pass.recorded;
  const kept = desired && keptDomain(desired, observed.domains, before?.id);
  const name = desired?.name ?? before?.name ?? observed.domains[0]?.name;
  const dnsRecords = (before?.dnsRecords ?? []).filter((place) => isStillOurs(pass, place, desired, observed));
  const since = new Date(pass.ports.clock.now()).toISOString();
  const associations = observed.associations
    .filter(({ domainArn }) => domainArn === kept?.arn)
    .map(({ vpcEndpointId }) => ({
      vpcEndpointId,
      since: before?.associations?.find((known) => known.vpcEndpointId === vpcEndpointId)?.since ?? since,
    }))
    .toSorted((a, b) => (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1));
  const domain: DomainStatus = {
    name: name ?? '',
    ...(kept && { id: kept.id, arn: kept.arn, state: kept.state }),
    ...(associations.length > 0 && { associations }),
    ...(dnsRecords.length > 0 && { dnsRecords }),
  };
  const isLeft = desired !== undefined || observed.domains.length + dnsRecords.length > 0;
  pass.recorded = isLeft ? { ...rest, domain } : rest;
  settleAnnouncements(pass, desired, kept !== undefined);
}

/** One that is found is settled, and so is one that cannot appear any more and that nobody wants. */
function settleAnnouncements(pass: Pass, desired: DesiredDomain | undefined, isFound: boolean): void {
  const wanted = desired && domainAnnouncement(pass, desired.name);
  const nowMs = pass.ports.clock.now();
  for (const { role, key, since } of pass.recorded.pendingCreates ?? []) {
    if (role !== 'DomainName') continue;
    const isOver = Date.parse(since) + pass.ports.times.createGraceMs <= nowMs;
    if (key === wanted?.key ? isFound : isOver) pass.recorded = clearAnnouncement(pass.recorded, { role, key });
  }
}

/** A record that is wanted, is there, or may have been written a moment ago. */
function isStillOurs(
  pass: Pass,
  { hostedZoneId, name }: { hostedZoneId: string; name: string },
  desired: DesiredDomain | undefined,
  { records }: ObservedDomains,
): boolean {
  const isHere = (place: { hostedZoneId: string; name: string } | undefined) =>
    place?.hostedZoneId === hostedZoneId && place.name === name;
  const found = records.find(isHere);
  return isHere(desired?.record) || ownedTypes(found?.ownerText, pass.owner).length > 0 || isYoung(pass);
}

/** Domain names and records that were made or asked for may take so long to show. */
export function requireNothingLate(pass: Pass): void {
  const { recorded, ports } = pass;
  const untilMs = mayAppearUntilMs(recorded, 'DomainName', ports.times.createGraceMs);
  if (untilMs <= ports.clock.now() && recorded.domain?.dnsRecords === undefined) return;
  throw new WaitingError({
    reason: 'CreationUnconfirmed',
    message: 'a domain name or its DNS record was being made; it is looked for until it cannot appear any more',
    afterMs: ports.times.lookAgainMs,
    condition: 'DomainReady',
  });
}

function refuseYoungLoss(pass: Pass, id: string): void {
  if (!isYoung(pass)) {
    pass.log.warn({ domainNameId: id }, 'the domain name is gone');
    return;
  }
  throw new WaitingError({
    reason: 'CreationUnconfirmed',
    message: `domain name ${pass.recorded.domain?.name} (${id}) was made a moment ago and does not show yet`,
    afterMs: pass.ports.times.lookAgainMs,
    condition: 'DomainReady',
  });
}

function isYoung({ recorded, ports }: Pass): boolean {
  return ports.clock.now() < Date.parse(recorded.lastSyncTime ?? '') + ports.times.createGraceMs;
}
