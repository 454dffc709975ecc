import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { InvokeRequest } from '../../../../sandbox/aws/data-plane/invoke-request.ts';
import type { Caller } from '../../../../sandbox/aws/data-plane/network-interface.ts';
import { signRequest } from '../../../../sandbox/aws/data-plane/sign-request.ts';
import type { AwsState, Principal } from '../../../../sandbox/aws/state.ts';
import { ALIAS_HOST, API, callers, ENDPOINT_HOST, NOW, PLAIN_HOST, REGION } from './private-api-world.ts';

/** Ways to reach the API, as URL and headers without the path. */
export const ways = {
  'private DNS name': { host: PLAIN_HOST, headers: {} },
  'endpoint-specific alias': { host: ALIAS_HOST, headers: {} },
  'endpoint name with Host header': { host: ENDPOINT_HOST, headers: { Host: PLAIN_HOST } },
  'endpoint name with x-apigw-api-id': { host: ENDPOINT_HOST, headers: { 'x-apigw-api-id': API } },
} as const;
export type Way = keyof typeof ways;
export const wayNames = Object.keys(ways) as Way[];

/** Calls `GET /prod/orders` of the world's API from inside its VPC, unless told otherwise. */
export async function callApi(input: {
  state: AwsState;
  caller?: Caller;
  way?: Way;
  request?: Partial<InvokeRequest> & { path?: string };
  signedBy?: Pick<Principal, 'accessKeyId' | 'secretAccessKey'>;
  signedAt?: number;
}) {
  const { state, caller = callers.inside, way = 'private DNS name' } = input;
  const { host, headers } = ways[way];
  const { path = '/prod/orders', ...rest } = input.request ?? {};
  const unsigned: InvokeRequest = {
    url: `https://${host}${path}`,
    method: 'GET',
    ...rest,
    headers: { ...headers, ...rest.headers },
  };
  const request =
    input.signedBy === undefined
      ? unsigned
      : await signRequest(unsigned, { principal: input.signedBy, region: REGION, now: input.signedAt ?? NOW });
  const response = await createDataPlane({ state, clock: { now: () => NOW } }).invoke(caller, request);
  return { ...response, text: Buffer.from(response.body as Uint8Array).toString() };
}
