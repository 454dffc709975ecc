import { parse as parseYaml } from 'yaml';
import type { SandboxClock } from '../clock.ts';
import type { HttpFunction, HttpRequest, HttpResponse } from '../http.ts';
import { builtInKinds, namespaceKind } from './in-memory/built-in-kinds.ts';
import type { RequestLogEntry, Verb } from './in-memory/faults.ts';
import { FaultPlan, strike } from './in-memory/faults.ts';
import { copyJson } from './in-memory/json.ts';
import type { JsonObject } from './in-memory/json.ts';
import { listObjects } from './in-memory/object-list.ts';
import { ObjectStore } from './in-memory/object-store.ts';
import { createObject, existing, keyOf } from './in-memory/object-writes.ts';
import { partialList, partialObject, wantsMetadataOnly } from './in-memory/partial-metadata.ts';
import type { ResourcePath } from './in-memory/request-path.ts';
import { parseResourcePath } from './in-memory/request-path.ts';
import type { KubernetesObject, ResourceKind } from './in-memory/resource-kind.ts';
import { kindOfDefinition } from './in-memory/resource-kind.ts';
import { StatusError, notFound } from './in-memory/status-error.ts';
import { WatchStream } from './in-memory/watch-stream.ts';
import type { Answer, WriteRequest } from './in-memory/write-requests.ts';
import { performWrite } from './in-memory/write-requests.ts';

export type { Fault, Refusal, RequestLogEntry, Verb } from './in-memory/faults.ts';
export type { KubernetesObject } from './in-memory/resource-kind.ts';

export interface InMemoryKubernetesOptions {
  readonly clock: SandboxClock;
  /** CustomResourceDefinitions as parsed YAML. */
  readonly crds?: readonly object[];
  /** In [0, 1): uids and generated names. The default is a fixed sequence, so that worlds are alike. */
  readonly random?: () => number;
}

/** Called before a write is carried out and after, before its answer is sent. May throw ConnectionLost. */
export type WriteListener = (entry: RequestLogEntry, when: 'before' | 'after') => void | Promise<void>;

/** The Kubernetes API as a function, without processes or sockets. */
export interface InMemoryKubernetes {
  readonly handle: HttpFunction;
  /** The same API without log, listeners and faults: for the test itself. */
  readonly handleUnobserved: HttpFunction;
  /** Every request that came through `handle`, in order of arrival. */
  readonly log: readonly RequestLogEntry[];
  readonly faults: FaultPlan;
  /** Watches that are open now, of one resource or of all. */
  watches(resource?: string): WatchStream[];
  /** Copies of the stored objects of a resource (plural name), in key order. */
  objects(resource: string): KubernetesObject[];
  object(resource: string, namespace: string | undefined, name: string): KubernetesObject | undefined;
  onWrite(listener: WriteListener): void;
  /** Forgets history: resourceVersions and continue tokens of the past answer 410 Expired. */
  compact(): void;
}

