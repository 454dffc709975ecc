import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { applyStatus } from '../../src/kubernetes/apply-status.ts';
import { KubernetesError } from '../../src/kubernetes/errors.ts';
import { addFinalizer, removeFinalizer } from '../../src/kubernetes/finalizers.ts';
import type { Fault } from '../../sandbox/cluster/in-memory-api.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, WIDGETS } from './widgets.ts';
import type { Widget, WidgetWorld } from './widgets.ts';

const MINE = 'test.example/mine';
const THEIRS = 'test.example/theirs';
const READY = { phase: 'Ready', ids: ['i-1'] };

beforeEach(() => {
  useVirtualTime();
});
afterEach(() => {
  jest.useRealTimers();
});

async function read(world: WidgetWorld): Promise<Widget> {
  const found = await world.read('a');
  if (found === undefined) throw new Error('no widget');
  return found;
}

/** The writes of a pass, each as one step from what was read to its outcome. */
const writes = {
  'add finalizer': (world: WidgetWorld, object: Widget) => addFinalizer(world.client, WIDGETS, object, MINE),
  'write status': (world: WidgetWorld, object: Widget) => applyStatus(world.client, WIDGETS, object, READY, 'operator'),
  'remove finalizer': (world: WidgetWorld, object: Widget) => removeFinalizer(world.client, WIDGETS, object, MINE),
};
type WriteName = keyof typeof writes;
const WRITE_NAMES = Object.keys(writes) as WriteName[];

/** An object as it is before the write: for the removal it is being deleted and holds only our finalizer. */
async function prepared(write: WriteName): Promise<WidgetWorld> {
  const world = await createWidgetWorld();
  await world.put('a', 1);
  if (write === 'remove finalizer') {
    await addFinalizer(world.person, WIDGETS, await read(world), MINE);
    await world.remove('a');
  }
  return world;
}

const isDone: Record<WriteName, (object: Widget | undefined) => boolean> = {
  'add finalizer': (object) => object?.metadata.finalizers?.includes(MINE) === true,
  'write status': (object) => object?.status?.phase === 'Ready',
  'remove finalizer': (object) => object === undefined,
};

async function settled(promise: Promise<object>): Promise<object> {
  const outcome = promise.catch((error: unknown) => {
    if (error instanceof KubernetesError) return error;
    throw error;
  });
  // Long enough for every deadline.
  await pass(20_000);
  return outcome;
}

describe('every write under every fault', () => {
  type FaultName = keyof typeof faults;
  const faults = {
    'lost before it arrived': { when: 'before', refusal: 'connectionLost' },
    'applied, answer lost': { when: 'after', refusal: 'connectionLost' },
    'applied, never answered': { when: 'after', refusal: 'silence' },
    'refused with 409': { when: 'before', refusal: 'conflict' },
    'refused with 404': { when: 'before', refusal: 'notFound' },
    'refused with 429': { when: 'before', refusal: 'tooManyRequests', retryAfterSeconds: 3 },
    'refused with 500': { when: 'before', refusal: 'internalError' },
    'refused with 403': { when: 'before', refusal: 'forbidden' },
  } as const satisfies Record<string, Fault>;
  const outcomes: Record<FaultName, object> = {
    'lost before it arrived': { status: 0, reason: 'ConnectionLost' },
    'applied, answer lost': { status: 0, reason: 'ConnectionLost' },
    'applied, never answered': { status: 0, reason: 'ConnectionLost' },
    'refused with 409': { result: 'conflict' },
    'refused with 404': { result: 'gone' },
    'refused with 429': { status: 429, retryAfterMs: 3_000 },
    'refused with 500': { status: 500, reason: 'InternalError' },
    'refused with 403': { status: 403, reason: 'Forbidden' },
  };
  const plans = WRITE_NAMES.flatMap((write) =>
    (Object.keys(faults) as FaultName[]).map((fault) => [write, fault] as const),
  );

  test.each(plans)('%s, %s: sent once, said as it is, and made good by the next pass', async (write, fault) => {
    const world = await prepared(write);
    const object = await read(world);
    world.api.faults.place({ write: true, ...faults[fault] });
    expect(await settled(writes[write](world, object))).toMatchObject(outcomes[fault]);
    expect(world.requests).toHaveLength(1);
    expect(world.api.faults.pendingCount).toBe(0);
    expect(isDone[write](await world.read('a'))).toBe(fault.startsWith('applied'));

    const next = await world.read('a');
    if (next !== undefined) await settled(writes[write](world, next));
    expect(isDone[write](await world.read('a'))).toBe(true);
  });

  test.each(WRITE_NAMES)('%s, decided on an old state: nothing is written', async (write) => {
    const world = await prepared(write);
    const object = await read(world);
    await addFinalizer(world.person, WIDGETS, object, THEIRS).catch(async () => {
      // An object that is being deleted takes no new finalizer: it changes otherwise.
      await world.put('a', 7);
    });
    const changed = await read(world);
    expect(await writes[write](world, object)).toEqual({ result: 'conflict' });
    expect(await read(world)).toEqual(changed);
  });

  test.each(WRITE_NAMES)(
    '%s, decided on a former object of the same name: the present one is untouched',
    async (write) => {
      const world = await prepared(write);
      const former = await read(world);
      if (write === 'remove finalizer') await removeFinalizer(world.person, WIDGETS, former, MINE);
      else await world.remove('a');
      await world.put('a', 9);
      const present = await read(world);
      expect(await writes[write](world, former)).toEqual({ result: 'conflict' });
      expect(await read(world)).toEqual(present);
    },
  );

  test.each(WRITE_NAMES)('%s, with nothing to change: no request', async (write) => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    if (write !== 'remove finalizer') await writes[write]({ ...world, client: world.person }, await read(world));
    const object = await read(world);
    expect(await writes[write](world, object)).toEqual({ result: 'unchanged', object });
    await quiet();
    expect(world.requests).toEqual([]);
  });
});

