import { RetryableError, StoppedError } from '../errors.ts';
import { isNotFound, toOperatorError } from './errors.ts';

/** Counts and times every call by service, operation and code. */
export interface AwsCallMetrics {
  awsRequestFinished(request: { service: string; operation: string; code: string; durationMs: number }): void;
}

export interface CallOptions {
  readonly metrics: AwsCallMetrics;
  readonly now: () => number;
  /** False as soon as this process may not write any more: it lost the lease. */
  readonly mayWrite: () => boolean;
}

/** Sends one request through an SDK client: `(options) => client.send(new GetRestApiCommand(...), options)`. */
type Send<Output> = (options: { abortSignal: AbortSignal }) => Promise<Output>;

export interface Calls {
  read<Output>(operation: string, signal: AbortSignal, send: Send<Output>): Promise<Output>;
  /** As `read`, with `undefined` for what does not exist. */
  readIfExists<Output>(operation: string, signal: AbortSignal, send: Send<Output>): Promise<Output | undefined>;
  write<Output>(operation: string, signal: AbortSignal, send: Send<Output>): Promise<Output>;
  /** As `write`; what is gone already counts as deleted. */
  remove(operation: string, signal: AbortSignal, send: Send<unknown>): Promise<void>;
}

/** One way to call a service, so that fencing, errors and metrics are the same for every operation. */
export function createCalls(service: string, { metrics, now, mayWrite }: CallOptions): Calls {
  async function attempt<Output>(operation: string, signal: AbortSignal, send: Send<Output>): Promise<Output> {
    const startedAt = now();
    const observe = (code: string) =>
      metrics.awsRequestFinished({ service, operation, code, durationMs: now() - startedAt });
    try {
      const output = await send({ abortSignal: signal });
      observe('200');
      return output;
    } catch (error) {
      observe((error as Error).name);
      throw error;
    }
  }

  async function explained<Output>(operation: string, signal: AbortSignal, send: Send<Output>): Promise<Output> {
    try {
      return await attempt(operation, signal, send);
    } catch (error) {
      throw toOperatorError(error, operation, signal);
    }
  }

  async function unlessGone<Output>(
    operation: string,
    signal: AbortSignal,
    send: Send<Output>,
  ): Promise<Output | undefined> {
    try {
      return await attempt(operation, signal, send);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw toOperatorError(error, operation, signal);
    }
  }

  function checkFence(operation: string, signal: AbortSignal): void {
    // A write that is past this line may land after the lease is lost; the grace time of creates makes that harmless.
    if (!mayWrite()) throw new StoppedError('this process does not lead any more');
    if (!signal.aborted) return;
    throw new RetryableError({
      reason: 'AwsUnavailable',
      message: `${operation} was not sent: the time of the pass was over`,
      during: operation,
    });
  }

  return {
    read: explained,
    readIfExists: unlessGone,
    write: async (operation, signal, send) => {
      checkFence(operation, signal);
      return await explained(operation, signal, send);
    },
    remove: async (operation, signal, send) => {
      checkFence(operation, signal);
      await unlessGone(operation, signal, send);
    },
  };
}
