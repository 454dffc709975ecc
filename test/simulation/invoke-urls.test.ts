import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createDataPlane } from '../../sandbox/aws/data-plane/invoke.ts';
import type { InvokeUrl } from '../../src/api/private-api.ts';
import { systemClock } from '../../src/clock.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const partitions = [
  { partition: 'aws', region: 'eu-west-1', suffix: 'amazonaws.com' },
  { partition: 'aws-cn', region: 'cn-north-1', suffix: 'amazonaws.com.cn' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', suffix: 'amazonaws.com' },
  { partition: 'aws-eusc', region: 'eusc-de-east-1', suffix: 'amazonaws.eu' },
];

/** Ready, with a route that asks for no signature. */
async function anOpenApi(where: { partition: string; region: string }, privateDns: boolean) {
  const world = await createWorld({
    ...where,
    flags: ['--leader-elect=false'],
    settings: { vpcLinkPendingMs: 20_000 },
  });
  world.endpoint.privateDnsEnabled = privateDns;
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders', { authorization: { type: 'None' } }));
  await world.untilReady('orders');
  operator.kill();
  expect(world.violations).toEqual([]);
  return { world, status: world.read('orders')!.status! };
}

/** From inside the VPC of the endpoint. */
function callFrom(world: World) {
  const reach = () => Promise.resolve({ status: 200, headers: {}, body: 'from the backend' });
  const dataPlane = createDataPlane({ state: world.aws.state, clock: systemClock, reach });
  const caller = { vpcId: world.vpc.vpcId, address: '10.0.1.20', accountId: world.account.accountId };
  return async (url: string, headers: Record<string, string> = {}) =>
    (await dataPlane.invoke(caller, { method: 'GET', url: `${url}/orders`, headers })).status;
}

const hostOf = ({ hostHeader }: InvokeUrl) => (hostHeader === undefined ? {} : { host: hostHeader });

test.each(partitions)('every URL in the status answers in $partition', async ({ suffix, ...where }) => {
  const { world, status } = await anOpenApi(where, true);
  const id = status.restApi!.id;
  const { vpcEndpointId } = world.endpoint;
  const plain = `${id}.execute-api.${where.region}.${suffix}`;
  const endpointName = `${vpcEndpointId}-${vpcEndpointId.slice(-8)}.execute-api.${where.region}.vpce.${suffix}`;
  expect(status.invokeUrls).toEqual([
    { type: 'EndpointAlias', url: `https://${id}-${vpcEndpointId}.execute-api.${where.region}.${suffix}/prod` },
    { type: 'PrivateDns', url: `https://${plain}/prod` },
    { type: 'EndpointHostname', url: `https://${endpointName}/prod`, hostHeader: plain },
  ]);
  expect(status.invokeUrl).toBe(status.invokeUrls![0]!.url);

  const call = callFrom(world);
  for (const invokeUrl of status.invokeUrls!) {
    expect([invokeUrl.type, await call(invokeUrl.url, hostOf(invokeUrl))]).toEqual([invokeUrl.type, 200]);
  }
  const { url } = status.invokeUrls!.find(({ type }) => type === 'EndpointHostname')!;
  expect(await call(url, { 'x-apigw-api-id': id })).toBe(200);
  expect(await call(url)).toBe(403);
  expect(status.restApi!.arn).toBe(`arn:${where.partition}:apigateway:${where.region}::/restapis/${id}`);
});

test('without private DNS the plain name, which is not in the status, leads to the public front end and is refused', async () => {
  const { world, status } = await anOpenApi(partitions[0]!, false);
  expect(status.invokeUrls!.map(({ type }) => type)).toEqual(['EndpointAlias', 'EndpointHostname']);
  const call = callFrom(world);
  for (const invokeUrl of status.invokeUrls!) expect(await call(invokeUrl.url, hostOf(invokeUrl))).toBe(200);
  const { hostHeader } = status.invokeUrls![1]!;
  expect(await call(`https://${hostHeader}/prod`)).toBe(403);
});
