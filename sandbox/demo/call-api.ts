import { signRequest } from '../aws/data-plane/sign-request.ts';
import type { Caller } from '../aws/data-plane/network-interface.ts';
import type { Principal } from '../aws/state.ts';
import { ConnectionLost } from '../http.ts';
import { region } from '../world.ts';
import type { World } from '../world.ts';

export interface CallResult {
  /** 0 when the connection broke. */
  readonly status: number;
  readonly body: string;
  readonly reachedBackend: boolean;
}

/** A GET from a network interface of the emulated network, signed when a principal is given. */
export async function callApi(
  { dataPlane, backend }: World,
  call: { readonly url: string; readonly from: Caller; readonly as?: Principal },
): Promise<CallResult> {
  const requestsBefore = backend.requests();
  const plain = { url: call.url, method: 'GET' };
  const request =
    call.as === undefined ? plain : await signRequest(plain, { principal: call.as, region, now: Date.now() });
  try {
    const { status, body } = await dataPlane.invoke(call.from, request);
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('the answer is a stream');
    const text = Buffer.from(body).toString();
    return { status, body: text, reachedBackend: backend.requests() > requestsBefore };
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    return { status: 0, body: error.message, reachedBackend: false };
  }
}

/** `GET https://{api}.execute-api…/prod/orders, signed by role/web-shop, from 10.0.1.20 in VPC shop` */
export function describeCall({ shop }: World, call: Parameters<typeof callApi>[1]): string {
  const url = call.url.replace(/(?<=execute-api)\.[^/]*/, '…');
  const who = call.as === undefined ? 'unsigned' : `signed by ${call.as.arn.split(':').at(-1)}`;
  if (call.from === 'internet') return `GET ${url}, ${who}, from the internet`;
  return `GET ${url}, ${who}, from ${call.from.address} in VPC ${call.from.vpcId === shop.vpc.vpcId ? 'shop' : 'bank'}`;
}
