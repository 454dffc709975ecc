import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { InvokeRequest } from '../../../../sandbox/aws/data-plane/invoke-request.ts';
import { signRequest } from '../../../../sandbox/aws/data-plane/sign-request.ts';
import type { Integration } from '../../../../sandbox/aws/state.ts';
import {
  allowed,
  callers,
  deployedMethod,
  everything,
  NOW,
  PLAIN_HOST,
  privateApiWorld,
  REGION,
} from './private-api-world.ts';

export type World = NonNullable<Parameters<typeof privateApiWorld>[0]>;

/** One open method; `route` says where and how, `world` changes what is around it. */
export async function callProxyMethod(
  target: string,
  request: Partial<InvokeRequest> & { path: string },
  route: {
    path?: string;
    verb?: string;
    authorizationType?: 'NONE' | 'AWS_IAM';
    integration?: Partial<Integration>;
  } = {},
  world: World = {},
) {
  const { path = '/{proxy+}', verb = 'ANY', authorizationType = 'NONE', integration } = route;
  const method = deployedMethod(path, verb, {
    authorizationType,
    integration: {
      uri: 'http://orders.internal:8080/{proxy}',
      requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
      ...integration,
    },
  });
  const state = privateApiWorld({
    target,
    methods: [method],
    ...world,
    deployed: { policy: everything, ...world.deployed },
  });
  const { path: callPath, ...rest } = request;
  const unsigned: InvokeRequest = { url: `https://${PLAIN_HOST}/prod${callPath}`, method: 'GET', ...rest };
  const sent =
    authorizationType === 'NONE'
      ? unsigned
      : await signRequest(unsigned, { principal: allowed, region: REGION, now: NOW });
  const response = await createDataPlane({ state, clock: { now: () => NOW } }).invoke(callers.inside, sent);
  return { ...response, text: Buffer.from(response.body as Uint8Array).toString() };
}
