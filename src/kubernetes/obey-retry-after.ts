import type { Clock } from '../clock.ts';
import type { Result } from './controller.ts';

type Reconcile = (key: string, signal: AbortSignal) => Promise<Result>;

/**
 * A delay that the other side asked for (`atLeastMs`) holds whatever happens meanwhile: a key that is added sooner, by an
 * edit or by another key's pass, waits for the rest of it. A queue alone would hand it out at once.
 */
export function obeyRetryAfter(reconcile: Reconcile, clock: Pick<Clock, 'now'>): Reconcile {
  const notBeforeMs = new Map<string, number>();
  return async (key, signal) => {
    const leftMs = (notBeforeMs.get(key) ?? 0) - clock.now();
    if (leftMs > 0) return { kind: 'after', ms: leftMs, forget: false };
    notBeforeMs.delete(key);
    const result = await reconcile(key, signal);
    if (result.kind === 'backoff' && result.atLeastMs !== undefined) {
      notBeforeMs.set(key, clock.now() + result.atLeastMs);
    }
    return result;
  };
}
