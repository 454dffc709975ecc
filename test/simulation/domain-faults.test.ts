import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { domainName, withDomains } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { awsFaults, killAt, kubernetesFaults, run } from './fault-plans.ts';
import type { Plan } from './fault-plans.ts';
import { endState, useVirtualTime } from './world.ts';
import type { World } from './world.ts';
import type { Workload } from './workloads.ts';

let plans = 0;

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

// The operator counts 15 minutes until an endpoint uses a name; a Lease that is renewed meanwhile would be most of the work.
const options = { limitMs: 80 * 60_000, flags: ['--leader-elect=false'] };
const worlds = new WeakMap<World, DomainWorld>();
const withDomain = (world: World) => {
  const known = worlds.get(world) ?? withDomains(world);
  worlds.set(world, known);
  return known;
};

/** All of it is made; that calls pass only later is no matter of faults. */
const isMade = (name: string) => (world: World) => {
  const { domains, associations, records } = withDomain(world);
  const isWhole = domains().length === 1 && domains()[0]!.mappings.size === 1 && associations().length === 1;
  return isWhole && records().join() === `A ${name}.,TXT _privateapi-dev.${name}.`;
};
const isBare = (world: World) => {
  const { domains, associations, records } = withDomain(world);
  return domains().length + associations().length + records().length === 0;
};
const apply = (domain: object | null) => async (world: World) => {
  await world.apply(withDomain(world).spec(domain));
};
const withoutOne = async (world: World) => {
  await apply(null)(world);
  await world.untilReady('orders');
};
const withOne = async (world: World) => {
  await apply({})(world);
  await world.until(
    () => isMade(domainName)(world),
    () => JSON.stringify(world.read('orders')?.status?.conditions),
  );
};

const workloads: readonly (Workload & { readonly faults: readonly string[] })[] = [
  {
    name: 'give an API a domain name',
    prepare: withoutOne,
    act: apply({}),
    isDone: isMade(domainName),
    faults: awsFaults.map(({ name }) => name),
  },
  {
    name: 'give it another one',
    prepare: withOne,
    act: apply({ name: 'api.shop.example' }),
    isDone: isMade('api.shop.example'),
    faults: ['its answer is lost'],
  },
  {
    name: 'take the domain name away',
    prepare: withOne,
    act: apply(null),
    isDone: (world) => isBare(world) && world.condition('orders', 'Ready')?.status === 'True',
    faults: ['its answer is lost', 'it is applied 45 s later', 'it is throttled for 7 s'],
  },
  {
    name: 'delete an API with a domain name',
    prepare: withOne,
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
    faults: ['its answer is lost', 'it is applied 45 s later', 'it is throttled for 7 s'],
  },
];

const ofKubernetes = kubernetesFaults.filter(({ name }) =>
  ['its answer is lost', 'it is refused with 409'].includes(name),
);

/** As AWS holds it, DNS included. */
const endOf = (world: World) => ({ ...endState(world.account), records: withDomain(world).records() });

describe.each(workloads)('$name, with a fault at each single write', (workload) => {
  test('ends as without faults, with no duplicate and no leak', async () => {
    const reference = await run(workload, () => undefined, options);
    const wanted = endOf(reference.world);
    expect(reference.writes.length).toBeGreaterThan(3);

    const failures: string[] = [];
    const check = async (plan: Plan, arm: Parameters<typeof run>[1]) => {
      plans += 1;
      jest.clearAllTimers();
      const label = `${workload.name}: ${plan.fault} at write ${plan.index} (${reference.writes[plan.index]?.name})`;
      try {
        const { world } = await run(workload, arm, options);
        expect({ plan: label, ...endOf(world) }).toEqual({ plan: label, ...wanted });
        expect(world.violations).toEqual([]);
        expect(world.account.domainNames.size).toBeLessThanOrEqual(1);
      } catch (error) {
        failures.push(`${label}\n${(error as Error).message}`);
      }
    };
    const ofAws = awsFaults.filter(({ name }) => workload.faults.includes(name));
    for (const [index, { system }] of reference.writes.entries()) {
      const nth = reference.writes.slice(0, index + 1).filter((write) => write.system === system).length;
      for (const when of ['before', 'after'] as const)
        await check({ fault: `killed ${when}`, index }, killAt(index, when));
      for (const { name, fault } of system === 'aws' ? ofAws : []) {
        await check(
          { fault: name, index },
          ({ world }) => void world.aws.faults.place({ operation: '*', occurrence: nth, fault }),
        );
      }
      for (const { name, when, refusal } of system === 'kubernetes' ? ofKubernetes : []) {
        await check({ fault: name, index }, ({ world }) =>
          world.kubernetes.faults.place({ resource: 'privateapis', write: true, nth, when, refusal }),
        );
      }
    }
    expect(failures.join('\n\n')).toBe('');
  }, 900_000);
});

test('the number of plans is told', () => {
  process.stdout.write(`${plans} fault plans run\n`);
  expect(plans).toBeGreaterThan(100);
});
