import type { CallResult } from './call-api.ts';
import { callApi, describeCall } from './call-api.ts';
import { privateApiManifest } from '../sample.ts';
import { describeConditions, secondsSince, untilReady } from './scene.ts';
import type { Scene } from './scene.ts';
import { namespace, region } from '../world.ts';

/** What the first steps made and the later ones use. */
export interface Api {
  /** Through the shop's endpoint, with stage. */
  readonly invokeUrl: string;
  /** By the API's own name, as it resolves elsewhere. */
  readonly plainUrl: string;
  readonly restApiId: string;
}

export async function applyManifest(scene: Scene): Promise<Api> {
  const { kubernetes, world, report } = scene;
  const startedAt = performance.now();
  const callsBefore = world.operatorCalls.length;
  await kubernetes.apply(privateApiManifest(world, 'orders', ['/orders', '/orders/{id}']));
  report.did(
    `kubectl apply: PrivateApi ${namespace}/orders, two routes to load balancer shop, only ${world.shop.endpoint.vpcEndpointId} may call`,
  );
  const object = await untilReady(scene, 'orders');
  const calls = world.operatorCalls.slice(callsBefore);
  const api = apiOf(object.status?.restApi?.id, object.status?.invokeUrl);
  report.saw(`${describeConditions(object)} after ${secondsSince(startedAt)}`);
  report.saw(`invoke URL ${api.invokeUrl}`);
  report.spent(calls);
  report.check(api.invokeUrl.startsWith('https://'), 'Ready with an invoke URL');
  report.check(calls.filter(({ kind }) => kind === 'write').length <= 6, 'at most 6 AWS writes from apply to Ready');
  return api;
}

export function apiOf(restApiId = '', invokeUrl = ''): Api {
  return { invokeUrl, restApiId, plainUrl: `https://${restApiId}.execute-api.${region}.amazonaws.com/prod` };
}

export async function callFromEverywhere(scene: Scene, { invokeUrl, plainUrl }: Api): Promise<void> {
  const { world, report } = scene;
  const { shop, bank, principals } = world;
  const url = `${invokeUrl}/orders`;
  const refused = ({ status, reachedBackend }: CallResult) => status === 403 && !reachedBackend;
  const calls = [
    {
      call: { url, from: shop.caller, as: principals.allowed },
      name: 'an allowed role, through the endpoint: 200 from the backend',
      isRight: ({ status, reachedBackend }: CallResult) => status === 200 && reachedBackend,
    },
    {
      call: { url, from: shop.caller, as: principals.withoutPermission },
      name: 'a role without permission: 403',
      isRight: refused,
    },
    { call: { url, from: shop.caller }, name: 'unsigned: 403', isRight: refused },
    {
      call: { url: `${plainUrl}/orders`, from: bank.caller, as: principals.allowed },
      name: "the allowed role through another VPC's endpoint: 403",
      isRight: refused,
    },
    {
      call: { url: `${plainUrl}/orders`, from: 'internet' as const, as: principals.allowed },
      name: 'the allowed role from outside: 403',
      isRight: refused,
    },
  ];
  const callsBefore = world.operatorCalls.length;
  for (const { call, name, isRight } of calls) {
    const result = await callApi(world, call);
    report.did(describeCall(world, call));
    report.saw(`${result.status} ${result.body}`);
    report.check(isRight(result), name);
  }
  report.spent(world.operatorCalls.slice(callsBefore));
}
