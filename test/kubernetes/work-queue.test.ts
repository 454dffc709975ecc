import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/clock.ts';
import { createWorkQueue } from '../../src/kubernetes/work-queue.ts';
import { createMetrics } from '../../src/metrics.ts';

const forever = new AbortController().signal;

function build(backoff?: { baseMs: number; capMs: number }) {
  const metrics = createMetrics({ version: 'test' });
  const queue = createWorkQueue({
    name: 'apis',
    clock: systemClock,
    random: () => 0.5,
    metrics,
    ...(backoff && { backoff }),
  });
  return { queue, metrics };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('keys', () => {
  test('a key that waits already is not queued twice', async () => {
    const { queue } = build();
    queue.add('shop/orders');
    queue.add('shop/orders');
    expect(queue.depth).toBe(1);
    expect(await queue.next(forever)).toBe('shop/orders');
    expect(queue.depth).toBe(0);
  });

  test('a key added while it is in work runs again afterwards, not beside itself', async () => {
    const { queue } = build();
    queue.add('a');
    await queue.next(forever);
    queue.add('a');
    queue.add('b');
    expect(await queue.next(forever)).toBe('b');
    queue.done('a');
    expect(await queue.next(forever)).toBe('a');
  });

  test('a person’s edit overtakes a sweep, also for a key that the sweep has queued', async () => {
    const { queue } = build();
    for (const key of ['a', 'b', 'c']) queue.add(key, { priority: 'low' });
    queue.add('c');
    expect(await queue.next(forever)).toBe('c');
    expect(await queue.next(forever)).toBe('a');
  });
});

describe('delays', () => {
  test('of several delays only the earliest counts, and it fires once', async () => {
    const { queue } = build();
    queue.addAfter('a', 600_000);
    queue.addAfter('a', 15_000);
    queue.addAfter('a', 60_000);
    await jest.advanceTimersByTimeAsync(14_999);
    expect(queue.depth).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(await queue.next(forever)).toBe('a');
    queue.done('a');
    await jest.advanceTimersByTimeAsync(1_000_000);
    expect(queue.depth).toBe(0);
  });

  test('a delay longer than Node’s timers can hold still comes true, and no sooner', async () => {
    const { queue } = build();
    const monthMs = 30 * 86_400_000;
    queue.addAfter('a', monthMs);
    await jest.advanceTimersByTimeAsync(monthMs - 1);
    expect(queue.depth).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(queue.depth).toBe(1);
  });

  test('back-off doubles to its cap and starts small again after success', () => {
    const { queue } = build({ baseMs: 1_000, capMs: 10_000 });
    const delays = Array.from({ length: 6 }, () => queue.addWithBackoff('a'));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(queue.failures('a')).toBe(6);
    queue.forget('a');
    expect(queue.addWithBackoff('a')).toBe(1_000);
  });

  test('a server’s wish to wait longer is kept', () => {
    const { queue } = build();
    expect(queue.addWithBackoff('a', { atLeastMs: 42_000 })).toBe(42_000);
  });
});

describe('the end', () => {
  test('shutdown wakes all who wait, and hands out nothing more', async () => {
    const { queue } = build();
    const idle = queue.next(forever);
    queue.shutDown();
    queue.add('a');
    expect(await idle).toBeUndefined();
    expect(await queue.next(forever)).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a worker that stops waiting takes no key with it', async () => {
    const { queue } = build();
    const impatient = new AbortController();
    const idle = queue.next(impatient.signal);
    impatient.abort();
    expect(await idle).toBeUndefined();
    queue.add('a');
    expect(await queue.next(forever)).toBe('a');
  });
});

test('the metrics carry the names and labels of controller-runtime', async () => {
  const { queue, metrics } = build();
  queue.add('a');
  queue.add('b', { priority: 'low' });
  queue.add('c');
  await jest.advanceTimersByTimeAsync(2_000);
  await queue.next(forever);
  await jest.advanceTimersByTimeAsync(3_000);
  const text = await metrics.render();
  expect(text).toContain('workqueue_depth{name="apis",controller="apis",priority="0"} 1');
  expect(text).toContain('workqueue_depth{name="apis",controller="apis",priority="-100"} 1');
  expect(text).toContain('workqueue_adds_total{name="apis",controller="apis"} 3');
  expect(text).toContain('workqueue_longest_running_processor_seconds{name="apis",controller="apis"} 3');
  expect(text).toContain('workqueue_queue_duration_seconds_sum{name="apis",controller="apis"} 2');
});
