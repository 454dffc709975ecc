import { OperatorError, RetryableError, TerminalError, WaitingError } from '../errors.ts';
import type { Reason } from '../api/reasons.ts';
import type { Finding } from './conditions.ts';
import type { Times } from './ports.ts';

/** How a pass ended. */
export type Ending =
  { readonly kind: 'done' } | { readonly kind: 'suspended' } | { readonly kind: 'error'; readonly error: unknown };

/** When the key is looked at again; the queue's own back-off grows with every failure in a row. */
export type Requeue =
  | { readonly kind: 'none' }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'backoff'; readonly atLeastMs?: number };

/** What an ending means for the queue, the status, events and the log. */
export interface Outcome {
  readonly requeue: Requeue;
  /** The verdict on Ready, `computed` from the partial conditions or `kept` because nothing new is known. */
  readonly ready: 'computed' | 'kept' | Finding;
  readonly progress: 'Reconciling' | 'Stalled' | undefined;
  readonly reason: Reason;
  readonly message: string;
  readonly eventType: 'Normal' | 'Warning';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** The one table that turns a kind of error into behaviour. */
export function toOutcome(ending: Ending, times: Times): Outcome {
  if (ending.kind !== 'error') {
    return {
      requeue: { kind: 'after', ms: times.resyncMs },
      ready: ending.kind === 'done' ? 'computed' : 'kept',
      progress: undefined,
      reason: ending.kind === 'done' ? 'Ready' : 'Suspended',
      message: ending.kind === 'done' ? '' : 'spec.suspend is true: AWS is not written',
      eventType: 'Normal',
      logLevel: 'debug',
    };
  }
  const { error } = ending;
  if (!(error instanceof OperatorError)) {
    const message = 'the operator met a situation it does not know and tries again; its log has the details';
    return {
      requeue: { kind: 'backoff' },
      ready: { status: 'Unknown', reason: 'InternalError', message },
      progress: 'Reconciling',
      reason: 'InternalError',
      message,
      eventType: 'Warning',
      logLevel: 'error',
    };
  }
  const reason = error.reason as Reason;
  const { message } = error;
  if (error instanceof WaitingError) {
    return {
      requeue: { kind: 'after', ms: error.afterMs },
      ready: { status: 'Unknown', reason, message },
      progress: 'Reconciling',
      reason,
      message,
      eventType: 'Normal',
      logLevel: 'info',
    };
  }
  if (error instanceof RetryableError) {
    return {
      requeue: { kind: 'backoff', ...(error.afterMs !== undefined && { atLeastMs: error.afterMs }) },
      ready: 'kept',
      progress: 'Reconciling',
      reason,
      message,
      eventType: 'Warning',
      logLevel: 'warn',
    };
  }
  if (error instanceof TerminalError) {
    return {
      requeue: { kind: 'after', ms: times.recheckMs },
      ready: { status: 'False', reason, message },
      progress: 'Stalled',
      reason,
      message,
      eventType: 'Warning',
      logLevel: 'warn',
    };
  }
  throw new TypeError(`no behaviour for ${error.name}`);
}
