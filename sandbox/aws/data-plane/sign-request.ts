import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
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

/** Smithy's checksum interface over node:crypto. */
class NodeSha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = this.#start();
  }

  update(chunk: Uint8Array | string): void {
    this.#hash.update(chunk);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start() {
    if (this.#secret === undefined) return createHash('sha256');
    return createHmac(
      'sha256',
      typeof this.#secret === 'string' ? this.#secret : new Uint8Array(toBuffer(this.#secret)),
    );
  }
}

function toBuffer(secret: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
