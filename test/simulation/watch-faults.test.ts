import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { HttpResponse } from '../../sandbox/http.ts';
import { privateApis } from '../../src/kubernetes-port.ts';
import { createFaultyWorld, deletes, isAboutObjects, withObjects } from './faulty-world.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
// Hours of virtual time are seconds of real time.
jest.setTimeout(60_000);

const key = { namespace: 'shop', name: 'orders' };
const otherRoute = { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] };
/** A list that says there is nothing. */
const emptyAt = (resourceVersion: string): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kind: 'PrivateApiList',
    apiVersion: 'privateapi.dev/v1alpha1',
    metadata: { resourceVersion },
    items: [],
  }),
});

let faulty: FaultyWorld;
let world: World;

beforeEach(async () => {
  useVirtualTime();
  faulty = await createFaultyWorld();
  ({ world } = faulty);
});
afterEach(() => {
  faulty.end();
  expect(world.violations).toEqual([]);
});

describe('what the watch does to the operator', () => {
  test('C1: on a cache that lags nothing is deleted, nothing is made twice, and the news is acted on in the end', async () => {
    const writes = await faulty.settled();
    faulty.watch().goSilent();
    await world.apply(privateApi(world, 'orders', otherRoute));
    await world.pass(12 * MINUTE);
    await world.untilReady('orders');
    expect(writes()).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
  });

  test('C3: a deletion by force and a new object, seen as one event: the old API is left, the new object is told', async () => {
    const writes = await faulty.settled();
    faulty.watch().dropNextEvents(2);
    await world.person.jsonPatch(privateApis, key, [{ op: 'add', path: '/metadata/finalizers', value: [] }]);
    await world.delete('orders');
    await world.apply(privateApi(world, 'orders'));
    await world.pass(5 * MINUTE);
    expect(deletes(writes())).toEqual([]);
    // The API carries the uid of the old object, so somebody has to say that it is the same.
    expect(world.condition('orders', 'Ready')?.reason).toBe('AdoptionNeeded');
  });

  test('C3: a deletion and a new object, one after the other: the old API goes, then the new one comes', async () => {
    const writes = await faulty.settled();
    const oldUid = world.read('orders')?.metadata.uid;
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => 'the old object is gone',
    );
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    expect(world.read('orders')?.metadata.uid).not.toBe(oldUid);
    expect(writes().filter((operation) => operation.endsWith('RestApi'))).toEqual([
      'DeleteRestApi',
      'CreateRestApi',
      'PutRestApi',
    ]);
    expect(world.account.restApis.size).toBe(1);
  });

  test('C4: a spec that changed and changed back unseen costs no AWS write', async () => {
    const writes = await faulty.settled();
    faulty.watch().dropNextEvents(1);
    await world.apply(privateApi(world, 'orders', otherRoute));
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    await world.pass(15 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('C5: events told twice cost no AWS write', async () => {
    const writes = await faulty.settled();
    for (let round = 0; round < 5; round += 1) {
      // A list that follows tells every object again.
      faulty.watch().garble();
      await world.pass(40_000);
    }
    expect(writes()).toEqual([]);
  });

  test('C7: history that is gone costs a list and no AWS write', async () => {
    const writes = await faulty.settled();
    world.kubernetes.compact();
    faulty.watch().expire();
    await world.pass(MINUTE);
    expect(
      world.kubernetes.log.filter(({ verb, resource }) => verb === 'list' && resource === 'privateapis'),
    ).toHaveLength(2);
    expect(writes()).toEqual([]);
  });

  test('C11: without the API server for 15 minutes nothing is written to AWS, and the process neither ends nor is unhealthy', async () => {
    const writes = await faulty.settled();
    const [operator] = faulty.running;
    faulty.rewrite = () => Promise.reject(new Error('connect ECONNREFUSED'));
    faulty.watch().cut();
    await world.pass(9_000);
    expect(operator?.operator.healthy()).toBeUndefined();
    expect(writes()).toEqual([]);
    // Without its Lease it ends, as it must; the next process waits for the server.
    await world.pass(10_000);
    expect(await operator?.ended).toBe('lost');
    const next = faulty.start();
    await world.pass(15 * MINUTE);
    expect(next.operator.healthy()).toBeUndefined();
    expect(next.operator.ready()).toMatch(/list/);
    faulty.rewrite = faulty.truth;
    await world.pass(5 * MINUTE);
    expect(next.operator.ready()).toBeUndefined();
    expect(writes()).toEqual([]);
  });

  test('C12: a definition that is missing at run time costs nothing in AWS', async () => {
    const writes = await faulty.settled();
    faulty.rewrite = (request, answer) =>
      isAboutObjects(request)
        ? Promise.resolve({ status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' })
        : answer();
    faulty.watch().cut();
    await world.pass(30 * MINUTE);
    faulty.rewrite = faulty.truth;
    await world.pass(5 * MINUTE);
    expect(writes()).toEqual([]);
    expect(world.condition('orders', 'Ready')?.status).toBe('True');
  });

  test('C12: a definition that is made anew, and so has no objects, costs nothing in AWS', async () => {
    const writes = await faulty.settled(['orders', 'stock', 'people']);
    const empty = emptyAt('9999');
    faulty.rewrite = (request, answer) =>
      isAboutObjects(request) && !request.path.includes('watch=true') ? Promise.resolve(empty) : answer();
    faulty.watch().expire();
    await world.pass(60 * MINUTE);
    expect(writes()).toEqual([]);
    faulty.running[0]?.kill();
    faulty.start();
    await world.pass(60 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['routes', (object: { spec: Record<string, unknown> }) => delete object.spec['routes']],
    ['backends', (object: { spec: Record<string, unknown> }) => delete object.spec['backends']],
    ['the whole status', (object: { status?: unknown }) => delete object.status],
  ])('C12: a definition that no longer knows %s deletes nothing in AWS', async (_field, prune) => {
    const writes = await faulty.settled();
    faulty.rewrite = withObjects(prune);
    faulty.running[0]?.kill();
    faulty.start();
    await world.pass(30 * MINUTE);
    expect(deletes(writes())).toEqual([]);
    expect(writes().filter((operation) => operation.startsWith('Create'))).toEqual([]);
  });

  test('C14: an empty list that is believed in the end deletes nothing in AWS', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `api-${index}`);
    const writes = await faulty.settled(names);
    const before = endState(world.account);
    const empty = emptyAt('1');
    faulty.rewrite = (request, answer) =>
      isAboutObjects(request) && request.method === 'GET' ? Promise.resolve(empty) : answer();
    faulty.watch().expire();
    await world.pass(60 * MINUTE);
    expect(faulty.running[0]?.log.lines.some(({ message }) => message === 'many objects vanished unannounced')).toBe(
      true,
    );
    expect(writes()).toEqual([]);
    expect(endState(world.account)).toEqual(before);
  });
});
