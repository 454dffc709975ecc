import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Fault, InMemoryKubernetes } from '../../../sandbox/cluster/in-memory-api.ts';
import { createInMemoryKubernetes } from '../../../sandbox/cluster/in-memory-api.ts';
import { ConnectionLost } from '../../../sandbox/http.ts';
import { widgetDefinition } from './conformance/definitions.ts';
import { call, newWidget, openWatch, widgetsPath } from './kubernetes-calls.ts';

// How it answers is held to the real server by the conformance test. Here: what a real server cannot be made to do.

let kubernetes: InMemoryKubernetes;
beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  kubernetes = createInMemoryKubernetes({ clock: { now: () => Date.now() }, crds: [widgetDefinition] });
});
afterEach(() => {
  jest.useRealTimers();
});

const create = (name: string) => call(kubernetes.handle, 'POST', widgetsPath, newWidget(name));
const names = () => kubernetes.objects('widgets').map(({ metadata }) => metadata.name);

test('two worlds that are asked the same give the same uids, times and resourceVersions', async () => {
  const other = createInMemoryKubernetes({ clock: { now: () => Date.now() }, crds: [widgetDefinition] });
  await create('one');
  await call(other.handle, 'POST', widgetsPath, newWidget('one'));
  expect(other.objects('widgets')).toEqual(kubernetes.objects('widgets'));
});

test('the log holds every observed request in order, and says which ask for a change', async () => {
  await create('one');
  await call(kubernetes.handle, 'GET', widgetsPath);
  await call(kubernetes.handleUnobserved, 'DELETE', `${widgetsPath}/one`);
  await call(kubernetes.handle, 'PATCH', `${widgetsPath}/one/status`, {});
  const common = { resource: 'widgets', namespace: 'default', subresource: undefined, name: undefined };
  expect(kubernetes.log).toEqual([
    { ...common, verb: 'create', write: true },
    { ...common, verb: 'list', write: false },
    { ...common, verb: 'patch', subresource: 'status', name: 'one', write: true },
  ]);
});

test('a stored object that a test has read cannot be changed through the copy', async () => {
  await create('one');
  const copy = kubernetes.object('widgets', 'default', 'one');
  (copy as unknown as { spec: { title: string } }).spec.title = 'changed';
  expect(kubernetes.object('widgets', 'default', 'one')).toMatchObject({ spec: { title: 'new' } });
});

describe('faults', () => {
  test.each<[string, Pick<Fault, 'refusal'>, number]>([
    ['an internal error', { refusal: 'internalError' }, 500],
    ['too many requests', { refusal: 'tooManyRequests' }, 429],
    ['forbidden', { refusal: 'forbidden' }, 403],
    ['a conflict', { refusal: 'conflict' }, 409],
    ['not found', { refusal: 'notFound' }, 404],
  ])('%s before the write leaves everything as it was, after it the write has happened', async (_, fault, status) => {
    kubernetes.faults.place({ verb: 'create', resource: 'widgets', when: 'before', ...fault });
    expect((await create('one')).status).toBe(status);
    expect(names()).toEqual([]);
    kubernetes.faults.place({ verb: 'create', resource: 'widgets', when: 'after', ...fault });
    expect((await create('two')).status).toBe(status);
    expect(names()).toEqual(['two']);
    expect(kubernetes.faults.pendingCount).toBe(0);
  });

  test.each(['before', 'after'] as const)('a connection lost %s the write is thrown', async (when) => {
    kubernetes.faults.place({ write: true, when, refusal: 'connectionLost' });
    await expect(create('one')).rejects.toThrow(ConnectionLost);
    expect(names()).toEqual(when === 'after' ? ['one'] : []);
  });

  test('the nth matching request is struck, and no other', async () => {
    kubernetes.faults.place({ verb: 'create', resource: 'widgets', nth: 2, when: 'before', refusal: 'internalError' });
    const statuses = [(await create('one')).status, (await create('two')).status, (await create('three')).status];
    expect(statuses).toEqual([201, 500, 201]);
  });

  test('too many requests names the time to wait', async () => {
    const refusal = 'tooManyRequests';
    kubernetes.faults.place({ verb: 'list', when: 'before', refusal, retryAfterSeconds: 7 });
    expect((await call(kubernetes.handle, 'GET', widgetsPath)).headers['retry-after']).toBe('7');
  });

  test('silence lasts until the caller gives up', async () => {
    kubernetes.faults.place({ verb: 'list', when: 'before', refusal: 'silence' });
    const abort = new AbortController();
    const request = { method: 'GET', path: widgetsPath, headers: {}, body: new Uint8Array(), signal: abort.signal };
    const answer = expect(kubernetes.handle(request)).rejects.toThrow(ConnectionLost);
    abort.abort();
    await answer;
  });

  test('a write listener sees the world before and after each write, and may break the connection', async () => {
    const seen: [string, number][] = [];
    kubernetes.onWrite((_, when) => {
      seen.push([when, names().length]);
      if (seen.length === 4) throw new ConnectionLost('killed');
    });
    await create('one');
    await expect(create('two')).rejects.toThrow('killed');
    expect(seen).toEqual([
      ['before', 0],
      ['after', 1],
      ['before', 1],
      ['after', 2],
    ]);
  });
});

