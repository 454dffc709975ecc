import { expect, test } from '@jest/globals';
import { backoffMs } from '../../src/kubernetes/backoff.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import type { WorkQueue } from '../../src/kubernetes/work-queue.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createManualClock, settle } from './manual-clock.ts';
import { createQueueModel } from './queue-model.ts';
import type { QueueOperation } from './queue-model.ts';
import { seededRandom } from './seeded-random.ts';

const SEEDS = 10_000;
const KEYS = ['a', 'b', 'c', 'd'];
const BACKOFF = { baseMs: 100, capMs: 1_000 };
const metrics = createMetrics({ version: 'test' });
/** Constant jitter, so that model and queue agree on delays. */
const random = () => 0.5;

function historyOf(seed: number): QueueOperation[] {
  const next = seededRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
  const priority = () => (next() < 0.5 ? 'normal' : 'low');
  return Array.from({ length: 10 + Math.floor(next() * 50) }, (): QueueOperation => {
    const key = pick(KEYS);
    const roll = next();
    if (roll < 0.25) return { kind: 'add', key, priority: priority() };
    if (roll < 0.4) return { kind: 'addAfter', key, ms: pick([0, 1, 50, 100, 100, 500]), priority: priority() };
    if (roll < 0.62) return { kind: 'take' };
    if (roll < 0.8) return { kind: 'done', key };
    if (roll < 0.87) return { kind: 'fail', key };
    if (roll < 0.9) return { kind: 'forget', key };
    if (roll < 0.995) return { kind: 'advance', ms: pick([1, 50, 100, 250]) };
    return { kind: 'shutDown' };
  });
}

/** The next key, if one is there now. */
function takeNow(queue: WorkQueue): Promise<string | undefined> {
  const impatient = new AbortController();
  const taken = queue.next(impatient.signal);
  impatient.abort();
  return taken;
}

/** Runs a history on queue and model; returns the first difference, or undefined. */
async function difference(
  history: readonly QueueOperation[],
  distort: (queue: WorkQueue) => WorkQueue = (queue) => queue,
): Promise<string | undefined> {
  const { clock, advance } = createManualClock();
  const queue = distort(createWorkQueue({ name: 'model', clock, random, metrics, backoff: BACKOFF }));
  const model = createQueueModel((failures) => backoffMs(failures, BACKOFF, random));
  const seen: Record<string, number> = {};
  const perform = async (operation: QueueOperation): Promise<string | undefined> => {
    let taken: string | undefined;
    if (operation.kind === 'add') queue.add(operation.key, operation);
    else if (operation.kind === 'addAfter') queue.addAfter(operation.key, operation.ms, operation);
    else if (operation.kind === 'take') taken = await takeNow(queue);
    else if (operation.kind === 'done') queue.done(operation.key);
    else if (operation.kind === 'fail') queue.addWithBackoff(operation.key);
    else if (operation.kind === 'forget') queue.forget(operation.key);
    else if (operation.kind === 'advance') await advance(operation.ms);
    else queue.shutDown();
    await settle();
    return taken;
  };
  for (const [index, operation] of history.entries()) {
    const [expected, actual] = [model.perform(operation), await perform(operation)];
    for (const key of KEYS) seen[key] = queue.failures(key);
    const actually = {
      taken: actual,
      inWork: [...queue.inWork().keys()].toSorted(),
      depth: queue.depth,
      later: [...queue.later()].map(([key, { dueAtMs }]) => `${key}@${dueAtMs}`).toSorted(),
      failures: Object.fromEntries(Object.entries(seen).filter(([, count]) => count > 0)),
    };
    const should = JSON.stringify({ taken: expected, ...model.view() });
    const does = JSON.stringify(actually);
    if (should !== does) return `step ${index} ${JSON.stringify(operation)}: expected ${should}, got ${does}`;
  }
  return undefined;
}

/** Leaves out operations as long as the history still shows a difference. */
async function shrink(
  history: QueueOperation[],
  isBad: (h: QueueOperation[]) => Promise<boolean>,
): Promise<QueueOperation[]> {
  let smallest = history;
  for (let size = Math.ceil(smallest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length;) {
      const without = smallest.toSpliced(at, size);
      if (await isBad(without)) smallest = without;
      else at += size;
    }
  }
  return smallest;
}

test(`the queue does what its model does, over ${SEEDS} random histories`, async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const history = historyOf(seed);
    if ((await difference(history)) === undefined) continue;
    const smallest = await shrink(history, async (candidate) => (await difference(candidate)) !== undefined);
    throw new Error(
      `seed ${seed}: ${await difference(smallest)}\n${smallest.map((o) => JSON.stringify(o)).join('\n')}`,
    );
  }
}, 60_000);

test.each<[string, number, (queue: WorkQueue) => WorkQueue]>([
  ['hands low priority out like normal', 4, (queue) => ({ ...queue, add: (key) => queue.add(key) })],
  ['forgets what was added during work', 4, (q) => ({ ...q, add: (k, o) => void (q.inWork().has(k) || q.add(k, o)) })],
  ['keeps the latest delay', 3, (q) => ({ ...q, addAfter: (k, ms, o) => q.addAfter(k, ms + 1, o) })],
])('a queue that %s is found, and its history shrunk to at most %i steps', async (_what, atMost, break_) => {
  // Spreading a queue freezes its getter, so the broken one reads through.
  const distort = (queue: WorkQueue) => Object.defineProperty(break_(queue), 'depth', { get: () => queue.depth });
  const isBad = async (history: QueueOperation[]) => (await difference(history, distort)) !== undefined;
  let seed = 0;
  while (!(await isBad(historyOf(seed)))) seed += 1;
  expect((await shrink(historyOf(seed), isBad)).length).toBeLessThanOrEqual(atMost);
});
