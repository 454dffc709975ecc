import type { Resource } from './objects.ts';

/** Path and query of a request for a resource: the collection without a name, one object with it. */
export function urlPath(
  { group, version, plural, namespaced }: Resource,
  where: { namespace?: string | undefined; name?: string | undefined; subresource?: string | undefined },
  query: Record<string, string | number | boolean | undefined> = {},
): string {
  const segments = group === '' ? ['api', version] : ['apis', group, version];
  if (namespaced && where.namespace) segments.push('namespaces', where.namespace);
  segments.push(plural);
  if (where.name !== undefined) segments.push(where.name);
  if (where.subresource !== undefined) segments.push(where.subresource);
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${encodeURIComponent(value)}`,
  );
  return `/${segments.map(encodeURIComponent).join('/')}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}
