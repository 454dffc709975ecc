import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import { parseSelection } from './selectors.ts';
import { StatusError, badRequest, expired } from './status-error.ts';

interface ContinueToken {
  v: 'meta.k8s.io/v1';
  /** Revision that all pages show; -1 for the newest. */
  rv: number;
  /** The next page begins with the first key, below the namespace of the list, that is not before this one. */
  start: string;
}

function encodeToken(token: ContinueToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decodeToken(text: string): ContinueToken {
  const decoded = Buffer.from(text, 'base64url').toString();
  try {
    return JSON.parse(decoded) as ContinueToken;
  } catch {
    const why = `invalid character '${decoded[0]}' looking for beginning of value`;
    throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
  }
}

/** The refusal of a page of a forgotten revision offers to go on with what is there now. */
function forgottenPage(token: ContinueToken): StatusError {
  const refusal = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
      'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
      'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
      'deleted between the time the first chunk was returned and now may show up in the list.',
  );
  refusal.status['metadata'] = { continue: encodeToken({ ...token, rv: -1 }) };
  return refusal;
}

/** An object as it is sent: alone with its kind, in the list of a built-in kind without (the list names it). */
function listItem(kind: ResourceKind, object: KubernetesObject): JsonObject {
  if (kind.isCustom) return object as unknown as JsonObject;
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest as unknown as JsonObject;
}

/** @throws {StatusError} when the list is to be newer than anything there is, or than no number at all. */
function checkVersion(wanted: string, current: number): void {
  if (!/^\d*$/.test(wanted)) {
    const why = `Invalid value: "${wanted}": strconv.ParseUint: parsing "${wanted}": invalid syntax`;
    throw badRequest(`invalid resource version: resourceVersion: ${why}`);
  }
  if (Number(wanted) <= current) return;
  const message = 'Too large resource version';
  throw new StatusError(504, 'Timeout', `Timeout: ${message}: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message }],
    retryAfterSeconds: 1,
  });
}

/** The answer to a list request. All pages of one list show the same revision. */
export function listObjects(
  store: ObjectStore,
  kind: ResourceKind,
  namespace: string | undefined,
  query: URLSearchParams,
): JsonObject {
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue');
  const from = token ? decodeToken(token) : undefined;
  checkVersion(query.get('resourceVersion') ?? '', store.revision);
  if (from && from.rv >= 0 && store.hasForgotten(from.rv)) throw forgottenPage(from);
  const revision = from && from.rv >= 0 ? from.rv : store.revision;
  const prefix = namespace === undefined ? '' : `${namespace}/`;
  const selects = parseSelection(kind, namespace, query);
  const selected = store
    .at(kind, revision)
    .filter(([key, object]) => selects(object) && (from === undefined || key >= prefix + from.start));
  const page = limit > 0 ? selected.slice(0, limit) : selected;
  const last = page.at(-1);
  const remaining = selected.length - page.length;
  const isFiltered = query.has('labelSelector') || query.has('fieldSelector');
  const next: ContinueToken | undefined =
    remaining > 0 && last
      ? { v: 'meta.k8s.io/v1', rv: revision, start: `${last[0].slice(prefix.length)}\0` }
      : undefined;
  return {
    kind: kind.listKind,
    apiVersion: kind.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      // Lists of custom resources have an empty token where there is none.
      ...(kind.isCustom && { continue: '' }),
      ...(next && { continue: encodeToken(next) }),
      ...(next && !isFiltered && { remainingItemCount: remaining }),
    },
    items: page.map(([, object]) => listItem(kind, object)),
  };
}
