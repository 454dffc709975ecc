import type { PrivateApiSpec } from './private-api.ts';

/** What keeps preflight requests from being answered, beside what the schema can say. */
export function corsProblems({ cors, access, routes }: PrivateApiSpec): string[] {
  if (cors === undefined) return [];
  const principals =
    access?.principals === undefined && access?.organizations === undefined
      ? []
      : ['spec.cors does not go with access.principals and access.organizations; remove one of them'];
  const options = routes
    .filter(({ method }) => method === 'OPTIONS')
    .map(({ path }) => `spec.routes[OPTIONS ${path}]: cors answers OPTIONS on every path; remove cors or this route`);
  return [...principals, ...options];
}
