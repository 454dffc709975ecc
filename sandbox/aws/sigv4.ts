import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '../http.ts';
import type { Principal } from './state.ts';
import { NodeSha256 } from './node-sha256.ts';

/** What an Authorization header of Signature Version 4 claims. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Undefined when there is no Signature Version 4 Authorization header or it is malformed. */
export function parseSignatureClaim(headers: Readonly<Record<string, string>>): SignatureClaim | undefined {
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    );
  if (match === null) return undefined;
  const [, accessKeyId = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** True when the secret of `principal` gives the very signature that was sent. Does not judge its age. */
export async function hasValidSignature(
  request: HttpRequest,
  claim: SignatureClaim,
  principal: Principal,
): Promise<boolean> {
  const signedAt = signingTime(request.headers);
  // A body that the signature does not cover would be anybody's: content-sha256 is checked when it was sent.
  const declaredHash = request.headers['x-amz-content-sha256'];
  if (signedAt === undefined || !claim.signedHeaders.includes('host')) return false;
  if (declaredHash !== undefined && declaredHash !== createHash('sha256').update(request.body).digest('hex')) {
    return false;
  }
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    credentials: principal,
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(requestToSign(request, claim.signedHeaders), {
    signingDate: new Date(signedAt),
    signableHeaders: new Set(claim.signedHeaders),
  });
  const expected = /Signature=([0-9a-f]{64})$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? '';
  return expected.length === 64 && timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature));
}

/** The x-amz-date of a request in milliseconds since 1970. */
export function signingTime(headers: Readonly<Record<string, string>>): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...number[]];
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

function requestToSign(request: HttpRequest, signedHeaders: readonly string[]) {
  const [path = '/', queryText = ''] = request.path.split('?', 2);
  const query: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(queryText.replaceAll('+', '%2B'))) {
    const before = query[key];
    query[key] = before === undefined ? value : [before, value].flat();
  }
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? '']));
  return { method: request.method, protocol: 'https:', hostname: '', path, query, headers, body: request.body };
}
