import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import {
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTooManyRequests,
} from '../../src/kubernetes/errors.ts';
import type { KubernetesError } from '../../src/kubernetes/errors.ts';
import type { KubernetesObject, Resource } from '../../src/kubernetes/objects.ts';
import { keyOf, parseKey } from '../../src/kubernetes/objects.ts';
import { urlPath } from '../../src/kubernetes/url-path.ts';
import { pass, quiet, useVirtualTime } from './virtual-time.ts';
import { createWidgetWorld, json, refusal, stream, widget, WIDGETS } from './widgets.ts';

const KEY = { namespace: 'shop', name: 'a' };

beforeEach(() => {
  useVirtualTime();
});
afterEach(() => {
  jest.useRealTimers();
});

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('verbs', () => {
  test('create, get, list, replace, patch, apply and delete do what they say', async () => {
    const { client } = await createWidgetWorld();
    const created = await client.create(WIDGETS, widget('a', 1));
    expect(await client.get(WIDGETS, KEY)).toEqual(created);
    const replaced = await client.replace(WIDGETS, { ...created, spec: { size: 2 } });
    expect(replaced.spec?.size).toBe(2);
    await client.jsonPatch(WIDGETS, KEY, [{ op: 'replace', path: '/spec/size', value: 3 }]);
    await client.apply(
      WIDGETS,
      { metadata: { ...KEY, labels: { colour: 'blue' } } },
      { fieldManager: 'x', force: false },
    );
    const { items } = await client.list(WIDGETS, { namespace: 'shop' });
    expect(items).toMatchObject([{ metadata: { labels: { colour: 'blue' } }, spec: { size: 3 } }]);
    await client.delete(WIDGETS, KEY);
    expect(await client.get(WIDGETS, KEY)).toBeUndefined();
  });

  test('a deletion can be bound to the object that was read', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    const error = await caught(world.client.delete(WIDGETS, KEY, { uid: 'of another' }));
    expect(isConflict(error)).toBe(true);
    expect(await world.read('a')).toBeDefined();
  });

  test('every request says who asks, and for what form', async () => {
    const world = await createWidgetWorld();
    await world.client.list(WIDGETS, { metadataOnly: true });
    expect(world.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer test',
      'user-agent': 'test/1',
      accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
    });
  });

  test.each<[Resource, { namespace?: string; name?: string; subresource?: string }, string]>([
    [WIDGETS, {}, '/apis/test.example/v1/widgets'],
    [
      WIDGETS,
      { namespace: 'shop', name: 'a', subresource: 'status' },
      '/apis/test.example/v1/namespaces/shop/widgets/a/status',
    ],
    [
      { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true },
      { namespace: 'shop' },
      '/api/v1/namespaces/shop/services',
    ],
    [
      { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false },
      { name: 'n/../x' },
      '/api/v1/nodes/n%2F..%2Fx',
    ],
  ])('%j at %j has the path %s', (resource, where, path) => {
    expect(urlPath(resource, where)).toBe(path);
  });

  test.each([{ namespace: 'shop', name: 'a' }, { name: 'a' }])('the key of %j can be read back', (key) => {
    expect(parseKey(keyOf(key))).toEqual(key);
  });
});

describe('errors', () => {
  test.each([
    [404, isNotFound],
    [409, isConflict],
    [410, isGone],
    [422, isInvalid],
    [403, isForbidden],
    [429, isTooManyRequests],
  ])('%i is known by its status', async (code, guard) => {
    const world = await createWidgetWorld();
    world.intercept = () => refusal(code, 'Reason');
    const error = await caught(world.client.create(WIDGETS, widget('a', 1)));
    expect(guard(error)).toBe(true);
    expect(error).toMatchObject({ status: code, reason: 'Reason' });
  });

  test('a proxy that answers in HTML is reported in few words', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => ({ status: 502, headers: {}, body: `<html>${'x'.repeat(5_000)}` });
    const error = (await caught(world.client.create(WIDGETS, widget('a', 1)))) as KubernetesError;
    expect(error).toMatchObject({ status: 502, reason: 'Http502' });
    expect(error.message.length).toBeLessThan(1_100);
  });

  test('a refusal by validation names the fields', async () => {
    const world = await createWidgetWorld();
    const error = await caught(world.client.create(WIDGETS, widget('a', 1_000)));
    expect(isInvalid(error)).toBe(true);
    expect((error as KubernetesError).fields).toEqual(['spec.size']);
  });

  test('an answer that is not JSON is a lost answer', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => ({ status: 200, headers: {}, body: 'ok' });
    expect(await caught(world.client.get(WIDGETS, KEY))).toMatchObject({ status: 0, reason: 'ConnectionLost' });
  });
});

