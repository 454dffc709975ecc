import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { domainName, withDomains } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { awsFaults, killAt, kubernetesFaults, run } from './fault-plans.ts';
import type { Plan } from './fault-plans.ts';
import { endState, useVirtualTime } from './world.ts';
import type { World } from './world.ts';
import type { Workload } from './workloads.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const minute = 60_000;
const worlds = new WeakMap<World, DomainWorld>();
const withDomain = (world: World) => {
  const known = worlds.get(world) ?? withDomains(world);
  worlds.set(world, known);
  return known;
};

const isReady = (world: World) => {
  const ready = world.condition('orders', 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === world.read('orders')?.metadata.generation;
};
const apply = (domain: object | null) => async (world: World) => {
  await world.apply(withDomain(world).spec(domain));
};
const settled = (domain: object | null) => async (world: World) => {
  await apply(domain)(world);
  await world.untilReady('orders');
};
const isLedTo = (name: string) => (world: World) =>
  isReady(world) && withDomain(world).records().join() === `A ${name}.,TXT _privateapi-dev.${name}.`;
const isBare = (world: World) =>
  withDomain(world).records().length + world.account.domainNames.size + world.account.accessAssociations.size === 0;

const workloads: readonly Workload[] = [
  { name: 'give an API a domain name', prepare: settled(null), act: apply({}), isDone: isLedTo(domainName) },
  {
    name: 'give it another one',
    prepare: settled({}),
    act: apply({ name: 'api.shop.example' }),
    isDone: (world) => isLedTo('api.shop.example')(world) && world.account.domainNames.size === 1,
  },
  {
    name: 'take the domain name away',
    prepare: settled({}),
    act: apply(null),
    isDone: (world) => isReady(world) && isBare(world),
  },
  {
    name: 'delete an API with a domain name',
    prepare: settled({}),
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
];

/** As AWS holds it, DNS included. */
const endOf = (world: World) => ({ ...endState(world.account), records: withDomain(world).records() });

describe.each(workloads)('$name, with a fault at each single write', (workload) => {
  test('ends as without faults, with no duplicate and no leak', async () => {
    const reference = await run(workload, () => undefined, 40 * minute);
    const wanted = endOf(reference.world);
    expect(reference.writes.length).toBeGreaterThan(3);

    const failures: string[] = [];
    const check = async (plan: Plan, arm: Parameters<typeof run>[1]) => {
      jest.clearAllTimers();
      const label = `${workload.name}: ${plan.fault} at write ${plan.index} (${reference.writes[plan.index]?.name})`;
      try {
        const { world } = await run(workload, arm, 80 * minute);
        expect({ plan: label, ...endOf(world) }).toEqual({ plan: label, ...wanted });
        expect(world.violations).toEqual([]);
        expect(world.account.domainNames.size).toBeLessThanOrEqual(1);
      } catch (error) {
        failures.push(`${label}\n${(error as Error).message}`);
      }
    };
    for (const [index, { system }] of reference.writes.entries()) {
      const nth = reference.writes.slice(0, index + 1).filter((write) => write.system === system).length;
      for (const when of ['before', 'after'] as const)
        await check({ fault: `killed ${when}`, index }, killAt(index, when));
      for (const { name, fault } of system === 'aws' ? awsFaults : []) {
        await check(
          { fault: name, index },
          ({ world }) => void world.aws.faults.place({ operation: '*', occurrence: nth, fault }),
        );
      }
      for (const { name, when, refusal } of system === 'kubernetes' ? kubernetesFaults : []) {
        await check({ fault: name, index }, ({ world }) =>
          world.kubernetes.faults.place({ resource: 'privateapis', write: true, nth, when, refusal }),
        );
      }
    }
    expect(failures.join('\n\n')).toBe('');
  }, 600_000);
});
