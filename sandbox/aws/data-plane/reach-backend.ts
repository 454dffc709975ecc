import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HttpResponse } from '../../http.ts';
import type { BackendRequest } from './map-request.ts';

/** How a request gets to a listener's target. The signal aborts it; any failure to get an answer is a rejection. */
export type ReachBackend = (
  target: string,
  request: BackendRequest,
  options: { readonly insecureSkipVerification: boolean; readonly signal: AbortSignal },
) => Promise<HttpResponse>;

/**
 * Sends the request over the loopback network with node:http, byte for byte: `fetch` would normalise the path and add
 * headers of its own. A target of `https://` is spoken to in TLS, its certificate checked against the uri's host.
 */
export const reachBackend: ReachBackend = (target, request, { insecureSkipVerification, signal }) => {
  const { protocol, hostname, port } = new URL(target);
  const options = {
    hostname,
    port,
    method: request.method,
    path: request.path,
    headers: withLength(request),
    signal,
    agent: false as const,
    setDefaultHeaders: false,
  };
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const outgoing =
    protocol === 'https:'
      ? requestHttps({ ...options, servername: request.host, rejectUnauthorized: !insecureSkipVerification })
      : requestHttp(options);
  outgoing.once('error', reject);
  outgoing.once('response', (incoming) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.once('error', reject);
    incoming.once('end', () => {
      const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
      resolve({
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: Buffer.concat(pieces),
      });
    });
  });
  outgoing.end(request.body);
  return promise;
};

/** API Gateway generates Content-Length from the body it holds. */
function withLength({ method, headers, body }: BackendRequest): Record<string, string> {
  const hasBody = body.length > 0 || ['POST', 'PUT', 'PATCH'].includes(method);
  return { ...headers, connection: 'close', ...(hasBody ? { 'content-length': String(body.length) } : {}) };
}
