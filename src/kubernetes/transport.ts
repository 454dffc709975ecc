import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Connection } from './connection.ts';
import { errorFromStatus, KubernetesError } from './errors.ts';
import type { Logger } from './logger.ts';

/** One request to the API server. */
export interface Call {
  /** As RBAC names it; label of the latency metric. */
  readonly verb: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

export type Transport = ReturnType<typeof createTransport>;

/** HTTP with deadlines, credentials, metrics and one kind of error; knows no verbs and no objects. */
export function createTransport(options: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly metrics: Metrics;
  readonly log: Logger;
}) {
  const { connection, clock, userAgent, metrics, log } = options;
  const host = new URL(connection.server).host;

  async function send(call: Call, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const startedAtMs = clock.now();
    let code = '<error>';
    try {
      const credentials = await orAborted(connection.headers(), signal);
      const answer = await request(`${connection.server}${call.path}`, {
        dispatcher: connection.dispatcher,
        method: call.method,
        headers: {
          accept: 'application/json',
          'user-agent': userAgent,
          ...(call.accept !== undefined && { accept: `${call.accept},application/json` }),
          ...(call.body !== undefined && { 'content-type': call.contentType ?? 'application/json' }),
          ...credentials,
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal,
        // Our own deadlines rule: undici's would end a quiet watch after 300 s.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      code = String(answer.statusCode);
      return answer;
    } finally {
      const durationMs = clock.now() - startedAtMs;
      metrics.requestFinished({ verb: call.verb, method: call.method, code, host, durationMs });
      log.debug({ verb: call.verb, path: call.path, code, durationMs }, 'kubernetes request');
    }
  }

  /** The answer's JSON. Throws {@link KubernetesError}, or the caller's abort reason. */
  async function json(call: Call, deadlineMs: number, signal?: AbortSignal): Promise<unknown> {
    const deadline = createDeadline(clock, signal);
    deadline.set(deadlineMs, `${call.verb} took longer than ${deadlineMs} ms`);
    try {
      const answer = await send(call, deadline.signal);
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw refusal(answer, text);
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw deadline.explain(error, call);
    } finally {
      deadline.clear();
    }
  }

  /** The answer's bytes as they come; the reader may take `totalMs` in all. */
  async function* stream(
    call: Call,
    { startMs, totalMs }: { startMs: number; totalMs: number },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const deadline = createDeadline(clock, signal);
    deadline.set(startMs, `${call.verb} was not answered within ${startMs} ms`);
    try {
      const answer = await send(call, deadline.signal);
      if (answer.statusCode >= 300) throw refusal(answer, await answer.body.text());
      deadline.set(totalMs, `${call.verb} was not ended by the server within ${totalMs} ms`, 'Silent');
      yield* answer.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw deadline.explain(error, call);
    } finally {
      deadline.clear();
      // A reader that leaves early must not leave its connection behind, busy.
      deadline.abandon();
    }
  }

  return { json, stream };
}

/** An exec plug-in may hang; the request's deadline holds for it too. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function refusal(answer: Dispatcher.ResponseData, text: string): KubernetesError {
  const retryAfter = answer.headers['retry-after'];
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy between us and the API server answers in its own words.
  }
  return errorFromStatus(answer.statusCode, body, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter);
}

/** One abort signal out of a caller's signal and a time limit that can be set again. */
function createDeadline(clock: Clock, outer: AbortSignal | undefined) {
  const inner = new AbortController();
  const onAbort = () => inner.abort(outer?.reason);
  if (outer?.aborted) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  let timer = new AbortController();

  const stopTimer = () => timer.abort();
  return {
    signal: inner.signal,
    set(ms: number, message: string, reason = 'ConnectionLost') {
      stopTimer();
      timer = new AbortController();
      const expire = () => inner.abort(new KubernetesError(0, reason, message));
      clock.sleep(ms, timer.signal).then(expire, () => undefined);
    },
    clear() {
      stopTimer();
      outer?.removeEventListener('abort', onAbort);
    },
    abandon: () => inner.abort(),
    /** Every way a request can fail, as the error our callers know. */
    explain(error: unknown, call: Call): unknown {
      if (inner.signal.aborted) return inner.signal.reason;
      if (error instanceof KubernetesError) return error;
      const said = error instanceof Error ? error.message || error.name : String(error);
      const message = `${call.method} ${call.path.split('?')[0]}: ${said}`;
      return new KubernetesError(0, 'ConnectionLost', message, { cause: error });
    },
  };
}
