import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DeployedApi } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { somebody } from './somebody.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
const open = { authorization: { type: 'None' } };

/** Applies and waits; what it costs in AWS. */
async function apply(spec: object = {}): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(privateApi(world, 'orders', { ...open, ...spec }));
  await world.untilReady('orders');
  return world.awsWrites(before);
}

const restApi = () => [...world.account.restApis.values()][0]!;
const served = (): DeployedApi => restApi().deployments.get(restApi().stages.get('prod')!.deploymentId)!.snapshot;

describe('binary media types and compression', () => {
  const read = () => [served().binaryMediaTypes, served().minimumCompressionSize];

  test('are set, changed and unset by one deployment each, and in another order cost nothing', async () => {
    await apply();
    expect(read()).toEqual([[], undefined]);
    expect(await apply({ binaryMediaTypes: ['image/png', 'application/pdf'] })).toEqual(deployment);
    expect(read()).toEqual([['application/pdf', 'image/png'], undefined]);
    expect(await apply({ binaryMediaTypes: ['application/pdf', 'image/png'] })).toEqual([]);
    expect(await apply({ binaryMediaTypes: ['*/*'], minimumCompressionSize: 0 })).toEqual(deployment);
    expect(read()).toEqual([['*/*'], 0]);
    expect(await apply({ binaryMediaTypes: ['*/*'], minimumCompressionSize: 1024 })).toEqual(deployment);
    expect(read()).toEqual([['*/*'], 1024]);
    expect(await apply()).toEqual(['UpdateStage', 'PutRestApi']);
    expect(read()).toEqual([[], undefined]);
    expect([restApi().binaryMediaTypes, restApi().minimumCompressionSize]).toEqual([undefined, undefined]);
  });

  test('changed by others are put back and nothing is deployed', async () => {
    await apply({ binaryMediaTypes: ['image/png'], minimumCompressionSize: 1024 });
    const patchOperations = [
      { op: 'add' as const, path: '/binaryMediaTypes/*~1*' },
      { op: 'replace' as const, path: '/minimumCompressionSize', value: '1' },
    ];
    await somebody(world).updateRestApi({ restApiId: restApi().id, patchOperations });
    const before = world.awsCalls();
    await world.pass(11 * 60_000);
    expect(world.awsWrites(before)).toEqual(['PutRestApi']);
    expect(world.read('orders')?.status?.lastRepair?.fields).toEqual([
      'binary media types',
      'minimum compression size',
    ]);
    expect([restApi().binaryMediaTypes, restApi().minimumCompressionSize]).toEqual([['image/png'], 1024]);
  });

  test('decide what callers get: bytes of the listed types only, compressed from the size on', async () => {
    const picture = Uint8Array.from([0x89, 0x50, 0xff, 0xfe, 0x00]);
    const { call, received } = createCaller(world, { headers: { 'content-type': 'image/png' }, body: picture });
    const get = (accept: string, encoding?: string) =>
      call('GET', '/orders', { headers: { accept, ...(encoding && { 'accept-encoding': encoding }) } });
    await apply();
    expect((await get('image/png')).body).not.toEqual(Buffer.from(picture));

    await apply({ binaryMediaTypes: ['image/*'], minimumCompressionSize: 5 });
    expect(Buffer.from((await get('image/png, */*')).body as Uint8Array)).toEqual(Buffer.from(picture));
    expect((await get('text/plain, image/png')).body).not.toEqual(Buffer.from(picture));
    const compressed = await get('image/png', 'br, gzip');
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(compressed.body as Uint8Array)).toEqual(Buffer.from(picture));

    await call('GET', '/orders', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('packed') });
    expect(Buffer.from(received.at(-1)!.body).toString()).toBe('packed');

    await apply({ binaryMediaTypes: ['image/*'], minimumCompressionSize: 6 });
    expect((await get('image/png', 'gzip')).headers['content-encoding']).toBeUndefined();
    expect(received.length).toBe(6);
  });
});
