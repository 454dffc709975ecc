import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createHealthServer } from '../src/health.ts';
import { createMetrics } from '../src/metrics.ts';

let problem: { healthy: string | undefined; ready: string | undefined };
let server: ReturnType<typeof createHealthServer>;
let ports: { healthPort: number; metricsPort: number };
const metrics = createMetrics({ version: 'test' });

beforeEach(async () => {
  problem = { healthy: undefined, ready: undefined };
  server = createHealthServer({
    host: '127.0.0.1',
    healthPort: 0,
    metricsPort: 0,
    metrics,
    checks: { healthy: () => problem.healthy, ready: () => problem.ready },
  });
  ports = await server.start();
});
afterEach(() => server.stop());

async function ask(port: number, path: string, method = 'GET'): Promise<[number, string]> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return [answer.status, await answer.text()];
}

test('healthy and ready answer 200', async () => {
  expect(await ask(ports.healthPort, '/healthz')).toEqual([200, 'ok\n']);
  expect(await ask(ports.healthPort, '/readyz?verbose')).toEqual([200, 'ok\n']);
});

test('each tells its own problem', async () => {
  problem.ready = 'the cache of privateapis has not synced';
  expect(await ask(ports.healthPort, '/readyz')).toEqual([503, 'the cache of privateapis has not synced\n']);
  expect(await ask(ports.healthPort, '/healthz')).toEqual([200, 'ok\n']);
  problem.healthy = 'no word from the API server for 20 min';
  expect((await ask(ports.healthPort, '/healthz'))[0]).toBe(503);
});

test('metrics are on their own port only', async () => {
  const [status, text] = await ask(ports.metricsPort, '/metrics');
  expect(status).toBe(200);
  expect(text).toContain('private_api_operator_build_info{version="test"} 1');
  expect((await ask(ports.healthPort, '/metrics'))[0]).toBe(404);
  expect((await ask(ports.metricsPort, '/healthz'))[0]).toBe(404);
});

test.each(['/', '/toString', '/__proto__', '/healthz/x'])('nothing else is there: %s', async (path) => {
  expect((await ask(ports.healthPort, path))[0]).toBe(404);
});

test('only reading is possible', async () => {
  expect((await ask(ports.healthPort, '/healthz', 'POST'))[0]).toBe(405);
});

test('a check that throws is a problem, not a crash', async () => {
  const broken = createHealthServer({
    host: '127.0.0.1',
    healthPort: 0,
    metricsPort: 0,
    metrics,
    checks: {
      healthy: () => {
        throw new Error('bug');
      },
      ready: () => undefined,
    },
  });
  const { healthPort } = await broken.start();
  expect((await ask(healthPort, '/healthz'))[0]).toBe(500);
  await broken.stop();
});

test('a port that is taken is an error at once', async () => {
  const second = createHealthServer({
    host: '127.0.0.1',
    healthPort: ports.healthPort,
    metricsPort: 0,
    metrics,
    checks: { healthy: () => undefined, ready: () => undefined },
  });
  await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await second.stop();
});

test('an event loop that stood still is counted', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const own = createMetrics({ version: 'test' });
  const watched = createHealthServer({
    host: '127.0.0.1',
    healthPort: 0,
    metricsPort: 0,
    metrics: own,
    checks: { healthy: () => undefined, ready: () => undefined },
  });
  await watched.start();
  jest.advanceTimersByTime(5_000);
  const steady = performance.now();
  const now = jest.spyOn(performance, 'now').mockImplementation(() => steady + 9_000);
  jest.advanceTimersByTime(1_000);
  now.mockRestore();
  await watched.stop();
  jest.useRealTimers();
  expect(await own.render()).toContain('private_api_operator_event_loop_blocked_seconds_total 8\n');
});

test('the debug page is on 127.0.0.1 alone, whatever the address of the other ports, and only when asked for', async () => {
  const own = createHealthServer({
    host: '0.0.0.0',
    healthPort: 0,
    metricsPort: 0,
    debugPort: 0,
    metrics,
    checks: { healthy: () => undefined, ready: () => undefined },
    describe: () => ({ queue: { waiting: ['shop/orders'] } }),
  });
  const { healthPort, debugPort } = await own.start();
  expect(JSON.parse((await ask(debugPort ?? 0, '/debug'))[1])).toEqual({ queue: { waiting: ['shop/orders'] } });
  expect((await ask(debugPort ?? 0, '/debug', 'POST'))[0]).toBe(405);
  expect((await ask(healthPort, '/debug'))[0]).toBe(404);
  // 127.0.0.2 is this machine as well, and the ports on 0.0.0.0 answer there.
  await expect(fetch(`http://127.0.0.2:${healthPort}/healthz`)).resolves.toMatchObject({ status: 200 });
  await expect(fetch(`http://127.0.0.2:${debugPort}/debug`)).rejects.toThrow();
  await own.stop();
  expect(ports).not.toHaveProperty('debugPort');
});

test('a process whose event loop is blocked does not answer, so that the liveness probe ends it', async () => {
  const code = `
    import { parentPort } from 'node:worker_threads';
    import { createHealthServer } from '${new URL('../src/health.ts', import.meta.url).href}';
    import { createMetrics } from '${new URL('../src/metrics.ts', import.meta.url).href}';
    const checks = { healthy: () => undefined, ready: () => undefined };
    const server = createHealthServer({ host: '127.0.0.1', healthPort: 0, metricsPort: 0, metrics: createMetrics({ version: 'test' }), checks });
    parentPort.on('message', () => { for (;;); });
    parentPort.postMessage(await server.start());
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  try {
    const { healthPort } = await new Promise<{ healthPort: number }>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(await ask(healthPort, '/healthz')).toEqual([200, 'ok\n']);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    worker.postMessage('block');
    await expect(
      fetch(`http://127.0.0.1:${healthPort}/healthz`, { signal: AbortSignal.timeout(500) }),
    ).rejects.toThrow();
  } finally {
    await worker.terminate();
  }
});
