import type { WatchRestartReason } from '../metrics.ts';
import { isConnectionLost, isGone, isTooManyRequests, KubernetesError, UndecodableWatchError } from './errors.ts';

/** How to go on after a list or watch failed. */
export interface WatchExit {
  readonly reason: WatchRestartReason;
  /** True when what was sent since the last known resourceVersion can no longer be had by watching. */
  readonly relist: boolean;
  readonly atLeastMs: number;
}

/** One row per way a watch can fail: the resourceVersion is kept whenever the server can go on from it. */
export function classifyWatchFailure(error: unknown): WatchExit {
  if (error instanceof UndecodableWatchError) return { reason: 'Undecodable', relist: true, atLeastMs: 0 };
  if (!(error instanceof KubernetesError)) return { reason: 'Other', relist: true, atLeastMs: 0 };
  const atLeastMs = error.retryAfterMs ?? 0;
  if (isGone(error)) return { reason: 'Expired', relist: true, atLeastMs };
  if (isTooManyRequests(error)) return { reason: 'Throttled', relist: false, atLeastMs };
  if (error.reason === 'Silent') return { reason: 'Silent', relist: false, atLeastMs };
  if (isConnectionLost(error)) return { reason: 'ConnectionLost', relist: false, atLeastMs };
  // 504 is also "Too large resource version": this server has not come as far as the one we listed from.
  if (error.status >= 500) return { reason: 'ServerError', relist: error.status === 504, atLeastMs };
  return { reason: 'Other', relist: true, atLeastMs };
}
