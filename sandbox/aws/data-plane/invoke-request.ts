/** A call as the caller makes it: the URL's host is the name it connects to, the Host header what it asks for there. */
export interface InvokeRequest {
  readonly url: string;
  readonly method: string;
  /** Names in any case; Host defaults to the URL's. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The same, taken apart. Path and query are kept byte for byte: a signature covers them, and the backend sees them. */
export interface IncomingRequest {
  readonly connectedTo: string;
  readonly method: string;
  /** Percent-encoded, as sent. */
  readonly rawPath: string;
  /** Without the question mark. */
  readonly rawQuery: string;
  /** Names in lower case, `host` included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Throws a TypeError when the URL is not absolute. A URL object would normalise the path, so none is used. */
export function readInvokeRequest(request: InvokeRequest): IncomingRequest {
  const match = /^https?:\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/.exec(request.url);
  if (match === null) throw new TypeError(`not an absolute http(s) URL: ${request.url}`);
  const [, authority = '', rawPath = '', rawQuery = ''] = match;
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    connectedTo: withoutPort(authority),
    method: request.method.toUpperCase(),
    rawPath: rawPath === '' ? '/' : rawPath,
    rawQuery,
    headers: { host: authority, ...headers },
    body: typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array()),
  };
}

/** Host names carry no case. */
export function withoutPort(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}
