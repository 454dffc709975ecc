import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { RequestLogEntry, Refusal } from '../../sandbox/cluster/in-memory/faults.ts';
import { ConnectionLost } from '../../sandbox/http.ts';
import { LEASES } from '../../src/kubernetes/lease.ts';
import { privateApis } from '../../src/kubernetes-port.ts';
import { createWorld, endState, useVirtualTime } from './world.ts';
import type { World } from './world.ts';
import { workloads } from './workloads.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const named = (name: string) => workloads.find((workload) => workload.name === name);
const create = named('create');
const remove = named('delete');

/** Everything the operator writes to Kubernetes, and how the write is told from the others of its workload. */
const writes = {
  'finalizer add': {
    workload: create,
    resource: 'privateapis',
    nth: first(({ subresource }) => subresource === undefined),
  },
  'intent record': { workload: create, resource: 'privateapis', nth: first((_, after) => after.intent) },
  'progress status': {
    workload: create,
    resource: 'privateapis',
    nth: first((_, after) => after.made && !after.ready),
  },
  'Ready status': { workload: create, resource: 'privateapis', nth: first((_, after) => after.ready) },
  Event: { workload: create, resource: 'events', nth: () => 1 },
  Lease: { workload: create, resource: 'leases', nth: () => 1 },
  'finalizer remove': {
    workload: remove,
    resource: 'privateapis',
    nth: first(({ subresource }) => subresource === undefined),
  },
} as const;
type WriteName = keyof typeof writes;

type FaultName =
  | 'the process is killed before it'
  | 'the process is killed after it'
  | 'it is refused with 409'
  | 'its object is gone (404)'
  | 'it is refused with 429 and Retry-After'
  | 'it is refused with 500'
  | 'it is applied and never answered'
  | 'it is forbidden for a while (403)';

/** How often it strikes in a row; rights come back only when somebody gives them back. */
const refusals: Partial<
  Record<FaultName, { refusal: Refusal; when: 'before' | 'after'; times: number; retryAfterSeconds?: number }>
> = {
  'it is refused with 409': { refusal: 'conflict', when: 'before', times: 1 },
  'it is refused with 429 and Retry-After': {
    refusal: 'tooManyRequests',
    when: 'before',
    times: 1,
    retryAfterSeconds: 7,
  },
  'it is refused with 500': { refusal: 'internalError', when: 'before', times: 1 },
  'it is applied and never answered': { refusal: 'silence', when: 'after', times: 1 },
  'it is forbidden for a while (403)': { refusal: 'forbidden', when: 'before', times: 6 },
};
const gone = 'its object is gone (404)';
/** An event has no object of its own to go: what goes is its namespace. */
const namespaceGone = { refusal: 'notFound', when: 'before', times: 1 } as const;
const faultNames: readonly FaultName[] = [
  'the process is killed before it',
  'the process is killed after it',
  gone,
  ...(Object.keys(refusals) as FaultName[]),
];
const plans = (Object.keys(writes) as WriteName[]).flatMap((write) =>
  faultNames.map((fault) => [write, fault] as const),
);

interface Progress {
  readonly intent: boolean;
  readonly made: boolean;
  readonly ready: boolean;
}

interface RecordedWrite {
  readonly entry: RequestLogEntry;
  readonly after: Progress;
}

/** The place (from 1) among the writes of a reference run of the first one that is meant. */
function first(isMeant: (entry: RequestLogEntry, after: Progress) => boolean) {
  return (recorded: readonly RecordedWrite[]): number => {
    const index = recorded.findIndex(({ entry, after }) => isMeant(entry, after));
    if (index < 0) throw new Error('the reference run has no such write');
    return index + 1;
  };
}

function progress(world: World): Progress {
  const status = world.read('orders')?.status;
  return {
    intent: (status?.pendingCreates ?? []).some(({ role }) => role === 'RestApi'),
    made: status?.restApi !== undefined,
    ready: world.condition('orders', 'Ready')?.status === 'True',
  };
}

/** A world in which an operator always runs: one that ends is started again, as the kubelet does. */
async function prepared(workload: (typeof workloads)[number]) {
  const world = await createWorld({ settings: { vpcLinkPendingMs: 40_000, vpcLinkDeletingMs: 20_000 } });
  const state = { ends: 0, over: false, unannounced: 0 };
  let operator = world.startOperator();
  const follow = () =>
    void operator.ended
      .catch(() => undefined)
      .then(() => {
        state.ends += 1;
        if (!state.over) setTimeout(restart, 1_000);
      });
  const restart = () => {
    operator = world.startOperator();
    follow();
  };
  follow();
  world.aws.onMutation(({ operation }) => {
    if (operation === 'CreateRestApi' && !progress(world).intent) state.unannounced += 1;
  });
  await workload.prepare(world);
  await world.pass(5_000);
  return { world, state, kill: () => operator.kill() };
}

