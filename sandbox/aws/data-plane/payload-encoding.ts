import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { HttpResponse } from '../../http.ts';
import type { DeployedApi } from '../state.ts';
import type { IncomingRequest } from './invoke-request.ts';

/**
 * The body as API Gateway passes it on: as it is when its type is a binary one, else as UTF-8 text, in which bytes that
 * are none are lost.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function readRequestBody(request: IncomingRequest, api: DeployedApi): Uint8Array {
  const body = decompressed(request, api);
  return isBinary(request.headers['content-type'], api) ? body : asText(body);
}

/** Compressed requests are opened only where answers may be compressed (same page as below). */
function decompressed({ headers, body }: IncomingRequest, { minimumCompressionSize }: DeployedApi): Uint8Array {
  if (minimumCompressionSize === undefined) return body;
  if (headers['content-encoding'] === 'gzip') return gunzipSync(body);
  return headers['content-encoding'] === 'deflate' ? inflateSync(body) : body;
}

/**
 * The backend's answer as the caller gets it. Whether it may be binary is decided by the first type of the caller's
 * Accept header; compression comes after that, from the deployed size on and for callers who accept gzip or deflate.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 */
export function encodeResponse(response: HttpResponse, request: IncomingRequest, api: DeployedApi): HttpResponse {
  if (typeof response.body !== 'string' && !(response.body instanceof Uint8Array)) return response;
  const bytes = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  const [accepted] = (request.headers['accept'] ?? '').split(',');
  const body = isBinary(accepted, api) ? bytes : asText(bytes);
  const compress = compressionFor(request, response, body.length, api);
  if (compress === undefined) return { ...response, headers: withLength(response, body), body };
  const compressed = compress.run(body);
  return {
    ...response,
    headers: { ...withLength(response, compressed), 'content-encoding': compress.name },
    body: compressed,
  };
}

function compressionFor(
  request: IncomingRequest,
  response: HttpResponse,
  size: number,
  { minimumCompressionSize }: DeployedApi,
): { name: string; run: (body: Uint8Array) => Uint8Array } | undefined {
  const isEncoded = response.headers['content-encoding'] !== undefined;
  if (minimumCompressionSize === undefined || isEncoded || size === 0 || size < minimumCompressionSize)
    return undefined;
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((part) => part.split(';')[0]!.trim());
  if (accepted.includes('gzip') || accepted.includes('*')) return { name: 'gzip', run: gzipSync };
  return accepted.includes('deflate') ? { name: 'deflate', run: deflateSync } : undefined;
}

function withLength(response: HttpResponse, body: Uint8Array): Record<string, string> {
  const headers = { ...response.headers };
  if (headers['content-length'] !== undefined) headers['content-length'] = String(body.length);
  return headers;
}

export function isBinary(mediaType: string | undefined, { binaryMediaTypes }: DeployedApi): boolean {
  const type = (mediaType ?? '').split(';')[0]!.trim().toLowerCase();
  return binaryMediaTypes.some((listed) => {
    const [wanted = '', wantedSubtype = ''] = listed.toLowerCase().split('/');
    const [main = '', subtype = ''] = type.split('/');
    if (listed === '*/*') return true;
    return wanted === main && (wantedSubtype === '*' || wantedSubtype === subtype);
  });
}

const asText = (body: Uint8Array): Uint8Array =>
  Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body));
