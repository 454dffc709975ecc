import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { HttpFunction, HttpRequest, HttpResponse } from '../../sandbox/http.ts';
import { LEASES } from '../../src/kubernetes/lease.ts';
import type { Lease } from '../../src/kubernetes/lease.ts';
import { privateApis } from '../../src/kubernetes-port.ts';
import { createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World, WriteHook } from './world.ts';

const MINUTE = 60_000;
const key = { namespace: 'shop', name: 'orders' };
const lease = { namespace: 'private-api-system', name: 'private-api-operator' };

let world: World;
/** Answers of the API server as the operator gets them. */
let rewrite: (request: HttpRequest, answer: () => Promise<HttpResponse>) => Promise<HttpResponse>;
let running: ReturnType<World['startOperator']>[];

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  rewrite = (_request, answer) => answer();
  running = [];
  const { handle } = world.kubernetes;
  const rewritten: HttpFunction = (request) => rewrite(request, () => handle(request));
  Object.assign(world.kubernetes, { handle: rewritten });
});
afterEach(() => {
  for (const operator of running) operator.kill();
  expect(world.violations).toEqual([]);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function start(hook?: WriteHook) {
  const operator = world.startOperator(hook);
  running.push(operator);
  return operator;
}

/** An operator and one object that is Ready; returns the AWS writes made since. */
async function settled(names: readonly string[] = ['orders']): Promise<() => string[]> {
  start();
  for (const name of names) await world.apply(privateApi(world, name));
  for (const name of names) await world.untilReady(name);
  await world.pass(5_000);
  const since = world.awsCalls();
  return () => world.awsWrites(since);
}

const watch = () => {
  const [open] = world.kubernetes.watches('privateapis');
  if (open === undefined) throw new Error('no watch is open');
  return open;
};

const json = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const isAboutObjects = ({ path }: HttpRequest) => path.includes('/privateapis');
const deletes = (writes: readonly string[]) => writes.filter((operation) => operation.startsWith('Delete'));
const otherRoute = { routes: [{ path: '/new', method: 'GET', backend: 'orders' }] };

describe('what the watch does to the operator', () => {
  test('C1: on a cache that lags nothing is deleted, nothing is made twice, and the news is acted on in the end', async () => {
    const writes = await settled();
    watch().goSilent();
    await world.apply(privateApi(world, 'orders', otherRoute));
    await world.pass(12 * MINUTE);
    await world.untilReady('orders');
    expect(writes()).toEqual(['PutRestApi', 'CreateDeployment', 'UpdateStage']);
  });

  test('C3: a deletion by force and a new object, seen as one event: the old API is left, the new object is told', async () => {
    const writes = await settled();
    watch().dropNextEvents(2);
    await world.person.jsonPatch(privateApis, key, [{ op: 'add', path: '/metadata/finalizers', value: [] }]);
    await world.delete('orders');
    await world.apply(privateApi(world, 'orders'));
    await world.pass(5 * MINUTE);
    expect(deletes(writes())).toEqual([]);
    // The API carries the uid of the old object, so somebody has to say that it is the same.
    expect(world.condition('orders', 'Ready')?.reason).toBe('AdoptionNeeded');
  });

  test('C3: a deletion and a new object, one after the other: the old API goes, then the new one comes', async () => {
    const writes = await settled();
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
    const writes = await settled();
    watch().dropNextEvents(1);
    await world.apply(privateApi(world, 'orders', otherRoute));
    await world.apply(privateApi(world, 'orders'));
    await world.untilReady('orders');
    await world.pass(15 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('C5: events told twice cost no AWS write', async () => {
    const writes = await settled();
    for (let round = 0; round < 5; round += 1) {
      // A list that follows tells every object again.
      watch().garble();
      await world.pass(40_000);
    }
    expect(writes()).toEqual([]);
  });

  test('C7: history that is gone costs a list and no AWS write', async () => {
    const writes = await settled();
    world.kubernetes.compact();
    watch().expire();
    await world.pass(MINUTE);
    expect(
      world.kubernetes.log.filter(({ verb, resource }) => verb === 'list' && resource === 'privateapis'),
    ).toHaveLength(2);
    expect(writes()).toEqual([]);
  });

  test('C11: without the API server for 15 minutes nothing is written to AWS, and the process neither ends nor is unhealthy', async () => {
    const writes = await settled();
    const [operator] = running;
    rewrite = () => Promise.reject(new Error('connect ECONNREFUSED'));
    watch().cut();
    await world.pass(9_000);
    expect(operator?.operator.healthy()).toBeUndefined();
    expect(writes()).toEqual([]);
    // Without its Lease it ends, as it must; the next process waits for the server.
    await world.pass(10_000);
    expect(await operator?.ended).toBe('lost');
    const next = start();
    await world.pass(15 * MINUTE);
    expect(next.operator.healthy()).toBeUndefined();
    expect(next.operator.ready()).toMatch(/list/);
    rewrite = (_request, answer) => answer();
    await world.pass(5 * MINUTE);
    expect(next.operator.ready()).toBeUndefined();
    expect(writes()).toEqual([]);
  });

  test('C12: a definition that is missing at run time costs nothing in AWS', async () => {
    const writes = await settled();
    rewrite = (request, answer) =>
      isAboutObjects(request)
        ? Promise.resolve({ status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' })
        : answer();
    watch().cut();
    await world.pass(30 * MINUTE);
    rewrite = (_request, answer) => answer();
    await world.pass(5 * MINUTE);
    expect(writes()).toEqual([]);
    expect(world.condition('orders', 'Ready')?.status).toBe('True');
  });

  test('C12: a definition that is made anew, and so has no objects, costs nothing in AWS', async () => {
    const writes = await settled(['orders', 'stock', 'people']);
    const empty = json(200, {
      kind: 'PrivateApiList',
      apiVersion: 'privateapi.dev/v1alpha1',
      metadata: { resourceVersion: '9999' },
      items: [],
    });
    rewrite = (request, answer) =>
      isAboutObjects(request) && !request.path.includes('watch=true') ? Promise.resolve(empty) : answer();
    watch().expire();
    await world.pass(60 * MINUTE);
    expect(writes()).toEqual([]);
    running[0]?.kill();
    start();
    await world.pass(60 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['routes', (object: { spec: Record<string, unknown> }) => delete object.spec['routes']],
    ['backends', (object: { spec: Record<string, unknown> }) => delete object.spec['backends']],
    ['the whole status', (object: { status?: unknown }) => delete object.status],
  ])('C12: a definition that no longer knows %s deletes nothing in AWS', async (_field, prune) => {
    const writes = await settled();
    rewrite = async (request, answer) => {
      const response = await answer();
      if (!isAboutObjects(request) || typeof response.body !== 'string') return response;
      const body = JSON.parse(response.body) as { items?: object[] };
      for (const object of body.items ?? [body]) if ('spec' in object) prune(object as never);
      return { ...response, body: JSON.stringify(body) };
    };
    running[0]?.kill();
    start();
    await world.pass(30 * MINUTE);
    expect(deletes(writes())).toEqual([]);
    expect(writes().filter((operation) => operation.startsWith('Create'))).toEqual([]);
  });

  test('C14: an empty list that is believed in the end deletes nothing in AWS', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `api-${index}`);
    const writes = await settled(names);
    const before = endState(world.account);
    const empty = json(200, {
      kind: 'PrivateApiList',
      apiVersion: 'privateapi.dev/v1alpha1',
      metadata: { resourceVersion: '1' },
      items: [],
    });
    rewrite = (request, answer) =>
      isAboutObjects(request) && request.method === 'GET' ? Promise.resolve(empty) : answer();
    watch().expire();
    await world.pass(60 * MINUTE);
    expect(running[0]?.log.lines.some(({ message }) => message === 'many objects vanished unannounced')).toBe(true);
    expect(writes()).toEqual([]);
    expect(endState(world.account)).toEqual(before);
  });
});

describe('leadership', () => {
  const restApis = () =>
    world.aws.log.filter(({ operation, applied }) => operation === 'CreateRestApi' && applied).length;

  /** The process stands still for so long and then goes on, as with SIGSTOP: clocks move, timers do not. */
  function standStill(ms: number): void {
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + ms);
  }

  test.each(['CreateRestApi', 'CreateVpcLink', 'PutRestApi', 'CreateDeployment', 'CreateStage'])(
    'L1: a leader that stands still for 20 s at %s starts no AWS write after it wakes',
    async (operation) => {
      let stoodStillAt: number | undefined;
      const first = start(({ system, when }) => {
        if (system !== 'aws' || when !== 'after' || world.aws.log.at(-1)?.operation !== operation) return;
        stoodStillAt = world.awsCalls();
        standStill(20_000);
      });
      await world.pass(5_000);
      await world.apply(privateApi(world, 'orders'));
      await world.until(
        () => stoodStillAt !== undefined,
        () => `${operation} was sent`,
      );
      await world.pass(5_000);
      expect(await first.ended).toBe('lost');
      expect(world.awsWrites(stoodStillAt)).toEqual([]);
      start();
      await world.untilReady('orders');
      expect(restApis()).toBe(1);
    },
  );

  test('L2: two leaders by a Lease edited by hand make nothing twice and delete nothing', async () => {
    start();
    await world.pass(5_000);
    start();
    await world.pass(5_000);
    const held = await world.person.get<Lease>(LEASES, lease);
    const names = ['orders', 'stock', 'people'];
    await world.person.replace(LEASES, { ...held!, spec: { ...held!.spec, holderIdentity: 'operator-2' } });
    for (const name of names) await world.apply(privateApi(world, name));
    for (const name of names) await world.untilReady(name);
    expect(restApis()).toBe(3);
    expect(deletes(world.awsWrites())).toEqual([]);
    expect(await running[0]?.ended).toBe('lost');
  });

  test('L3: a Lease that cannot be renewed ends the process before others may lead', async () => {
    const operator = start();
    await world.pass(5_000);
    for (let time = 0; time < 50; time += 1) {
      world.kubernetes.faults.place({ resource: 'leases', when: 'before', refusal: 'internalError' });
    }
    let ended: string | undefined;
    void operator.ended.then((how) => (ended = how));
    await world.pass(14_000);
    expect(ended).toBe('lost');
  });

  test.each(['CreateRestApi', 'PutRestApi', 'CreateDeployment'])(
    'L4: SIGTERM at %s: the pass ends in good order, the Lease is given back, and the next goes on',
    async (operation) => {
      let stopped = false;
      const first = start(({ system, when }) => {
        if (stopped || system !== 'aws' || when !== 'after' || world.aws.log.at(-1)?.operation !== operation) return;
        stopped = true;
        first.stop();
      });
      await world.pass(5_000);
      await world.apply(privateApi(world, 'orders'));
      await world.until(
        () => stopped,
        () => `${operation} was sent`,
      );
      await world.pass(2_000);
      expect(await first.ended).toBe('stopped');
      expect((await world.person.get<Lease>(LEASES, lease))?.spec?.holderIdentity ?? '').toBe('');
      const next = start();
      await world.pass(3_000);
      expect(next.log.lines.some(({ message }) => message === 'leading')).toBe(true);
      await world.untilReady('orders');
      expect(restApis()).toBe(1);
    },
  );

  test('L5: after SIGKILL the next process finds all as it was and writes nothing to AWS', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `api-${index}`);
    const writes = await settled(names);
    running[0]?.kill();
    start();
    await world.pass(30 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('L6: what a newer version wrote, and an older one does not know, costs no AWS write', async () => {
    const writes = await settled();
    rewrite = async (request, answer) => {
      const response = await answer();
      if (!isAboutObjects(request) || typeof response.body !== 'string') return response;
      const body = JSON.parse(response.body) as { items?: object[] };
      for (const object of (body.items ?? [body]) as { status?: object }[]) {
        if (object.status !== undefined) object.status = { ...object.status, ofTomorrow: { id: 'x' } };
      }
      return { ...response, body: JSON.stringify(body) };
    };
    running[0]?.kill();
    start();
    await world.pass(15 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('L6: what an older version wrote, with less in it, makes and deletes nothing', async () => {
    const writes = await settled();
    running[0]?.kill();
    for (const field of ['vpcEndpoints', 'deployments', 'stage', 'invokeUrls']) {
      await world.person.jsonPatch(privateApis, key, [{ op: 'remove', path: `/status/${field}` }], {
        subresource: 'status',
      });
    }
    start();
    await world.pass(5 * MINUTE);
    await world.untilReady('orders');
    expect(writes().filter((operation) => !operation.startsWith('Update'))).toEqual([]);
  });
});
