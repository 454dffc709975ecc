import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { awsFaults, killAt, kubernetesFaults, run } from './fault-plans.ts';
import type { Plan } from './fault-plans.ts';
import { endState, useVirtualTime } from './world.ts';
import type { World } from './world.ts';
import { workloads } from './workloads.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

let plans = 0;

describe.each(workloads)('$name, with a fault at each single write', (workload) => {
  test('ends as without faults, with no duplicate, no leak and nothing exposed', async () => {
    const reference = await run(workload, () => undefined);
    const wanted = endState(reference.world.account);
    expect(reference.writes.length).toBeGreaterThan(2);

    const failures: string[] = [];
    const check = async (plan: Plan, arm: Parameters<typeof run>[1]) => {
      plans += 1;
      jest.clearAllTimers();
      const label = `${workload.name}: ${plan.fault} at write ${plan.index} (${reference.writes[plan.index]?.name})`;
      try {
        const { world } = await run(workload, arm);
        expect({ plan: label, ...endState(world.account) }).toEqual({ plan: label, ...wanted });
        expect(world.violations).toEqual([]);
        expect(mostRestApis(world)).toBeLessThanOrEqual(1);
      } catch (error) {
        failures.push(`${label}\n${(error as Error).message}`);
      }
    };

    for (const [index, write] of reference.writes.entries()) {
      for (const when of ['before', 'after'] as const)
        await check({ fault: `killed ${when}`, index }, killAt(index, when));
      if (write.system === 'aws') {
        const nth = reference.writes.slice(0, index + 1).filter(({ system }) => system === 'aws').length;
        for (const { name, fault } of awsFaults) {
          await check(
            { fault: name, index },
            ({ world }) => void world.aws.faults.place({ operation: '*', occurrence: nth, fault }),
          );
        }
      } else {
        const nth = reference.writes.slice(0, index + 1).filter(({ system }) => system === 'kubernetes').length;
        for (const { name, when, refusal } of kubernetesFaults) {
          await check({ fault: name, index }, ({ world }) =>
            world.kubernetes.faults.place({ resource: 'privateapis', write: true, nth, when, refusal }),
          );
        }
      }
    }
    expect(failures.join('\n\n')).toBe('');
  }, 600_000);
});

test('the number of plans is told', () => {
  process.stdout.write(`${plans} fault plans run\n`);
  expect(plans).toBeGreaterThan(200);
});

/** The most REST APIs that were there at any instant, by the log of what was applied. */
function mostRestApis(world: World): number {
  let now = 0;
  let most = 0;
  for (const { operation, applied } of world.aws.log) {
    if (!applied) continue;
    if (operation === 'CreateRestApi') now += 1;
    if (operation === 'DeleteRestApi') now -= 1;
    most = Math.max(most, now);
  }
  return most;
}