describe('a watch', () => {
  const watchPath = `${widgetsPath}?watch=true&allowWatchBookmarks=true&resourceVersion=`;
  const typesOf = (lines: string[]) => lines.map((line) => (JSON.parse(line) as { type: string }).type);
  const revision = async () =>
    (await call(kubernetes.handle, 'GET', widgetsPath)).body.metadata.resourceVersion as string;
  const open = async (query = '') => openWatch(kubernetes.handle, watchPath + (await revision()) + query);

  test('sends changes as they happen and bookmarks every minute, and ends after its time', async () => {
    const watch = await open('&timeoutSeconds=90');
    await create('one');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(typesOf(watch.lines)).toEqual(['ADDED', 'BOOKMARK']);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await watch.ended).toBe('closed');
    expect(typesOf(watch.lines)).toEqual(['ADDED', 'BOOKMARK', 'BOOKMARK']);
    expect(kubernetes.watches()).toEqual([]);
  });

  test('an aborted one ends and leaves no timer behind', async () => {
    const watch = await open();
    watch.abort();
    expect(await watch.ended).toBe('closed');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a cut one breaks, the next one from the same place misses nothing', async () => {
    const since = await revision();
    const watch = await openWatch(kubernetes.handle, watchPath + since);
    for (const stream of kubernetes.watches('widgets')) stream.cut();
    expect(await watch.ended).toBe('ConnectionLost');
    await create('one');
    const next = await openWatch(kubernetes.handle, `${watchPath}${since}&timeoutSeconds=1`);
    await jest.advanceTimersByTimeAsync(1000);
    expect(typesOf(next.lines)).toContain('ADDED');
  });

  test('a garbled line is no JSON and what follows is', async () => {
    const watch = await open('&timeoutSeconds=5');
    kubernetes.watches()[0]?.garble();
    await create('one');
    await jest.advanceTimersByTimeAsync(1000);
    expect(() => JSON.parse(watch.lines[0] ?? '')).toThrow('JSON');
    expect(typesOf(watch.lines.slice(1))).toEqual(['ADDED']);
  });

  test('a silent one sends nothing and does not end', async () => {
    const watch = await open('&timeoutSeconds=5');
    kubernetes.watches()[0]?.goSilent();
    await create('one');
    await jest.advanceTimersByTimeAsync(600_000);
    expect([watch.lines.length, kubernetes.watches().length]).toEqual([0, 1]);
    watch.abort();
    expect(await watch.ended).toBe('closed');
  });

  test('a dropped event is missing, the next one is not', async () => {
    const watch = await open('&timeoutSeconds=5');
    kubernetes.watches()[0]?.dropNextEvents(1);
    await create('one');
    await call(kubernetes.handle, 'DELETE', `${widgetsPath}/one`);
    await jest.advanceTimersByTimeAsync(1000);
    expect(typesOf(watch.lines)).toEqual(['DELETED']);
  });

  test('an expired one says 410 and ends', async () => {
    const watch = await open();
    kubernetes.watches()[0]?.expire();
    expect(await watch.ended).toBe('closed');
    expect(JSON.parse(watch.lines[0] ?? '')).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });

  test('from before a compaction says 410', async () => {
    const since = await revision();
    await create('one');
    kubernetes.compact();
    const watch = await openWatch(kubernetes.handle, watchPath + since);
    expect(await watch.ended).toBe('closed');
    expect(JSON.parse(watch.lines[0] ?? '')).toMatchObject({ object: { code: 410 } });
  });
});
