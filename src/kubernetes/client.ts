import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Connection } from './connection.ts';
import { errorFromStatus, isNotFound, isTooManyRequests, KubernetesError, UndecodableWatchError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { KubernetesObject, ObjectKey, Resource } from './objects.ts';
import { apiVersionOf } from './objects.ts';
import { createTransport } from './transport.ts';
import type { Call, Transport } from './transport.ts';
import { urlPath } from './url-path.ts';
import { watchLines } from './watch-lines.ts';

export interface ListOptions {
  /** Without it: all namespaces. */
  readonly namespace?: string | undefined;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly labelSelector?: string | undefined;
  /** Only `metadata` of each object: for kinds that are watched because something refers to them. */
  readonly metadataOnly?: boolean | undefined;
}

export interface List<T> {
  readonly items: T[];
  readonly resourceVersion: string;
  /** Present when there are more pages. */
  readonly continue?: string;
}

export interface WatchOptions {
  readonly namespace?: string | undefined;
  readonly resourceVersion: string;
  readonly timeoutSeconds: number;
  readonly labelSelector?: string | undefined;
  readonly metadataOnly?: boolean | undefined;
}

export interface WatchEvent<T> {
  /** A BOOKMARK's object holds no more than the resourceVersion up to which everything was sent. */
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

export interface JsonPatchOperation {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers. */
  readonly force: boolean;
  readonly subresource?: 'status' | undefined;
}

export type KubernetesClient = ReturnType<typeof createKubernetesClient>;

const DEADLINE_MS = { get: 15_000, list: 60_000, write: 15_000, watchStart: 15_000 } as const;
/** How much longer than the server a watch's reader waits before it takes the connection for dead (half-open TCP). */
const WATCH_GRACE_MS = 30_000;

/**
 * The few verbs a controller needs, over one connection pool. Every call ends: each verb has a deadline. Writes are sent
 * once; reads are repeated only when the server asks for it (429 with Retry-After) and the deadline leaves room.
 * All failures are {@link KubernetesError}; the signal's own reason is thrown when the caller gave up.
 */
export function createKubernetesClient(options: {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Such as `private-api-operator/1.2.3`; shown in the API server's audit log and flow-control metrics. */
  readonly userAgent: string;
  readonly metrics: Metrics;
  readonly log: Logger;
}) {
  const { clock } = options;
  const transport: Transport = createTransport(options);

  async function read(call: Call, deadlineMs: number, signal?: AbortSignal): Promise<unknown> {
    const endsAtMs = clock.now() + deadlineMs;
    for (;;) {
      try {
        return await transport.json(call, endsAtMs - clock.now(), signal);
      } catch (error) {
        const waitMs = isTooManyRequests(error) ? error.retryAfterMs : undefined;
        if (waitMs === undefined || clock.now() + waitMs >= endsAtMs) throw error;
        await clock.sleep(Math.max(waitMs, 100), signal);
      }
    }
  }

  async function list<T extends KubernetesObject>(
    resource: Resource,
    wanted: ListOptions = {},
    signal?: AbortSignal,
  ): Promise<List<T>> {
    const { limit, resourceVersion, labelSelector, metadataOnly } = wanted;
    const query = { limit, continue: wanted.continue, resourceVersion, labelSelector };
    const call: Call = {
      verb: 'list',
      method: 'GET',
      path: urlPath(resource, { namespace: wanted.namespace }, query),
      ...(metadataOnly && { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' }),
    };
    const body = (await read(call, DEADLINE_MS.list, signal)) as {
      items?: T[] | null;
      metadata?: { resourceVersion?: string; continue?: string };
    };
    // A proxy or a wrong server may answer 200 with some other JSON; an empty list must not be read out of that.
    // A list of metadata without an item has null in their place.
    const items = metadataOnly === true && body.items === null ? [] : body.items;
    if (!Array.isArray(items) || !body.metadata?.resourceVersion) {
      throw new KubernetesError(200, 'NotAList', `${call.path} did not answer with a list`);
    }
    const { resourceVersion: listedAt, continue: next } = body.metadata;
    return { items, resourceVersion: listedAt, ...(next && { continue: next }) };
  }

  /**
   * Watch events from `resourceVersion` on. Ends when the server ends the watch; throws what the server reports (also
   * inside the stream), `Silent` when nothing ended a watch whose time was over, {@link UndecodableWatchError} for garbage.
   */
  async function* watch<T extends KubernetesObject>(
    resource: Resource,
    wanted: WatchOptions,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>> {
    const { namespace, resourceVersion, timeoutSeconds, labelSelector, metadataOnly } = wanted;
    const query = { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds, labelSelector };
    const call: Call = {
      verb: 'watch',
      method: 'GET',
      path: urlPath(resource, { namespace }, query),
      ...(metadataOnly && { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' }),
    };
    const totalMs = timeoutSeconds * 1000 + WATCH_GRACE_MS;
    const body = transport.stream(call, { startMs: DEADLINE_MS.watchStart, totalMs }, signal);
    for await (const line of watchLines(body)) {
      const { type, object } = parseEvent(line);
      if (type === 'ERROR') throw errorFromStatus(0, object);
      yield { type, object } as WatchEvent<T>;
    }
  }

  /** The object, or undefined when there is none. */
  async function get<T extends KubernetesObject>(
    resource: Resource,
    key: ObjectKey,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    try {
      return (await read({ verb: 'get', method: 'GET', path: urlPath(resource, key) }, DEADLINE_MS.get, signal)) as T;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function write<T>(call: Call, signal?: AbortSignal): Promise<T> {
    return (await transport.json(call, DEADLINE_MS.write, signal)) as T;
  }

  return {
    list,
    watch,
    get,

    create: <T extends KubernetesObject>(resource: Resource, object: T, signal?: AbortSignal): Promise<T> => {
      const path = urlPath(resource, { namespace: object.metadata.namespace });
      return write({ verb: 'create', method: 'POST', path, body: typed(resource, object) }, signal);
    },

    /** PUT: refused with 409 when the object has moved on from `metadata.resourceVersion`. */
    replace: <T extends KubernetesObject>(resource: Resource, object: T, signal?: AbortSignal): Promise<T> =>
      write(
        { verb: 'update', method: 'PUT', path: urlPath(resource, object.metadata), body: typed(resource, object) },
        signal,
      ),

    jsonPatch: <T extends KubernetesObject>(
      resource: Resource,
      key: ObjectKey,
      operations: readonly JsonPatchOperation[],
      { subresource }: { subresource?: string | undefined } = {},
      signal?: AbortSignal,
    ): Promise<T> => {
      const path = urlPath(resource, { ...key, subresource });
      return write(
        { verb: 'patch', method: 'PATCH', path, body: operations, contentType: 'application/json-patch+json' },
        signal,
      );
    },

    /** Server-side apply. With `metadata.resourceVersion` in the object it is refused (409) once the object moved on. */
    apply: <T extends KubernetesObject>(
      resource: Resource,
      object: T,
      { fieldManager, force, subresource }: ApplyOptions,
      signal?: AbortSignal,
    ): Promise<T> => {
      const path = urlPath(resource, { ...object.metadata, subresource }, { fieldManager, force });
      return write(
        {
          verb: 'apply',
          method: 'PATCH',
          path,
          body: typed(resource, object),
          contentType: 'application/apply-patch+yaml',
        },
        signal,
      );
    },

    delete: async (
      resource: Resource,
      key: ObjectKey,
      preconditions: { uid?: string; resourceVersion?: string } = {},
      signal?: AbortSignal,
    ): Promise<void> => {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
      await write({ verb: 'delete', method: 'DELETE', path: urlPath(resource, key), body }, signal);
    },
  };
}

/** Items of a list do not name their kind, yet every object that is sent must. */
function typed<T extends KubernetesObject>(resource: Resource, object: T): T {
  return { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
}

const EVENT_TYPES = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

function parseEvent(line: string): { type: string; object: object } {
  let event: { type?: string; object?: { metadata?: { resourceVersion?: string } } };
  try {
    event = JSON.parse(line) as typeof event;
  } catch (cause) {
    throw new UndecodableWatchError('a line of the watch is not JSON', { cause });
  }
  const { type, object } = event ?? {};
  if (type === undefined || !EVENT_TYPES.has(type) || typeof object !== 'object' || object === null) {
    throw new UndecodableWatchError(`a line of the watch is not a watch event (type ${String(type)})`);
  }
  if (type !== 'ERROR' && !object.metadata?.resourceVersion) {
    throw new UndecodableWatchError('an object of the watch has no resourceVersion');
  }
  return { type, object };
}
