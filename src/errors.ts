/**
 * Three kinds of failure, told apart by what has to happen next. `reconcile/outcome.ts` is the only place that turns
 * a kind into behaviour; everything that is not one of these is a bug.
 */
export interface ErrorDetails {
  /** One PascalCase word, see `api/reasons.ts`. */
  readonly reason: string;
  /** For the person who wrote the object: names the AWS id and the remedy, holds no secrets and no request ids. */
  readonly message: string;
  /** What was being done, for the log: `CreateRestApi`. */
  readonly during?: string;
  readonly cause?: unknown;
  /** The condition that answers False because of it. */
  readonly condition?: 'EndpointReady' | 'BackendsReady' | 'PolicyApplied' | 'Deployed' | 'DomainReady';
}

export abstract class OperatorError extends Error {
  readonly reason: string;
  readonly during: string | undefined;
  readonly condition: ErrorDetails['condition'];

  constructor(details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.reason = details.reason;
    this.during = details.during;
    this.condition = details.condition;
  }
}

/** Nothing is wrong, something is not ready: look again after `afterMs`. */
export class WaitingError extends OperatorError {
  override readonly name = 'WaitingError';
  readonly afterMs: number;

  constructor(details: ErrorDetails & { afterMs: number }) {
    super(details);
    this.afterMs = details.afterMs;
  }
}

/** It failed and may work later without help: back off, at least `afterMs` when the other side asked for it. */
export class RetryableError extends OperatorError {
  override readonly name = 'RetryableError';
  readonly afterMs: number | undefined;
  /**
   * True when nobody knows whether the call took effect: its answer was lost or was a server error. A create that
   * ended so may still appear.
   */
  readonly outcomeUnknown: boolean;

  constructor(details: ErrorDetails & { afterMs?: number | undefined; outcomeUnknown?: boolean }) {
    super(details);
    this.afterMs = details.afterMs;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
  }
}

/** Someone has to change something (the spec, a permission, a quota): say what, look again slowly. */
export class TerminalError extends OperatorError {
  override readonly name = 'TerminalError';
}

/** The pass must end without a trace: the process stops or no longer leads. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
