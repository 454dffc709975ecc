import type { AcceptedSpec } from './accepted-api.ts';
import { whereIs } from './accepted-api.ts';

/** What keeps preflight requests from being answered, beside what the schema can say. */
export function corsProblems({ cors, access, routes }: AcceptedSpec): string[] {
  if (cors === undefined) return [];
  const principals =
    access?.principals === undefined && access?.organizations === undefined
      ? []
      : ['spec.cors does not go with access.principals and access.organizations; remove one of them'];
  const options = routes
    .filter(({ method }) => method === 'OPTIONS')
    .map((route) => `${whereIs(route)}: cors answers OPTIONS on every path; remove cors or this route`);
  return [...principals, ...options];
}
