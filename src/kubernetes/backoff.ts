/** Numbers of an exponential back-off. */
export interface BackoffNumbers {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * The wait before attempt `failures + 1`: base, doubled per failure up to the cap, then spread by +-20 % (never over the
 * cap), so that keys or clients that failed together do not come back together.
 */
export function backoffMs(failures: number, { baseMs, capMs }: BackoffNumbers, random: () => number): number {
  const exponential = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(Math.min(capMs, exponential * (0.8 + 0.4 * random())));
}
