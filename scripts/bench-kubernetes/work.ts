import { systemClock } from '../../src/clock.ts';
import { createController } from '../../src/kubernetes/controller.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import { createMetrics } from '../../src/metrics.ts';

/** The part of a PrivateApi that the work reads. */
export interface Watched {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
  readonly spec?: { readonly description?: string };
}

export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * What every subject does behind its watch: one queue, four workers, and a reconcile function that says which state of
 * which object it was called for. That line is all the loader listens to.
 */
export function startWork(get: (key: string) => Watched | undefined) {
  const parts = { name: 'bench', clock: systemClock, metrics: createMetrics({ version: 'bench' }), log: quiet };
  const queue = createWorkQueue({ ...parts, random: Math.random });
  const controller = createController({
    ...parts,
    queue,
    workers: 4,
    passDeadlineMs: 60_000,
    reconcile: (key) => {
      process.stdout.write(`${key} ${get(key)?.spec?.description ?? ''}\n`);
      return Promise.resolve({ kind: 'done' });
    },
  });
  void controller.run(new AbortController().signal);
  // Both subjects are asked to collect garbage and give memory back before it is read, so that it is what they hold and
  // not what is left over.
  const collect = (globalThis as { gc?: (how: object) => void }).gc;
  process.on('SIGUSR2', () => collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
  return { ...parts, queue };
}
