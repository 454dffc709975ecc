import type { VpcLinkFact } from '../desired/facts.ts';

/** What the pass of one shared VPC link does next. */
export type SharedLinkStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create' }
  | { readonly kind: 'delete'; readonly link: VpcLinkFact; readonly because: string }
  | { readonly kind: 'wait'; readonly because: string };

/**
 * Made once, removed when nothing wants it. `links` are those with this share key. Links change in one direction only
 * while AWS works on them, so a link that is PENDING or DELETING is waited for: AWS refuses both to change and to
 * delete it then.
 */
export function planSharedLink(links: readonly VpcLinkFact[], isWanted: boolean): SharedLinkStep {
  const moving = links.find(({ status }) => status === 'DELETING');
  const failed = links.find(({ status }) => status === 'FAILED');
  const [keeper, ...surplus] = links
    .filter(({ status }) => status === 'AVAILABLE' || status === 'PENDING')
    .sort(preferredFirst);
  const unwanted = isWanted ? surplus.find(({ status }) => status === 'AVAILABLE') : keeper;

  if (failed !== undefined) return { kind: 'delete', link: failed, because: failed.statusMessage };
  if (unwanted?.status === 'PENDING') return { kind: 'wait', because: `VPC link ${unwanted.id} is PENDING` };
  if (unwanted !== undefined)
    return { kind: 'delete', link: unwanted, because: isWanted ? 'it is a duplicate' : 'nothing uses it' };
  if (moving !== undefined) return { kind: 'wait', because: `VPC link ${moving.id} is DELETING` };
  return isWanted && keeper === undefined ? { kind: 'create' } : { kind: 'nothing' };
}

/** A stable choice between duplicates; every worker and every pass keeps the same one. */
function preferredFirst(a: VpcLinkFact, b: VpcLinkFact): number {
  const rank = (link: VpcLinkFact) => (link.status === 'AVAILABLE' ? 0 : 1);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}
