import { jest } from '@jest/globals';

/** Starts virtual time. Streams need Node's own ticks, which take no time. */
export function useVirtualTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
}

/** Lets `ms` pass, and everything that follows from it. */
export async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  await quiet();
}

/** Lets requests and streams come to rest without time passing. */
export async function quiet(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
