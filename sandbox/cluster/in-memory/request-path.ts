/** What a path under /api or /apis addresses. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly query: URLSearchParams;
}

/** Undefined when the path names no resource. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const url = new URL(path, 'http://kubernetes.invalid');
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const isCore = segments[0] === 'api';
  if (!isCore && segments[0] !== 'apis') return undefined;
  const [group, version, ...rest] = isCore ? ['', ...segments.slice(1)] : segments.slice(1);
  // /namespaces/x/widgets/y is a namespaced object, /namespaces/x is the namespace itself.
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize';
  const [plural, name, subresource] = isInNamespace ? rest.slice(2) : rest;
  if (group === undefined || version === undefined || plural === undefined) return undefined;
  return {
    group,
    version,
    plural,
    namespace: isInNamespace ? rest[1] : undefined,
    name,
    subresource,
    query: url.searchParams,
  };
}
