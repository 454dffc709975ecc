import { setTimeout as sleep } from 'node:timers/promises';

/** Waits in real time, for what a real server or process does in its own. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const endsAtMs = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > endsAtMs) throw new Error(`not true in time: ${isTrue.toString()}`);
    await sleep(20);
  }
}
