import { badRequest } from '../aws-error.ts';
import type { Json } from './json-body.ts';

const DEFAULT_LIMIT = 25;
const MAXIMUM_LIMIT = 500;

/** One page of a list answer. On the wire the list is called `item`, whatever the SDK makes of it. */
export function page<T>(all: readonly T[], query: URLSearchParams, render: (one: T) => Json) {
  const limit = Math.min(Number(query.get('limit') ?? DEFAULT_LIMIT), MAXIMUM_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 1) throw badRequest('Invalid limit specified');
  const start = startOf(query.get('position'));
  const end = start + limit;
  return {
    item: all.slice(start, end).map(render),
    ...(end < all.length ? { position: Buffer.from(`from ${end}`).toString('base64') } : {}),
  };
}

/** Positions are opaque, so that nobody counts on them. */
function startOf(position: string | null): number {
  if (position === null) return 0;
  const match = /^from (\d+)$/.exec(Buffer.from(position, 'base64').toString());
  if (match === null) throw badRequest('Invalid position parameter specified');
  return Number(match[1]);
}
