import type { Clock } from '../clock.ts';
import type { Metrics, ReconcileResult } from '../metrics.ts';
import type { Logger } from './logger.ts';
import type { Priority, WorkQueue } from './work-queue.ts';

/** What a pass wants to happen to its key next. */
export type Result =
  /** Nothing until somebody adds the key. */
  | { readonly kind: 'done' }
  /** Again in `ms`. Ends the history of failures unless `forget` is false. */
  | { readonly kind: 'after'; readonly ms: number; readonly forget?: boolean; readonly priority?: Priority }
  /** It failed: again after the key's back-off, or after `atLeastMs` if that is longer. */
  | { readonly kind: 'backoff'; readonly atLeastMs?: number };

/** The reason of a pass's signal when its time is over. */
export class PassDeadlineError extends Error {
  override readonly name = 'PassDeadlineError';
}

/** The reason of a pass's signal when the process stops and its time to finish is over. */
export class ControllerStoppedError extends Error {
  override readonly name = 'ControllerStoppedError';
}

export interface ControllerOptions {
  readonly name: string;
  readonly queue: WorkQueue;
  readonly workers: number;
  /** A pass's signal aborts after this time; the pass then has to settle, and its key stays in work until it does. */
  readonly passDeadlineMs: number;
  /** How long passes may go on after a stop before their signal aborts, and once more before they are abandoned. */
  readonly drainMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<Result>;
}

const RESULT_LABEL: Record<Result['kind'], ReconcileResult> = {
  done: 'success',
  after: 'requeue_after',
  backoff: 'error',
};

/** Workers that take keys from a queue, run one pass per key, and tell the queue when the key is due again. */
export function createController(options: ControllerOptions) {
  const { name, queue, workers, passDeadlineMs, drainMs = 10_000, clock, log, metrics, reconcile } = options;
  const passes = new Set<AbortController>();
  metrics.observeController(name, workers);

  /** Works until the signal aborts, then lets passes in work finish. Resolves when all did, or after `2 * drainMs`. */
  async function run(signal: AbortSignal): Promise<void> {
    const allWorkers = Promise.all(Array.from({ length: workers }, () => work(signal)));
    // Its timers must not keep a process alive that has nothing left to do.
    const finished = new AbortController();
    try {
      await Promise.race([allWorkers, drained(signal, finished.signal)]);
    } finally {
      finished.abort();
    }
  }

  async function drained(signal: AbortSignal, finished: AbortSignal): Promise<void> {
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    queue.shutDown();
    if (passes.size === 0) return;
    await clock.sleep(drainMs, finished);
    for (const pass of passes) pass.abort(new ControllerStoppedError(`${name} is stopping`));
    await clock.sleep(drainMs, finished);
    if (passes.size > 0) log.error({ controller: name, keys: [...queue.inWork().keys()] }, 'passes abandoned on stop');
  }

  async function work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await queue.next(signal);
      if (key === undefined) return;
      await runPass(key);
    }
  }

  async function runPass(key: string): Promise<void> {
    const startedAtMs = clock.now();
    const pass = new AbortController();
    const timer = new AbortController();
    passes.add(pass);
    metrics.reconcileStarted(name);
    clock.sleep(passDeadlineMs, timer.signal).then(
      () => {
        metrics.reconcileTimedOut(name);
        log.warn({ controller: name, key, passDeadlineMs }, 'pass met its deadline');
        pass.abort(new PassDeadlineError(`the pass took longer than ${passDeadlineMs} ms`));
      },
      () => undefined,
    );
    const result = await settle(key, pass.signal);
    timer.abort();
    passes.delete(pass);
    requeue(key, result);
    queue.done(key);
    metrics.reconcileFinished(name, RESULT_LABEL[result.kind], clock.now() - startedAtMs);
  }

  /** A pass turns every failure it expects into a Result, so whatever it throws is a bug; it must not hurt other keys. */
  async function settle(key: string, signal: AbortSignal): Promise<Result> {
    try {
      return await reconcile(key, signal);
    } catch (thrown) {
      if (signal.aborted && thrown === signal.reason) return { kind: 'backoff' };
      const error = thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`);
      metrics.reconcileThrew(name);
      log.error({ controller: name, key, err: error }, 'pass failed with a bug');
      return { kind: 'backoff' };
    }
  }

  function requeue(key: string, result: Result): void {
    switch (result.kind) {
      case 'done':
        queue.forget(key);
        return;
      case 'after':
        if (result.forget !== false) queue.forget(key);
        queue.addAfter(key, result.ms, { priority: result.priority ?? 'normal' });
        return;
      case 'backoff':
        queue.addWithBackoff(key, { atLeastMs: result.atLeastMs ?? 0 });
        return;
    }
  }

  return {
    run,
    /** Keys whose pass has not settled twice its deadline after it began: their ports must have stopped listening. */
    stuckKeys(): string[] {
      const nowMs = clock.now();
      return [...queue.inWork()].flatMap(([key, startedAtMs]) =>
        nowMs - startedAtMs > 2 * passDeadlineMs ? [key] : [],
      );
    },
  };
}
