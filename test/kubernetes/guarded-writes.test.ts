import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { applyIfUnchanged, createIfAbsent, deleteIfUnchanged } from '../../src/kubernetes/guarded-writes.ts';
import { useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, widget, WIDGETS } from './widgets.ts';
import type { WidgetWorld } from './widgets.ts';

let world: WidgetWorld;

beforeEach(async () => {
  useVirtualTime();
  world = await createWidgetWorld();
});
afterEach(() => {
  jest.useRealTimers();
});

const size = async () => (await world.read('a'))?.spec?.size;

describe('createIfAbsent', () => {
  test('makes what is not there and leaves alone what is', async () => {
    expect(await createIfAbsent(world.client, WIDGETS, widget('a', 1))).toBe('done');
    expect(await createIfAbsent(world.client, WIDGETS, widget('a', 2))).toBe('conflict');
    expect(await size()).toBe(1);
  });
});

describe('applyIfUnchanged', () => {
  const apply = (live: object) =>
    applyIfUnchanged(world.client, WIDGETS, widget('a', 9), live as ReturnType<typeof widget>, 'operator');

  test('changes what is as it was read, whoever wrote it', async () => {
    expect(await apply(await world.put('a', 1))).toBe('done');
    expect(await size()).toBe(9);
  });

  test('changes nothing that was changed, made anew or deleted since', async () => {
    const first = await world.put('a', 1);
    await world.put('a', 2);
    expect([await apply(first), await size()]).toEqual(['conflict', 2]);
    await world.remove('a');
    expect([await apply(first), await size()]).toEqual(['conflict', undefined]);
    await world.put('a', 3);
    expect([await apply(first), await size()]).toEqual(['conflict', 3]);
  });
});

describe('deleteIfUnchanged', () => {
  test('deletes what is as it was read, and takes what is gone for deleted', async () => {
    const live = await world.put('a', 1);
    expect(await deleteIfUnchanged(world.client, WIDGETS, live)).toBe('done');
    expect(await world.read('a')).toBeUndefined();
    expect(await deleteIfUnchanged(world.client, WIDGETS, live)).toBe('done');
  });

  test('deletes nothing that was changed or made anew since', async () => {
    const first = await world.put('a', 1);
    await world.put('a', 2);
    expect([await deleteIfUnchanged(world.client, WIDGETS, first), await size()]).toEqual(['conflict', 2]);
    await world.remove('a');
    await world.put('a', 3);
    expect([await deleteIfUnchanged(world.client, WIDGETS, first), await size()]).toEqual(['conflict', 3]);
  });
});

test('what is no conflict is thrown', async () => {
  world.api.faults.place({ resource: 'widgets', verb: 'create', refusal: 'forbidden', when: 'before' });
  await expect(createIfAbsent(world.client, WIDGETS, widget('a', 1))).rejects.toMatchObject({ status: 403 });
});
