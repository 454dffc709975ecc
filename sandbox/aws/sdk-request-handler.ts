import { Readable } from 'node:stream';
import { ConnectionLost } from '../http.ts';
import type { HttpFunction, HttpRequest } from '../http.ts';

/** The part of the SDK's HTTP request that is used here. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

interface SdkOptions {
  readonly abortSignal?: Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;
  /** Milliseconds. */
  readonly requestTimeout?: number;
}

/**
 * A `requestHandler` for AWS SDK clients that calls `answer` in this process: no socket, and every wait is a timer, so
 * tests run it in virtual time. `requestTimeoutMs` is the client's own limit for one attempt.
 */
export function createSdkRequestHandler(answer: HttpFunction, options: { requestTimeoutMs?: number } = {}) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
    async handle(request: SdkRequest, { abortSignal, requestTimeout }: SdkOptions = {}) {
      const gone = new AbortController();
      const timeoutMs = requestTimeout ?? options.requestTimeoutMs;
      const response = await raced(answer(toHttpRequest(request, gone.signal)), abortSignal, timeoutMs, gone);
      return {
        response: { statusCode: response.status, headers: { ...response.headers }, body: toBody(response.body) },
      };
    },
  };
}

function toBody(body: string | Uint8Array | AsyncIterable<string>): Readable {
  return Readable.from(typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body)] : body);
}

function toHttpRequest(request: SdkRequest, signal: AbortSignal): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body;
  return {
    method: request.method,
    path: request.path + queryString(request.query ?? {}),
    headers,
    body: body ?? new Uint8Array(),
    signal,
  };
}

function queryString(query: Record<string, string | string[] | null>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => `${escaped(key)}=${escaped(one)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The answer, or what a real connection would throw first: abort, timeout, reset. */
function raced<T>(
  answer: Promise<T>,
  abortSignal: SdkOptions['abortSignal'],
  timeoutMs: number | undefined,
  gone: AbortController,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // The signal outlives the call: what listens to it must go, or it would pile up over an operator's life.
    const settle = () => {
      clearTimeout(timer);
      abortSignal?.removeEventListener('abort', abort);
    };
    const fail = (error: Error) => {
      settle();
      gone.abort();
      reject(error);
    };
    const abort = () => fail(named('AbortError', 'Request aborted'));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => fail(named('TimeoutError', `no answer within ${timeoutMs} ms`)), timeoutMs);
    if (abortSignal?.aborted === true) abort();
    abortSignal?.addEventListener('abort', abort);
    answer.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => fail(error instanceof ConnectionLost ? reset() : (error as Error)),
    );
  });
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
