import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LEASES } from '../../src/kubernetes/lease.ts';
import type { Lease } from '../../src/kubernetes/lease.ts';
import { privateApis } from '../../src/kubernetes-port.ts';
import { createFaultyWorld, deletes, withObjects } from './faulty-world.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
// Hours of virtual time are seconds of real time.
jest.setTimeout(60_000);

const key = { namespace: 'shop', name: 'orders' };
const lease = { namespace: 'private-api-system', name: 'private-api-operator' };

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
      const first = faulty.start(({ system, when }) => {
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
      faulty.start();
      await world.untilReady('orders');
      expect(restApis()).toBe(1);
    },
  );

  test('L2: two leaders by a Lease edited by hand make nothing twice and delete nothing', async () => {
    faulty.start();
    await world.pass(5_000);
    faulty.start();
    await world.pass(5_000);
    const held = await world.person.get<Lease>(LEASES, lease);
    const names = ['orders', 'stock', 'people'];
    await world.person.replace(LEASES, { ...held!, spec: { ...held!.spec, holderIdentity: 'operator-2' } });
    for (const name of names) await world.apply(privateApi(world, name));
    for (const name of names) await world.untilReady(name);
    expect(restApis()).toBe(3);
    expect(deletes(world.awsWrites())).toEqual([]);
    expect(await faulty.running[0]?.ended).toBe('lost');
  });

  test('L3: a Lease that cannot be renewed ends the process before others may lead', async () => {
    const operator = faulty.start();
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
      const first = faulty.start(({ system, when }) => {
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
      const next = faulty.start();
      await world.pass(3_000);
      expect(next.log.lines.some(({ message }) => message === 'leading')).toBe(true);
      await world.untilReady('orders');
      expect(restApis()).toBe(1);
    },
  );

  test('L5: after SIGKILL the next process finds all as it was and writes nothing to AWS', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `api-${index}`);
    const writes = await faulty.settled(names);
    faulty.running[0]?.kill();
    faulty.start();
    await world.pass(30 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('L6: what a newer version wrote, and an older one does not know, costs no AWS write', async () => {
    const writes = await faulty.settled();
    faulty.rewrite = withObjects((object) => {
      object.status = { ...object.status, ofTomorrow: { id: 'x' } };
    });
    faulty.running[0]?.kill();
    faulty.start();
    await world.pass(15 * MINUTE);
    expect(writes()).toEqual([]);
  });

  test('L6: what an older version wrote, with less in it, makes and deletes nothing', async () => {
    const writes = await faulty.settled();
    faulty.running[0]?.kill();
    for (const field of ['vpcEndpoints', 'deployments', 'stage', 'invokeUrls']) {
      await world.person.jsonPatch(privateApis, key, [{ op: 'remove', path: `/status/${field}` }], {
        subresource: 'status',
      });
    }
    faulty.start();
    await world.pass(5 * MINUTE);
    await world.untilReady('orders');
    expect(writes().filter((operation) => !operation.startsWith('Update'))).toEqual([]);
  });
});