describe('time', () => {
  test('a read waits as long as the server asks, and tries again', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    let refusals = 0;
    world.intercept = () => (refusals++ < 2 ? refusal(429, 'TooManyRequests', { 'retry-after': '3' }) : undefined);
    const reading = world.client.get(WIDGETS, KEY);
    await pass(5_900);
    expect(world.requests).toHaveLength(2);
    await pass(200);
    expect(await reading).toMatchObject({ metadata: { name: 'a' } });
  });

  test('a read does not wait longer than its deadline: the caller has a queue for that', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => refusal(429, 'TooManyRequests', { 'retry-after': '20' });
    expect(await caught(world.client.get(WIDGETS, KEY))).toMatchObject({ status: 429, retryAfterMs: 20_000 });
  });

  test('a write is never repeated', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => refusal(429, 'TooManyRequests', { 'retry-after': '1' });
    expect(isTooManyRequests(await caught(world.client.create(WIDGETS, widget('a', 1))))).toBe(true);
    await pass(60_000);
    expect(world.requests).toHaveLength(1);
  });

  test.each<[string, number, (world: Awaited<ReturnType<typeof createWidgetWorld>>) => Promise<unknown>]>([
    ['get', 15_000, ({ client }) => client.get(WIDGETS, KEY)],
    ['list', 60_000, ({ client }) => client.list(WIDGETS)],
    ['create', 15_000, ({ client }) => client.create(WIDGETS, widget('a', 1))],
  ])('a %s that is not answered ends after %i ms', async (_verb, deadlineMs, act) => {
    const world = await createWidgetWorld();
    let gaveUp = false;
    world.intercept = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          gaveUp = true;
          reject(new Error('gone'));
        });
      });
    const error = caught(act(world));
    await pass(deadlineMs - 1);
    expect(gaveUp).toBe(false);
    await pass(1);
    expect(await error).toMatchObject({ status: 0, reason: 'ConnectionLost' });
    expect(gaveUp).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a body that stops in the middle ends with the deadline', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => ({ status: 200, headers: {}, body: half() });
    const error = caught(world.client.get(WIDGETS, KEY));
    await pass(15_000);
    expect(await error).toMatchObject({ status: 0 });
    async function* half() {
      yield '{"metadata":';
      await new Promise(() => {});
    }
  });

  test('credentials that do not come end with the deadline too', async () => {
    const { connectTo, clock, metrics, log } = await createWidgetWorld();
    const connection = {
      ...connectTo(() => Promise.reject(new Error('not reached'))),
      headers: () => new Promise<never>(() => {}),
    };
    const client = createKubernetesClient({ connection, clock, userAgent: 'test/1', metrics, log });
    const error = caught(client.get(WIDGETS, KEY));
    await pass(15_000);
    expect(await error).toMatchObject({ status: 0 });
  });

  test('a caller who gives up gets his own reason back', async () => {
    const world = await createWidgetWorld();
    world.intercept = () => new Promise<never>(() => {});
    const giveUp = new AbortController();
    const reason = new Error('the pass is over');
    const error = caught(world.client.get(WIDGETS, KEY, giveUp.signal));
    await quiet();
    giveUp.abort(reason);
    expect(await error).toBe(reason);
    expect(await caught(world.client.get(WIDGETS, KEY, giveUp.signal))).toBe(reason);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('watch', () => {
  const line = (name: string) =>
    `${JSON.stringify({ type: 'ADDED', object: { metadata: { name, resourceVersion: '7' } } })}\n`;

  async function read(body: AsyncIterable<string> | string, signal = new AbortController().signal) {
    const world = await createWidgetWorld();
    world.intercept = () => ({ ...stream(''), body });
    const names: string[] = [];
    const watching = async () => {
      for await (const { object } of world.client.watch<KubernetesObject>(
        WIDGETS,
        { resourceVersion: '1', timeoutSeconds: 300 },
        signal,
      )) {
        names.push(object.metadata.name);
      }
    };
    return { error: await caught(watching()), names };
  }

  test('events may be cut into pieces at any byte, also inside a character', async () => {
    const text = line('Zürich-\u{1F600}') + line('b');
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut += 7) {
      const pieces = (async function* () {
        // Latin-1 text carries bytes as they are into the stream's own encoding.
        yield bytes.subarray(0, cut) as unknown as string;
        await Promise.resolve();
        yield bytes.subarray(cut) as unknown as string;
      })();
      expect(await read(pieces)).toEqual({ error: 'no error', names: ['Zürich-\u{1F600}', 'b'] });
    }
  });

  test.each([
    ['half a line', line('a') + '{"type":"ADD', { reason: 'ConnectionLost' }],
    ['no JSON', `${line('a')}<html>\n`, { name: 'UndecodableWatchError' }],
    [
      'an unknown type',
      `${line('a')}{"type":"MOVED","object":{"metadata":{"resourceVersion":"8"}}}\n`,
      { name: 'UndecodableWatchError' },
    ],
    ['null', `${line('a')}null\n`, { name: 'UndecodableWatchError' }],
    [
      'an object without resourceVersion',
      `${line('a')}{"type":"ADDED","object":{"metadata":{}}}\n`,
      { name: 'UndecodableWatchError' },
    ],
    [
      'a Status in an ERROR event',
      `${line('a')}{"type":"ERROR","object":{"code":410,"reason":"Expired"}}\n`,
      { status: 410, reason: 'Expired' },
    ],
  ])('%s ends it with an error, after the events before', async (_what, body, error) => {
    const result = await read(body);
    expect(result.names).toEqual(['a']);
    expect(result.error).toMatchObject(error);
  });

  test('a reader who leaves frees the connection', async () => {
    const world = await createWidgetWorld();
    await world.put('a', 1);
    for await (const event of world.client.watch(
      WIDGETS,
      { resourceVersion: '0', timeoutSeconds: 300 },
      new AbortController().signal,
    )) {
      expect(event.type).toBe('ADDED');
      break;
    }
    await quiet();
    expect(world.api.watches()).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('requests are counted by code and method, and timed by verb', async () => {
  const world = await createWidgetWorld();
  await world.client.list(WIDGETS);
  world.intercept = () => json(500, {});
  await caught(world.client.create(WIDGETS, widget('a', 1)));
  world.intercept = () => Promise.reject(new Error('reset'));
  await caught(world.client.create(WIDGETS, widget('a', 1)));
  const count = (code: string, method: string) =>
    world.metric(`rest_client_requests_total{code="${code}",method="${method}",host="api.test"}`);
  expect(await count('200', 'GET')).toBe(1);
  expect(await count('500', 'POST')).toBe(1);
  expect(await count('<error>', 'POST')).toBe(1);
  expect(await world.metric('rest_client_request_duration_seconds_count{verb="list",host="api.test"}')).toBe(1);
});
