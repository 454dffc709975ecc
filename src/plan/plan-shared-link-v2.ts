import type { VpcLinkFact } from '../desired/facts.ts';
import type { SharedLinkStep } from './plan-shared-link.ts';

/**
 * What the pass of one shared V2 link does next. `links` are those with this share key, `servedIds` those that a
 * deployment in service is known to use. A V2 link has no place of its own that only one can have, so a successor is
 * made beside what failed or went out of service, and what it replaces goes when nothing is served over it any more.
 */
export function planSharedLinkV2(
  links: readonly VpcLinkFact[],
  isWanted: boolean,
  servedIds: ReadonlySet<string>,
): SharedLinkStep {
  const moving = links.find(({ status }) => status === 'DELETING');
  const pending = links.find(({ status }) => status === 'PENDING');
  const [keeper] = isWanted
    ? links.filter(({ status }) => status === 'AVAILABLE' || status === 'PENDING').sort(preferredFirst)
    : [];
  const idle = links
    .filter((link) => link !== keeper && ['AVAILABLE', 'FAILED', 'INACTIVE'].includes(link.status))
    .filter(({ id }) => !isWanted || !servedIds.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

  const [first] = idle;
  if (first !== undefined) return { kind: 'delete', link: first, because: because(first, isWanted) };
  if (isWanted) return keeper === undefined ? { kind: 'create' } : { kind: 'nothing' };
  if (pending !== undefined) return { kind: 'wait', because: `VPC link ${pending.id} is PENDING` };
  if (moving !== undefined) return { kind: 'wait', because: `VPC link ${moving.id} is DELETING` };
  return { kind: 'nothing' };
}

function because({ status, statusMessage }: VpcLinkFact, isWanted: boolean): string {
  if (status === 'FAILED') return statusMessage;
  if (!isWanted) return 'nothing uses it';
  return status === 'INACTIVE' ? 'it is out of service' : 'it is a duplicate';
}

/** A stable choice between duplicates; every worker and every pass keeps the same one. */
function preferredFirst(a: VpcLinkFact, b: VpcLinkFact): number {
  const rank = (link: VpcLinkFact) => (link.status === 'AVAILABLE' ? 0 : 1);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}
