import { ownedTypes } from '../desired/domain-record.ts';
import type { DesiredRecord } from '../desired/domain-record.ts';
import type { Owner } from '../desired/ownership.ts';
import type { DomainPlan } from './plan-domain.ts';
import type { DomainStep } from './domain-steps.ts';
import type { ObservedRecord } from './observed-domain.ts';

export interface RecordPlan {
  readonly put: DomainStep | undefined;
  readonly remove: readonly DomainStep[];
  readonly problem: DomainPlan['problem'];
}

/** What makes the wanted DNS record be there, and those of this object go that are not wanted any more. */
export function planRecords(
  desired: DesiredRecord | undefined,
  observed: readonly ObservedRecord[],
  owner: Owner,
): RecordPlan {
  const isWanted = (record: ObservedRecord) =>
    record.hostedZoneId === desired?.hostedZoneId && record.name === desired.name;
  const remove = observed
    .filter((record) => !isWanted(record))
    .flatMap(({ hostedZoneId, name, ownerText }): DomainStep[] => {
      const types = ownedTypes(ownerText, owner);
      if (types.length === 0) return [];
      return [{ kind: 'delete-record', because: 'it is not in the spec', hostedZoneId, name, types }];
    });
  const plan = (put?: DomainStep): RecordPlan => ({ put, remove, problem: undefined });
  if (desired === undefined) return plan();

  const { addresses = [], ownerText } = observed.find(isWanted) ?? {};
  if (addresses.length === 0 && ownerText === undefined) {
    return plan({ kind: 'put-record', because: 'there is none', record: desired, isNew: true, obsolete: [] });
  }
  const owned: readonly string[] = ownedTypes(ownerText, owner);
  const isThere = (address: ObservedRecord['addresses'][number]) =>
    address.target === desired.target.dnsName.toLowerCase();
  const foreign = addresses.filter(({ type }) => !owned.includes(type));
  // Made by hand, it serves as well, and stays when the object goes.
  if (owned.length === 0 && foreign.length > 0 && foreign.every(isThere)) return plan();
  if (owned.length > 0 && foreign.every(isThere)) {
    const found = new Set(addresses.map(({ type }) => type));
    const missing = desired.types.filter((type) => !found.has(type));
    const obsolete = ownedTypes(ownerText, owner).filter((type) => !desired.types.includes(type));
    const astray = addresses.filter((address) => !isThere(address));
    if (missing.length + obsolete.length + astray.length === 0) return plan();
    const because = [
      ...missing.map((type) => `${type} is missing`),
      ...obsolete.map((type) => `the endpoint has no address for ${type}`),
      ...astray.map(({ type, target }) => `${type} leads to ${target ?? 'addresses'}`),
    ].join(', ');
    return plan({ kind: 'put-record', because, record: desired, isNew: false, obsolete });
  }
  const types = addresses.map(({ type }) => type).join(', ');
  return {
    put: undefined,
    remove,
    problem: {
      reason: 'DomainRecordConflict',
      message: `hosted zone ${desired.hostedZoneId} has a record of type ${types || 'TXT'} for ${desired.name} that is not of this object, so it is left alone; remove it, let it lead to ${desired.target.dnsName}, or unset spec.domain.hostedZone`,
    },
  };
}
