import { ConnectionLost } from '../../http.ts';
import type { JsonObject } from './json.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import { parseSelection } from './selectors.ts';
import { StatusError, serverError } from './status-error.ts';

// The real server picks 30-60 minutes when the client names no timeout.
const defaultTimeoutSeconds = 1800;
const bookmarkIntervalMs = 60_000;
// The last bookmark comes this long before the server ends the watch.
const finalBookmarkLeadMs = 2_000;

/** One open watch: a stream of lines, and the ways in which it can go wrong. */
export class WatchStream {
  readonly kind: ResourceKind;
  readonly #show: (object: JsonObject) => JsonObject;
  readonly #lines: string[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #unsubscribe: () => void;
  #wake: () => void = () => {};
  #end: { error?: Error } | undefined;
  #isSilent = false;
  #eventsToDrop = 0;

  constructor(
    store: ObjectStore,
    kind: ResourceKind,
    namespace: string | undefined,
    query: URLSearchParams,
    signal: AbortSignal,
    /** How an object is sent: whole, or its metadata only. */
    show: (object: JsonObject) => JsonObject = (object) => object,
  ) {
    this.kind = kind;
    this.#show = show;
    const since = query.get('resourceVersion') ?? '';
    if (!/^\d*$/.test(since)) {
      const why = `strconv.ParseUint: parsing "${since}": invalid syntax`;
      throw serverError(`resourceVersion: Invalid value: "${since}": ${why}`);
    }
    const selects = parseSelection(kind, namespace, query);
    const deliver = (change: Change) => {
      const event = change.kind === kind ? eventOf(change, selects) : undefined;
      if (!event) return;
      if (this.#eventsToDrop > 0) this.#eventsToDrop -= 1;
      else this.#send(event);
    };
    this.#unsubscribe = store.subscribe(deliver);
    this.#begin(store, since, selects, deliver);
    // A watch that is over already must leave no timer behind.
    if (this.#end) return;
    const timeoutMs = Number(query.get('timeoutSeconds') ?? defaultTimeoutSeconds) * 1000;
    this.#timers.push(setTimeout(() => this.close(), timeoutMs));
    if (query.get('allowWatchBookmarks') === 'true') {
      const bookmark = () => this.#send({ type: 'BOOKMARK', object: bookmarkObject(kind, store.revision) });
      this.#timers.push(setInterval(bookmark, bookmarkIntervalMs));
      this.#timers.push(setTimeout(bookmark, Math.max(0, timeoutMs - finalBookmarkLeadMs)));
    }
    if (signal.aborted) this.#finish({});
    else signal.addEventListener('abort', () => this.#finish({}), { once: true });
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        yield* this.#lines.splice(0);
        if (this.#lines.length > 0) continue;
        if (this.#end?.error) throw this.#end.error;
        if (this.#end) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#finish({});
    }
  }

  /** Ends as the server ends a watch whose time is over. A silent stream stays open: that is its fault. */
  close(): void {
    if (!this.#isSilent) this.#finish({});
  }

  /** Breaks the connection. */
  cut(): void {
    this.#finish({ error: new ConnectionLost('watch connection reset') });
  }

  /** Sends half a line, as after a truncation on the way. */
  garble(): void {
    this.#push('{"type":"MODIFIED","object":{"apiVe\n');
  }

  /** Says nothing more and does not end: a connection whose other side is gone. */
  goSilent(): void {
    this.#isSilent = true;
  }

  dropNextEvents(count: number): void {
    this.#eventsToDrop += count;
  }

  /** Ends with the ERROR event of a watch that has fallen behind compaction. */
  expire(): void {
    const message = 'too old resource version: 1 (2)';
    this.#send({ type: 'ERROR', object: new StatusError(410, 'Expired', message).status });
    this.#finish({});
  }

  /** Sends what is known at the start; from a forgotten resourceVersion on, only that it is forgotten. */
  #begin(store: ObjectStore, since: string, selects: Selects, deliver: (change: Change) => void): void {
    if (since === '' || since === '0') {
      for (const [, object] of store.at(this.kind, store.revision)) {
        if (selects(object)) this.#send({ type: 'ADDED', object: object as unknown as JsonObject });
      }
      return;
    }
    try {
      store.changesSince(this.kind, Number(since)).forEach(deliver);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#send({ type: 'ERROR', object: error.status });
      this.#finish({});
    }
  }

  #send({ type, object }: { type: string; object: JsonObject }): void {
    this.#push(`${JSON.stringify({ type, object: type === 'ERROR' ? object : this.#show(object) })}\n`);
  }

  #push(line: string): void {
    if (this.#end || this.#isSilent) return;
    this.#lines.push(line);
    this.#wake();
  }

  #finish(end: { error?: Error }): void {
    if (this.#end) return;
    this.#end = end;
    this.#unsubscribe();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#wake();
  }
}

type Selects = (object: KubernetesObject) => boolean;

/** A change as a watcher sees it: an object that leaves the selection is deleted for him. */
function eventOf(
  { before, after, revision }: Change,
  selects: Selects,
): { type: string; object: JsonObject } | undefined {
  const was = before !== undefined && selects(before);
  const is = after !== undefined && selects(after);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: after as unknown as JsonObject };
  if (!was) return undefined;
  // It shows the object as it was while it was still selected.
  const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(revision) } };
  return { type: 'DELETED', object: object as unknown as JsonObject };
}

function bookmarkObject(kind: ResourceKind, revision: number): JsonObject {
  const metadata = { resourceVersion: String(revision) };
  if (kind.isCustom) return { kind: kind.kind, apiVersion: kind.apiVersion, metadata };
  return { kind: kind.kind, apiVersion: kind.apiVersion, metadata: { ...metadata, creationTimestamp: null } };
}
