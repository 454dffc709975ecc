import { recordOwnerText } from '../desired/domain-record.ts';
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
  const isOurs = ({ ownerText }: ObservedRecord) => ownerText === recordOwnerText(owner);
  const isWanted = (record: ObservedRecord) =>
    record.hostedZoneId === desired?.hostedZoneId && record.name === desired.name;
  const remove = observed
    .filter((record) => isOurs(record) && !isWanted(record))
    .map(({ hostedZoneId, name }): DomainStep => ({
      kind: 'delete-record',
      because: 'it is not in the spec',
      hostedZoneId,
      name,
    }));
  const plan = (put?: DomainStep): RecordPlan => ({ put, remove, problem: undefined });
  if (desired === undefined) return plan();

  const found = observed.find(isWanted);
  const leadsThere = found?.types.join() === 'A' && found.target === desired.target.dnsName.toLowerCase();
  // Made by hand, it serves as well, and stays when the object goes.
  if (leadsThere) return plan();
  if (found === undefined || (found.types.length === 0 && found.ownerText === undefined)) {
    return plan({ kind: 'put-record', because: 'there is none', record: desired, isNew: true });
  }
  const others = found.types.filter((type) => type !== 'A');
  if (isOurs(found) && others.length === 0) {
    const because = `it leads to ${found.target ?? 'nothing'}`;
    return plan({ kind: 'put-record', because, record: desired, isNew: false });
  }
  return {
    put: undefined,
    remove,
    problem: {
      reason: 'DomainRecordConflict',
      message: `hosted zone ${desired.hostedZoneId} has a record of type ${found.types.join(', ') || 'TXT'} for ${desired.name} that is not of this object, so it is left alone; remove it, let it lead to ${desired.target.dnsName}, or unset spec.domain.hostedZone`,
    },
  };
}
