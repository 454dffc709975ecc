import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';

/**
 * A clock that starts at the wall clock's time and from then on only counts forward. Leases, back-off and watch
 * deadlines compare its times, so an NTP step or a clock set by hand neither ends a lease nor freezes a retry.
 * Node's monotonic clock also counts while the process is stopped (SIGSTOP), which is what fencing needs.
 */
export function createSteadyClock(): Clock {
  const originMs = Date.now() - performance.now();
  return { now: () => originMs + performance.now(), sleep: (ms, signal) => systemClock.sleep(ms, signal) };
}