async function reference(workload: (typeof workloads)[number]) {
  const { world, state, kill } = await prepared(workload);
  const recorded: RecordedWrite[] = [];
  world.kubernetes.onWrite((entry, when) => {
    if (entry.resource === 'privateapis' && when === 'after') recorded.push({ entry, after: progress(world) });
  });
  await workload.act(world);
  await world.until(
    () => workload.isDone(world),
    () => `${workload.name} is done`,
  );
  await world.pass(60_000);
  state.over = true;
  kill();
  return { recorded, wanted: endState(world.account) };
}

const references = new Map<string, Promise<Awaited<ReturnType<typeof reference>>>>();
let plansRun = 0;

describe('seven writes to Kubernetes, eight faults each', () => {
  test.each(plans)(
    '%s: %s, and all ends well',
    async (writeName, fault) => {
      plansRun += 1;
      const { workload: maybe, resource, nth: place } = writes[writeName];
      const workload = maybe!;
      if (!references.has(workload.name)) references.set(workload.name, reference(workload));
      const { recorded, wanted } = await references.get(workload.name)!;
      const nth = place(recorded);
      const { world, state, kill } = await prepared(workload);
      const isGone = fault === gone && resource === 'privateapis';

      let struck = 0;
      let seen = 0;
      world.kubernetes.onWrite(async (entry, when) => {
        if (entry.resource !== resource) return;
        if (when === 'before') seen += 1;
        if (seen !== nth || struck > 0) return;
        if (fault === `the process is killed ${when} it`) {
          struck += 1;
          kill();
          if (when === 'before') throw new ConnectionLost('the process is dead');
        }
        if (fault === gone && resource !== 'events' && when === 'before') {
          struck += 1;
          await removeByForce(world, resource);
        }
      });
      const refusal = fault === gone && resource === 'events' ? namespaceGone : refusals[fault];
      if (refusal !== undefined) {
        const { times, ...rest } = refusal;
        for (let time = 0; time < times; time += 1)
          world.kubernetes.faults.place({ resource, write: true, nth: nth + time, ...rest });
      }
      const placed = world.kubernetes.faults.pendingCount;

      const creates = () => world.awsWrites().filter((operation) => operation.startsWith('Create'));
      const before = creates();
      await workload.act(world);
      if (isGone) {
        await world.until(
          () => struck > 0,
          () => 'the fault has struck',
        );
        const [atStrike, deletesAtStrike] = [creates(), deletes(world)];
        await world.pass(15 * 60_000);
        // Gone is success; nothing is made for an object that is not there, and its vanishing deletes nothing.
        expect(creates()).toEqual(atStrike);
        if (workload === create) expect(deletes(world)).toEqual(deletesAtStrike);
        else expect(endState(world.account)).toEqual(wanted);
        if (writeName === 'finalizer add' || writeName === 'intent record') expect(atStrike).toEqual(before);
      } else {
        await world.until(
          () => workload.isDone(world),
          () => JSON.stringify(world.read('orders')?.status?.conditions),
        );
        await world.pass(60_000);
        expect(endState(world.account)).toEqual(wanted);
      }
      expect(struck + placed - world.kubernetes.faults.pendingCount).toBeGreaterThan(0);
      expect(state.unannounced).toBe(0);
      expect(world.violations).toEqual([]);
      expect(mostRestApis(world)).toBeLessThanOrEqual(1);
      state.over = true;
      kill();
      jest.clearAllTimers();
    },
    60_000,
  );

  test('a second writer who changes the object five times a second starves nobody', async () => {
    const { world, state, kill } = await prepared(create!);
    await create!.act(world);
    for (let edit = 0; edit < 300; edit += 1) {
      const annotations = { edit: String(edit) };
      await world.person.jsonPatch(privateApis, { namespace: 'shop', name: 'orders' }, [
        { op: 'add', path: '/metadata/annotations', value: annotations },
      ]);
      await world.pass(200);
    }
    expect(world.condition('orders', 'Ready')?.status).toBe('True');
    expect(world.violations).toEqual([]);
    expect(mostRestApis(world)).toBe(1);
    state.over = true;
    kill();
  }, 60_000);

  test('that makes 56 plans, and all were run', () => {
    process.stdout.write(`${plansRun} Kubernetes fault plans run\n`);
    expect(plans).toHaveLength(56);
  });
});

/** Just before the write arrives, somebody removes what it is for, finalizer or not. */
async function removeByForce(world: World, resource: string): Promise<void> {
  const key = { namespace: 'shop', name: 'orders' };
  if (resource === 'leases') {
    await world.person.delete(LEASES, { namespace: 'private-api-system', name: 'private-api-operator' });
  } else {
    await world.person.jsonPatch(privateApis, key, [{ op: 'add', path: '/metadata/finalizers', value: [] }]);
    if (world.read('orders') !== undefined) await world.person.delete(privateApis, key);
  }
}

function deletes(world: World): string[] {
  return world.awsWrites().filter((operation) => operation.startsWith('Delete'));
}

/** The most REST APIs that were there at any instant. */
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
