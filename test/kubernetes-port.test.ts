import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { PrivateApi } from '../src/api/private-api.ts';
import { systemClock } from '../src/clock.ts';
import { RetryableError } from '../src/errors.ts';
import { createKubernetesPort } from '../src/kubernetes-port.ts';
import { createObjectCache } from '../src/object-cache.ts';
import { createWorld, privateApi, useVirtualTime } from './simulation/world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

async function build() {
  const world = await createWorld();
  const object = await world.apply(privateApi(world, 'orders'));
  const pass = new AbortController();
  const said: string[] = [];
  const port = createKubernetesPort({
    client: world.person,
    cache: createObjectCache({ get: () => undefined, list: () => [] }),
    events: { record: ({ reason }) => void said.push(reason), flush: () => Promise.resolve() },
    references: { read: () => Promise.resolve(undefined) },
    enqueue: (key) => void said.push(key),
    clock: systemClock,
    signal: pass.signal,
  });
  return { world, object, pass, port, said };
}

const event = { type: 'Normal', reason: 'Ready', action: 'Reconcile', note: '' } as const;

test('after its deadline a pass may still say how it ended', async () => {
  const { world, object, pass, port, said } = await build();
  pass.abort();
  await world.pass(14_000);
  await expect(port.addFinalizer(object)).resolves.toMatchObject({ result: 'changed' });
  port.recordEvent(object, event);
  expect(said).toEqual(['Ready']);
});

test.each<[string, (port: ReturnType<typeof createKubernetesPort>, object: PrivateApi) => Promise<unknown>]>([
  ['status', (port, object) => port.applyStatus(object, { observedGeneration: 7 })],
  ['finalizer', (port, object) => port.addFinalizer(object)],
  ['finalizer', (port, object) => port.removeFinalizer(object)],
])('a pass that goes on long after its deadline writes no %s, no event and no key', async (_what, write) => {
  const { world, object, pass, port, said } = await build();
  pass.abort();
  await world.pass(15_000);
  const before = world.read('orders');
  await expect(write(port, object)).rejects.toThrow(RetryableError);
  port.recordEvent(object, event);
  port.enqueue('shop/orders');
  expect([said, world.read('orders')]).toEqual([[], before]);
});
