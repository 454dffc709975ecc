import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { Dispatcher } from 'undici';
import type { HttpFunction, HttpRequest, HttpResponse } from './http.ts';

/**
 * An undici dispatcher that calls a function instead of opening a socket: bodies stream, back-pressure holds the stream,
 * an abort reaches the function's signal. A function that throws breaks the connection.
 */
export function createDispatcher(fn: HttpFunction): Dispatcher {
  return new FunctionDispatcher(fn);
}

class FunctionDispatcher extends Dispatcher {
  readonly #fn: HttpFunction;
  readonly #open = new Set<Exchange>();
  #isClosed = false;

  constructor(fn: HttpFunction) {
    super();
    this.#fn = fn;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new Exchange(handler);
    if (this.#isClosed) {
      exchange.abort(new Error('The dispatcher is closed'));
      return false;
    }
    this.#open.add(exchange);
    void exchange.run(this.#fn, options).finally(() => this.#open.delete(exchange));
    return true;
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | void {
    this.#isClosed = true;
    if (!callback) return Promise.resolve();
    return callback();
  }

  override destroy(...parameters: unknown[]): Promise<void> & void {
    this.#isClosed = true;
    const [reason] = parameters;
    for (const exchange of this.#open) exchange.abort(reason instanceof Error ? reason : new Error('destroyed'));
    const callback = parameters.find((parameter) => typeof parameter === 'function');
    if (callback) (callback as () => void)();
    return Promise.resolve() as Promise<void> & void;
  }
}

/** One request and its answer: what undici calls the controller. */
class Exchange implements Dispatcher.DispatchController {
  readonly rawHeaders: string[] = [];
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #abortController = new AbortController();
  #isPaused = false;
  #isOver = false;
  #continue: () => void = () => {};

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  get aborted(): boolean {
    return this.#abortController.signal.aborted;
  }

  get paused(): boolean {
    return this.#isPaused;
  }

  get reason(): Error | null {
    return this.aborted ? (this.#abortController.signal.reason as Error) : null;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#continue();
  }

  abort(reason: Error): void {
    this.#abortController.abort(reason);
    this.#continue();
    this.#fail(reason);
  }

  async run(fn: HttpFunction, options: Dispatcher.DispatchOptions): Promise<void> {
    try {
      this.#handler.onRequestStart?.(this, {});
      // undici never answers before dispatch has returned.
      await Promise.resolve();
      if (this.aborted) return;
      const request: HttpRequest = {
        method: options.method,
        path: options.path,
        headers: headersOf(options.headers),
        body: await bytesOf(options.body),
        signal: this.#abortController.signal,
      };
      await this.#answer(await fn(request));
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #answer(response: HttpResponse): Promise<void> {
    if (this.aborted) return;
    for (const [name, value] of Object.entries(response.headers)) this.rawHeaders.push(name, value);
    this.#handler.onResponseStart?.(
      this,
      response.status,
      { ...response.headers },
      STATUS_CODES[response.status] ?? '',
    );
    const { body } = response;
    const pieces = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
    for await (const piece of pieces) {
      if (this.#isPaused) {
        await new Promise<void>((resolve) => {
          this.#continue = resolve;
        });
      }
      if (this.aborted) return;
      if (piece.length > 0) this.#handler.onResponseData?.(this, Buffer.from(piece));
    }
    if (this.#isOver || this.aborted) return;
    this.#isOver = true;
    this.#handler.onResponseEnd?.(this, {});
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onResponseError?.(this, error);
  }
}

function headersOf(headers: Dispatcher.DispatchOptions['headers']): Record<string, string> {
  const pairs: [string, unknown][] = [];
  if (Array.isArray(headers) && typeof headers[0] === 'string') {
    for (let index = 0; index + 1 < headers.length; index += 2)
      pairs.push([String(headers[index]), headers[index + 1]]);
  } else if (headers && Symbol.iterator in headers) {
    pairs.push(...(headers as Iterable<[string, unknown]>));
  } else {
    pairs.push(...Object.entries(headers ?? {}));
  }
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

async function bytesOf(body: Dispatcher.DispatchOptions['body']): Promise<Uint8Array> {
  if (body === null || body === undefined) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (!(Symbol.asyncIterator in body)) throw new TypeError('a form as body is not supported');
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array | string>) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}