const verbsByMethod: Readonly<Record<string, Verb>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** An empty cluster with the namespaces that every cluster has. */
export function createInMemoryKubernetes(options: InMemoryKubernetesOptions): InMemoryKubernetes {
  const { clock, crds = [], random = fixedSequence() } = options;
  const kinds = [...builtInKinds, ...crds.map(kindOfDefinition)];
  const store = new ObjectStore();
  const log: RequestLogEntry[] = [];
  const faults = new FaultPlan();
  const listeners: WriteListener[] = [];
  const openWatches = new Set<WatchStream>();
  const now = () => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const newUid = () => uidFrom(random);

  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    const namespace = { metadata: { name } } as unknown as KubernetesObject;
    namespaceKind.complete?.(namespace);
    const writer = { fieldManager: 'kube-apiserver', subresource: undefined, time: now() };
    createObject({ store, kind: namespaceKind, namespace: undefined, name, writer, newUid }, namespace);
  }

  function kindAt(path: ResourcePath): ResourceKind {
    const kind = kinds.find(
      ({ group, version, plural }) => group === path.group && version === path.version && plural === path.plural,
    );
    const isGroupServed = kinds.some(({ group, isCustom }) => group === path.group && !isCustom);
    if (!kind && isGroupServed)
      throw new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
    if (!kind) throw new PathNotServed();
    const { subresource, name = '' } = path;
    if (subresource !== undefined && !(subresource === 'status' && kind.hasStatusSubresource))
      throw notFound(kind, name);
    return kind;
  }

  function carryOut(request: HttpRequest, path: ResourcePath, verb: Verb): Answer {
    const kind = kindAt(path);
    const { namespace, name } = path;
    const { accept } = request.headers;
    if (verb === 'list') {
      const list = listObjects(store, kind, namespace, path.query);
      return { status: 200, body: wantsMetadataOnly(accept, 'List') ? partialList(list) : list };
    }
    if (verb === 'watch') {
      const show = wantsMetadataOnly(accept, 'Object') ? partialObject : undefined;
      const stream = new WatchStream(store, kind, namespace, path.query, request.signal, show);
      for (const watch of openWatches) if (!watch.isOpen) openWatches.delete(watch);
      openWatches.add(stream);
      return { status: 200, stream };
    }
    const write: WriteRequest = { store, kind, path, request, time: now(), newUid, random };
    if (verb === 'get') {
      const writer = { fieldManager: '', subresource: undefined, time: '' };
      const object = existing({ store, kind, namespace, name: name ?? '', writer, newUid });
      return {
        status: 200,
        body: wantsMetadataOnly(accept, 'Object') ? partialObject(object as unknown as JsonObject) : object,
      };
    }
    return performWrite(write, verb, parseBody(request));
  }

  async function answer(request: HttpRequest, isObserved: boolean): Promise<HttpResponse> {
    try {
      const path = parseResourcePath(request.path);
      const verb = path && verbOf(request.method, path);
      if (!path || !verb) throw new PathNotServed();
      const entry = logEntry(path, verb);
      if (!isObserved) return toResponse(carryOut(request, path, verb));
      log.push(entry);
      const fault = faults.take(entry);
      if (entry.write) for (const listener of listeners) await listener(entry, 'before');
      if (fault?.when === 'before') return await strike(fault, entry, request.signal);
      const result = carryOut(request, path, verb);
      if (entry.write) for (const listener of listeners) await listener(entry, 'after');
      if (fault?.when === 'after') return await strike(fault, entry, request.signal);
      return toResponse(result);
    } catch (error) {
      if (error instanceof StatusError) return refusal(error);
      if (error instanceof PathNotServed) return error.response;
      throw error;
    }
  }

  const kindNamed = (resource: string) => kinds.filter(({ plural }) => plural === resource);
  return {
    handle: (request) => answer(request, true),
    handleUnobserved: (request) => answer(request, false),
    log,
    faults,
    watches: (resource) =>
      [...openWatches].filter((watch) => watch.isOpen && (resource === undefined || watch.kind.plural === resource)),
    objects: (resource) =>
      kindNamed(resource).flatMap((kind) => store.at(kind, store.revision).map(([, object]) => copyJson(object))),
    object: (resource, namespace, name) =>
      copyJson(kindNamed(resource).map((kind) => store.get(kind, keyOf(namespace, name)))[0]),
    onWrite: (listener) => listeners.push(listener),
    compact: () => store.compact(),
  };
}

function verbOf(method: string, path: ResourcePath): Verb | undefined {
  if (method !== 'GET') return verbsByMethod[method];
  if (path.name !== undefined) return 'get';
  return ['true', '1'].includes(path.query.get('watch') ?? '') ? 'watch' : 'list';
}

function logEntry(path: ResourcePath, verb: Verb): RequestLogEntry {
  const { plural: resource, subresource, namespace, name } = path;
  return { verb, resource, subresource, namespace, name, write: !['get', 'list', 'watch'].includes(verb) };
}

function parseBody({ body, headers }: HttpRequest): unknown {
  const text = Buffer.from(body).toString();
  if (text === '') return undefined;
  try {
    return headers['content-type']?.includes('yaml') ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw new StatusError(400, 'BadRequest', `error decoding the body: ${(error as Error).message}`);
  }
}

function toResponse({ status, body, stream, warnings = [] }: Answer): HttpResponse {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (warnings.length > 0) headers['warning'] = warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
  return { status, headers, body: stream ?? JSON.stringify(body) };
}

function refusal({ status, retryAfterSeconds }: StatusError): HttpResponse {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  return { status: status.code, headers, body: JSON.stringify(status) };
}

/** No resource has this path: refused before the API, in plain text. */
class PathNotServed extends Error {
  readonly response: HttpResponse = {
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '404 page not found\n',
  };
}

function uidFrom(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20)].join('-');
}

/** A linear congruential sequence (Numerical Recipes): enough for names that only have to differ. */
function fixedSequence(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
