import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Refusal } from '../../sandbox/cluster/in-memory/faults.ts';
import { ConnectionLost } from '../../sandbox/http.ts';
import { configMaps } from '../../src/reference-watches.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const exportTo = (name: string) => ({ export: { configMap: { name } } });
const at = (name: string) => ({ namespace: 'shop', name });
const names = (world: World) => world.kubernetes.objects('configmaps').map(({ metadata }) => metadata.name);

function isExported(world: World): boolean {
  const { invokeUrl, restApi, stage, region } = world.read('orders')?.status ?? {};
  const configMap = world.kubernetes.object('configmaps', 'shop', 'orders-api');
  const wanted = { invokeUrl, restApiId: restApi?.id, stage: stage?.name, region };
  return JSON.stringify(configMap?.['data']) === JSON.stringify(wanted);
}

/** What a write follows from, from a settled world on, and how it is known that all ended well. */
const workloads = {
  'the creation': {
    verb: 'create',
    before: {},
    act: (world: World) => world.apply(privateApi(world, 'orders', exportTo('orders-api'))),
    isDone: (world: World) => isExported(world),
  },
  'the update': {
    verb: 'patch',
    before: exportTo('orders-api'),
    act: (world: World) =>
      world.person.jsonPatch(configMaps, at('orders-api'), [{ op: 'replace', path: '/data/stage', value: 'x' }]),
    isDone: (world: World) => isExported(world),
  },
  'the removal of a former one': {
    verb: 'delete',
    before: exportTo('former'),
    act: (world: World) => world.apply(privateApi(world, 'orders', exportTo('orders-api'))),
    isDone: (world: World) => names(world).join() === 'orders-api' && isExported(world),
  },
  'the removal with the object': {
    verb: 'delete',
    before: exportTo('orders-api'),
    act: (world: World) => world.delete('orders'),
    isDone: (world: World) => world.read('orders') === undefined && names(world).length === 0,
  },
} as const;

type FaultName = keyof typeof refusals | (typeof others)[number];
const refusals = {
  'it is refused with 409': { refusal: 'conflict', when: 'before', times: 1 },
  'it is refused with 429': { refusal: 'tooManyRequests', when: 'before', times: 1 },
  'it is refused with 500': { refusal: 'internalError', when: 'before', times: 1 },
  'it is applied and never answered': { refusal: 'silence', when: 'after', times: 1 },
  'it is applied, and its answer is lost': { refusal: 'connectionLost', when: 'after', times: 1 },
  'it is forbidden for a while (403)': { refusal: 'forbidden', when: 'before', times: 6 },
} as const satisfies Record<string, { refusal: Refusal; when: 'before' | 'after'; times: number }>;
const others = [
  'the process is killed before it',
  'the process is killed after it',
  'somebody deletes the ConfigMap before it',
] as const;

const plans = (Object.keys(workloads) as (keyof typeof workloads)[]).flatMap((write) =>
  [...others, ...(Object.keys(refusals) as FaultName[])].map((fault) => [write, fault] as const),
);

describe('four writes of ConfigMaps, nine faults each', () => {
  test.each(plans)('%s: %s, and all ends well', async (write, fault) => {
    const { verb, before, act, isDone } = workloads[write];
    const world = await createWorld({ settings: { vpcLinkPendingMs: 20_000, vpcLinkDeletingMs: 20_000 } });
    let operator = world.startOperator();
    await world.apply(privateApi(world, 'orders', before));
    await world.untilReady('orders');
    await world.pass(5_000);

    let struck = 0;
    world.kubernetes.onWrite(async (entry, when) => {
      if (entry.resource !== 'configmaps' || entry.verb !== verb || struck > 0) return;
      if (fault === `the process is killed ${when} it`) {
        struck += 1;
        operator.kill();
        operator = world.startOperator();
        if (when === 'before') throw new ConnectionLost('the process is dead');
      }
      if (fault === 'somebody deletes the ConfigMap before it' && when === 'before') {
        struck += 1;
        if (entry.name !== undefined) await world.person.delete(configMaps, at(entry.name));
      }
    });
    if (fault in refusals) {
      const { times, ...refusal } = refusals[fault as keyof typeof refusals];
      for (let time = 1; time <= times; time += 1)
        world.kubernetes.faults.place({ resource: 'configmaps', verb, nth: time, ...refusal });
    }
    const placed = world.kubernetes.faults.pendingCount;

    const since = world.awsCalls();
    await act(world);
    for (let waited = 0; !isDone(world); waited += 1) {
      if (waited > 700) throw new Error(JSON.stringify(world.read('orders')?.status));
      await world.pass(2_500);
    }
    await world.pass(60_000);
    expect(isDone(world)).toBe(true);
    expect(struck + placed - world.kubernetes.faults.pendingCount).toBeGreaterThan(0);
    expect(world.awsWrites(since).filter((operation) => !operation.startsWith('Delete'))).toEqual([]);
    expect(world.violations).toEqual([]);
    operator.kill();
    jest.clearAllTimers();
  });

  test('that makes 36 plans', () => {
    expect(plans).toHaveLength(36);
  });
});
