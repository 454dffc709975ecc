import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../node-sha256.ts';
import type { Principal } from '../state.ts';
import { type InvokeRequest, readInvokeRequest } from './invoke-request.ts';

/** The request with an `Authorization` header of Signature Version 4 for execute-api, as the AWS SDKs and curl make it. */
export async function signRequest(
  request: InvokeRequest,
  options: {
    principal: Pick<Principal, 'accessKeyId' | 'secretAccessKey'>;
    region: string;
    /** Milliseconds since 1970. */
    now: number;
  },
): Promise<InvokeRequest> {
  const { connectedTo, method, rawPath, rawQuery, headers, body } = readInvokeRequest(request);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: options.region,
    credentials: options.principal,
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(rawQuery.replaceAll('+', '%2B'))) (query[name] ??= []).push(value);
  const signed = await signer.sign(
    { method, protocol: 'https:', hostname: connectedTo, path: rawPath, query, headers: { ...headers }, body },
    { signingDate: new Date(options.now) },
  );
  return { ...request, headers: signed.headers };
}