describe('finalizers', () => {
  test('those of others stay, in their order', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    await addFinalizer(world.person, WIDGETS, await read(world), THEIRS);
    await addFinalizer(world.client, WIDGETS, await read(world), MINE);
    expect((await read(world)).metadata.finalizers).toEqual([THEIRS, MINE]);
    await removeFinalizer(world.client, WIDGETS, await read(world), MINE);
    expect((await read(world)).metadata.finalizers).toEqual([THEIRS]);
  });

  test('the answer is the new object, so that a pass can go on with it', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    const added = await addFinalizer(world.client, WIDGETS, await read(world), MINE);
    expect(added).toEqual({ result: 'changed', object: await read(world) });
  });

  test('a refusal by validation is no conflict: it would come again for ever', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    const causes = [{ field: 'spec.size', reason: 'FieldValueInvalid', message: 'too big' }];
    const body = JSON.stringify({
      kind: 'Status',
      code: 422,
      reason: 'Invalid',
      message: 'spec.size',
      details: { causes },
    });
    world.intercept = () => ({ status: 422, headers: {}, body });
    await expect(addFinalizer(world.client, WIDGETS, await read(world), MINE)).rejects.toMatchObject({
      status: 422,
      fields: ['spec.size'],
    });
  });
});

describe('status', () => {
  test('what is no longer said disappears, what others say stays', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    await applyStatus(world.client, WIDGETS, await read(world), { phase: 'Ready', ids: ['i-1'] }, 'operator');
    const foreign = { metadata: { name: 'a', namespace: 'shop' }, status: { note: 'from elsewhere' } };
    await world.person.apply(WIDGETS, foreign, { fieldManager: 'other', force: false, subresource: 'status' });
    await applyStatus(world.client, WIDGETS, await read(world), { phase: 'Gone' }, 'operator');
    expect((await read(world)).status).toEqual({ phase: 'Gone', note: 'from elsewhere' });
  });

  test('a write that the server finds to change nothing is no news', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    await applyStatus(world.client, WIDGETS, await read(world), READY, 'operator');
    const foreign = { metadata: { name: 'a', namespace: 'shop' }, status: { note: 'from elsewhere' } };
    await world.person.apply(WIDGETS, foreign, { fieldManager: 'other', force: false, subresource: 'status' });
    const before = await read(world);
    const outcome = await applyStatus(world.client, WIDGETS, before, READY, 'operator');
    expect(outcome.result).toBe('unchanged');
    expect((await read(world)).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  test('fields set to undefined are fields left out, in whatever order', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    await applyStatus(world.client, WIDGETS, await read(world), READY, 'operator');
    world.requests.length = 0;
    const same = { ids: ['i-1'], other: undefined, phase: 'Ready' };
    expect((await applyStatus(world.client, WIDGETS, await read(world), same, 'operator')).result).toBe('unchanged');
    expect(world.requests).toEqual([]);
  });

  test('two writers of status with one field manager never overwrite what the other recorded since', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    const [leader, oldLeader] = [await read(world), await read(world)];
    await applyStatus(world.client, WIDGETS, leader, { phase: 'Creating', ids: ['i-1'] }, 'operator');
    const late = await applyStatus(world.client, WIDGETS, oldLeader, { phase: 'Creating', ids: [] }, 'operator');
    expect(late.result).toBe('conflict');
    expect((await read(world)).status?.ids).toEqual(['i-1']);
  });
});
