/**
 * The emulator and the in-memory Kubernetes API are functions of this type. An HTTP listener, the AWS SDK's request
 * handler and an undici dispatcher are thin fronts for them, so the same code serves processes and virtual-time tests.
 */
export type HttpFunction = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpRequest {
  readonly method: string;
  /** Path with query, as on the request line, still percent-encoded. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Aborts when the caller goes away; a streaming answer ends then. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or in pieces for a watch. */
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** Thrown by an HttpFunction to break the connection without an answer (the caller cannot know what happened). */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
