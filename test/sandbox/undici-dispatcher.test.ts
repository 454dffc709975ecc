import { expect, test } from '@jest/globals';
import { fetch, request } from 'undici';
import type { HttpFunction, HttpRequest } from '../../sandbox/http.ts';
import { ConnectionLost } from '../../sandbox/http.ts';
import { createDispatcher } from '../../sandbox/undici-dispatcher.ts';

const json = { 'content-type': 'application/json' };

async function* twoLines(): AsyncGenerator<string> {
  yield '{"line":1}\n';
  await Promise.resolve();
  yield '{"line":2}\n';
}

test('the function sees method, path, lower-case headers and body, and its answer comes back', async () => {
  const seen: HttpRequest[] = [];
  const dispatcher = createDispatcher((received) => {
    seen.push(received);
    return Promise.resolve({ status: 201, headers: json, body: '{"made":true}' });
  });
  const options = { method: 'POST', body: '{"a":1}', headers: { 'X-Name': 'n' }, dispatcher } as const;
  const answer = await request('http://anything/things?x=1', options);
  expect([answer.statusCode, answer.headers['content-type'], await answer.body.json()]).toEqual([
    201,
    'application/json',
    { made: true },
  ]);
  const { method, path, headers, body } = seen[0] as HttpRequest;
  expect([method, path, headers['x-name'], Buffer.from(body).toString()]).toEqual([
    'POST',
    '/things?x=1',
    'n',
    '{"a":1}',
  ]);
});

test('a streamed answer arrives in pieces through fetch', async () => {
  const dispatcher = createDispatcher(() => Promise.resolve({ status: 200, headers: json, body: twoLines() }));
  const answer = await fetch('http://anything/watch', { dispatcher });
  expect(await answer.text()).toBe('{"line":1}\n{"line":2}\n');
});

test('a thrown ConnectionLost is a failed request', async () => {
  const dispatcher = createDispatcher(() => Promise.reject(new ConnectionLost('reset')));
  await expect(request('http://anything/', { dispatcher })).rejects.toThrow('reset');
});

test('a stream that breaks fails the body, after what came before', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'half';
    await Promise.resolve();
    throw new ConnectionLost('reset');
  }
  const dispatcher = createDispatcher(() => Promise.resolve({ status: 200, headers: json, body: broken() }));
  const { body } = await request('http://anything/', { dispatcher });
  await expect(body.text()).rejects.toThrow('reset');
});

test.each(['before the answer', 'during the stream'])(
  'an abort %s reaches the function and the caller',
  async (when) => {
    const abort = new AbortController();
    const signals: AbortSignal[] = [];
    const pending: HttpFunction = ({ signal }) => {
      signals.push(signal);
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('gone')), { once: true });
      });
      if (when === 'before the answer') return aborted;
      async function* stream(): AsyncGenerator<string> {
        yield 'first';
        await aborted;
      }
      return Promise.resolve({ status: 200, headers: json, body: stream() });
    };
    const call = (async () => {
      const answer = await request('http://anything/', { dispatcher: createDispatcher(pending), signal: abort.signal });
      for await (const _piece of answer.body) abort.abort(new Error('caller left'));
    })();
    if (when === 'before the answer') setImmediate(() => abort.abort(new Error('caller left')));
    await expect(call).rejects.toThrow('caller left');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  },
);

test('destroying the dispatcher fails what is open and what comes later', async () => {
  const dispatcher = createDispatcher(() => new Promise(() => {}));
  const call = request('http://anything/', { dispatcher });
  const failed = expect(call).rejects.toThrow('over');
  await dispatcher.destroy(new Error('over'));
  await failed;
  await expect(request('http://anything/', { dispatcher })).rejects.toThrow('closed');
});
