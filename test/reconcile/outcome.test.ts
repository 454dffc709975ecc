import { expect, test } from '@jest/globals';
import { RetryableError, TerminalError, WaitingError } from '../../src/errors.ts';
import { toOutcome } from '../../src/reconcile/outcome.ts';
import type { Ending, Outcome } from '../../src/reconcile/outcome.ts';
import { someTimes } from '../builders/status-input.ts';

const details = { reason: 'VpcLinkPending', message: 'VPC link abc123 is PENDING' } as const;
const failed = (error: unknown): Ending => ({ kind: 'error', error });

test.each<{ name: string; ending: Ending; outcome: Partial<Outcome> }>([
  {
    name: 'done: looked at again after the resync interval, Ready computed, nothing in progress',
    ending: { kind: 'done' },
    outcome: { requeue: { kind: 'after', ms: 600_000 }, ready: 'computed', progress: undefined, logLevel: 'debug' },
  },
  {
    name: 'suspended: Ready stays as it is',
    ending: { kind: 'suspended' },
    outcome: { requeue: { kind: 'after', ms: 600_000 }, ready: 'kept', progress: undefined, reason: 'Suspended' },
  },
  {
    name: 'waiting: looked at again when the error says, Ready Unknown, Reconciling, no warning',
    ending: failed(new WaitingError({ ...details, afterMs: 15_000 })),
    outcome: {
      requeue: { kind: 'after', ms: 15_000 },
      ready: { status: 'Unknown', ...details },
      progress: 'Reconciling',
      eventType: 'Normal',
      logLevel: 'info',
    },
  },
  {
    name: 'retryable: the back-off of the queue, Ready kept, a warning',
    ending: failed(new RetryableError(details)),
    outcome: {
      requeue: { kind: 'backoff' },
      ready: 'kept',
      progress: 'Reconciling',
      eventType: 'Warning',
      logLevel: 'warn',
    },
  },
  {
    name: 'retryable with a time: at least as long as the other side asked for',
    ending: failed(new RetryableError({ ...details, afterMs: 5_000 })),
    outcome: { requeue: { kind: 'backoff', atLeastMs: 5_000 } },
  },
  {
    name: 'terminal: rechecked slowly, Ready False, Stalled',
    ending: failed(new TerminalError(details)),
    outcome: {
      requeue: { kind: 'after', ms: 3_600_000 },
      ready: { status: 'False', ...details },
      progress: 'Stalled',
      eventType: 'Warning',
      logLevel: 'warn',
    },
  },
  ...[new TypeError('x is undefined'), 'a text', undefined].map((error) => ({
    name: `a bug (${String(error)}): back-off, Ready Unknown, and the log has what the status does not tell`,
    ending: failed(error),
    outcome: {
      requeue: { kind: 'backoff' as const },
      ready: { status: 'Unknown', reason: 'InternalError', message: expect.not.stringContaining('undefined') } as never,
      progress: 'Reconciling' as const,
      reason: 'InternalError' as const,
      logLevel: 'error' as const,
    },
  })),
])('$name', ({ ending, outcome }) => {
  expect(toOutcome(ending, someTimes({ recheckMs: 3_600_000 }))).toMatchObject(outcome);
});
