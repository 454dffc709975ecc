import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { PrivateApi } from '../src/api/private-api.ts';
import { createReferenceWatches } from '../src/reference-watches.ts';
import { systemClock } from '../src/clock.ts';
import { quiet, useVirtualTime } from './kubernetes/virtual-time.ts';
import { createWidgetWorld, json, refusal } from './kubernetes/widgets.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const ends: (() => Promise<void>)[] = [];
beforeEach(useVirtualTime);
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await quiet();
  jest.useRealTimers();
});

/** PrivateApis that refer to a ConfigMap by their description, and the keys that were brought into the queue. */
async function build() {
  const world = await createWidgetWorld();
  const enqueued: string[] = [];
  const watches = createReferenceWatches({
    client: world.client,
    clock: systemClock,
    random: () => 0.5,
    log: world.log,
    metrics: world.metrics,
    enqueue: (key, priority) => void enqueued.push(`${key} ${priority}`),
    references: [
      {
        kind: 'ConfigMap',
        resource: configMaps,
        namesIn: ({ description }) => (description === undefined ? [] : [description]),
      },
    ],
  });
  ends.push(watches.close);
  const read = (name: string) =>
    watches.read('shop/orders', 'ConfigMap', name, 'Deployed', new AbortController().signal);
  const put = async (name: string, value: string, namespace = 'shop') => {
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { value } };
    await world.person.apply(configMaps, configMap, { fieldManager: 'kubectl', force: true });
    await quiet();
  };
  return { world, watches, read, put, take: () => enqueued.splice(0) };
}

const orders = (description: string | undefined, metadata: object = {}) =>
  ({ metadata: { namespace: 'shop', name: 'orders', ...metadata }, spec: { description } }) as unknown as PrivateApi;

test('a change of what an object names in its own namespace brings it into the queue', async () => {
  const { watches, put, take, read } = await build();
  await put('petstore', 'first');
  watches.follow('shop/orders', orders('petstore'));
  await quiet();
  expect(take()).toEqual(['shop/orders low']);
  expect(await read('petstore')).toMatchObject({ data: { value: 'first' } });
  await put('petstore', 'elsewhere', 'bank');
  await put('other', 'x');
  expect(take()).toEqual([]);
  await put('petstore', 'second');
  expect(take()).toEqual(['shop/orders normal']);
});

test.each([
  ['is gone', undefined],
  ['is being deleted', orders('petstore', { deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ['names nothing any more', orders(undefined)],
  ['has no spec', { metadata: { namespace: 'shop', name: 'orders' } } as unknown as PrivateApi],
])('an object that %s is not woken, and nothing is watched', async (_, object) => {
  const { world, watches, put, take } = await build();
  watches.follow('shop/orders', orders('petstore'));
  await quiet();
  watches.follow('shop/orders', object);
  await put('petstore', 'first');
  expect([take(), world.api.watches('configmaps')]).toEqual([[], []]);
});

test.each([
  [
    'a missing right',
    () => refusal(403, 'Forbidden'),
    {
      name: 'TerminalError',
      reason: 'KubernetesAccessDenied',
      condition: 'Deployed',
      message:
        'the operator cannot read ConfigMap shop/petstore: its ClusterRole needs get, list and watch on configmaps',
    },
  ],
  [
    'a kind that the API server does not have',
    () => json(404, '404 page not found'),
    {
      name: 'TerminalError',
      reason: 'KubernetesAccessDenied',
      condition: 'Deployed',
      message: 'the operator cannot read ConfigMap shop/petstore: the API server does not serve configmaps',
    },
  ],
  [
    'an API server in trouble',
    () => refusal(500, 'InternalError'),
    { name: 'RetryableError', reason: 'KubernetesUnavailable' },
  ],
])('%s is said by the pass', async (_, answer, error) => {
  const { world, watches, read } = await build();
  world.intercept = answer;
  watches.follow('shop/orders', orders('petstore'));
  await quiet();
  await expect(read('petstore')).rejects.toMatchObject(error);
});

test('what is not there is undefined', async () => {
  const { watches, read } = await build();
  watches.follow('shop/orders', orders('petstore'));
  await quiet();
  expect(await read('petstore')).toBeUndefined();
});
