import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** Each check says what is wrong, or undefined when nothing is. */
export interface HealthChecks {
  readonly healthy: () => string | undefined;
  readonly ready: () => string | undefined;
}

const BEAT_MS = 1_000;
/** Late by more than this counts as blocked; garbage collection stays below. */
const BLOCKED_MS = 500;

/**
 * `/healthz` and `/readyz` on one port, `/metrics` on another, so that a network policy can open only the second.
 * `/debug` listens on 127.0.0.1 alone: it names objects of all namespaces, and whoever may `kubectl port-forward` to
 * this pod may know them.
 * A blocked event loop cannot answer at all, which is what makes the kubelet restart the process; shorter blocks are
 * counted in a metric.
 */
export function createHealthServer(options: {
  readonly host: string;
  /** 0 picks a free port. */
  readonly healthPort: number;
  readonly metricsPort: number;
  /** Undefined: no such page. */
  readonly debugPort?: number | undefined;
  readonly checks: HealthChecks;
  readonly metrics: Metrics;
  /** What the debug page shows; anything that JSON can say. */
  readonly describe?: () => object;
}) {
  const { host, healthPort, metricsPort, debugPort, checks, metrics, describe = () => ({}) } = options;

  const health = createServer(
    route({
      '/healthz': () => verdict(checks.healthy),
      '/readyz': () => verdict(checks.ready),
    }),
  );
  const metricsServer = createServer(
    route({ '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.render() }) }),
  );
  const debug = createServer(
    route({
      '/debug': () => ({
        status: 200,
        type: 'application/json',
        body: `${JSON.stringify(describe(), undefined, 2)}\n`,
      }),
    }),
  );
  let heartbeat: NodeJS.Timeout | undefined;

  return {
    /** Listens; resolves to the ports in use, rejects when one is taken. */
    async start(): Promise<{ healthPort: number; metricsPort: number; debugPort?: number }> {
      let expectedAtMs = performance.now() + BEAT_MS;
      heartbeat = setInterval(() => {
        const lateMs = performance.now() - expectedAtMs;
        if (lateMs > BLOCKED_MS) metrics.eventLoopBlocked(lateMs);
        expectedAtMs = performance.now() + BEAT_MS;
      }, BEAT_MS);
      heartbeat.unref();
      return {
        healthPort: await listen(health, host, healthPort),
        metricsPort: await listen(metricsServer, host, metricsPort),
        ...(debugPort !== undefined && { debugPort: await listen(debug, '127.0.0.1', debugPort) }),
      };
    },
    async stop(): Promise<void> {
      clearInterval(heartbeat);
      await Promise.all([close(health), close(metricsServer), close(debug)]);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function verdict(check: () => string | undefined): Answer {
  const problem = check();
  const type = 'text/plain; charset=utf-8';
  return problem === undefined ? { status: 200, type, body: 'ok\n' } : { status: 503, type, body: `${problem}\n` };
}

function route(routes: Record<string, () => Answer | Promise<Answer>>): RequestListener {
  return (request, response) => {
    const answer = async (): Promise<Answer> => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const found = Object.hasOwn(routes, path) ? routes[path] : undefined;
      if (found === undefined) return { status: 404, type: 'text/plain', body: 'not found\n' };
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return { status: 405, type: 'text/plain', body: 'GET only\n' };
      }
      return found();
    };
    answer()
      .catch((error: unknown): Answer => ({ status: 500, type: 'text/plain', body: `${String(error)}\n` }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
      .catch(() => response.destroy());
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
