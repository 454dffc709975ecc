import type { Clock } from '../../src/clock.ts';

/** A clock that moves only when told to, without jest's timers: for tests that run ten thousand short histories. */
export function createManualClock(startMs = 0) {
  let nowMs = startMs;
  let timers: { readonly atMs: number; readonly ring: () => void }[] = [];

  const clock: Clock = {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const timer = { atMs: nowMs + ms, ring: resolve };
        timers.push(timer);
        signal?.addEventListener('abort', () => {
          timers = timers.filter((other) => other !== timer);
          reject(signal.reason as Error);
        });
      }),
  };

  return {
    clock,
    /** Lets everything due until then happen, in order of time. */
    advance: async (ms: number): Promise<void> => {
      const untilMs = nowMs + ms;
      for (;;) {
        let first: (typeof timers)[number] | undefined;
        for (const timer of timers) if (timer.atMs <= untilMs && !(first && first.atMs <= timer.atMs)) first = timer;
        if (first === undefined) break;
        const ringing = first;
        timers = timers.filter((other) => other !== ringing);
        nowMs = Math.max(nowMs, ringing.atMs);
        ringing.ring();
        await settle();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}

/** Lets promise callbacks that are due run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}
