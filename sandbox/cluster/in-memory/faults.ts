import { ConnectionLost } from '../../http.ts';
import { StatusError } from './status-error.ts';

/** Verbs as RBAC names them. */
export type WriteVerb = 'create' | 'update' | 'patch' | 'delete';
export type Verb = 'get' | 'list' | 'watch' | WriteVerb;

/** One request, as the log keeps it. */
export interface RequestLogEntry {
  readonly verb: Verb;
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** True when the request asks for a change. */
  readonly write: boolean;
}

export type Refusal =
  | 'connectionLost'
  | 'internalError'
  | 'tooManyRequests'
  | 'forbidden'
  | 'conflict'
  | 'notFound'
  /** No answer at all until the caller gives up. */
  | 'silence';

/** A fault at the nth request (1 is the next) that has all the named properties. */
export interface Fault {
  readonly verb?: Verb;
  readonly resource?: string;
  readonly subresource?: string;
  readonly write?: boolean;
  readonly nth?: number;
  /** `before`: refused, nothing happened. `after`: carried out, but the answer is this. */
  readonly when: 'before' | 'after';
  readonly refusal: Refusal;
  /** For tooManyRequests; default 1. */
  readonly retryAfterSeconds?: number;
}

/** Faults that are placed but have not yet struck. */
export class FaultPlan {
  readonly #pending: { fault: Fault; remaining: number }[] = [];

  place(fault: Fault): void {
    this.#pending.push({ fault, remaining: fault.nth ?? 1 });
  }

  /** Number of placed faults that have not struck: a test of faults checks that it is 0 in the end. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /** The fault for this request, which is thereby used up. */
  take(entry: RequestLogEntry): Fault | undefined {
    const matching = this.#pending.filter(({ fault }) => matches(fault, entry));
    for (const placed of matching) placed.remaining -= 1;
    const struck = matching.find(({ remaining }) => remaining <= 0);
    if (!struck) return undefined;
    this.#pending.splice(this.#pending.indexOf(struck), 1);
    return struck.fault;
  }
}

function matches(fault: Fault, entry: RequestLogEntry): boolean {
  return (['verb', 'resource', 'subresource', 'write'] as const).every(
    (property) => fault[property] === undefined || fault[property] === entry[property],
  );
}

/** @throws what the fault says the caller sees. */
export async function strike(fault: Fault, entry: RequestLogEntry, signal: AbortSignal): Promise<never> {
  const name = entry.name ?? '';
  switch (fault.refusal) {
    case 'connectionLost':
      throw new ConnectionLost('connection reset');
    case 'silence':
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      throw new ConnectionLost('the caller gave up');
    case 'internalError':
      throw new StatusError(500, 'InternalError', 'Internal error occurred: placed fault');
    case 'tooManyRequests': {
      const retryAfterSeconds = fault.retryAfterSeconds ?? 1;
      const details = { retryAfterSeconds };
      const message = 'Too many requests, please try again later.';
      throw new StatusError(429, 'TooManyRequests', message, details, retryAfterSeconds);
    }
    case 'forbidden':
      throw new StatusError(403, 'Forbidden', `${entry.resource} "${name}" is forbidden: placed fault`);
    case 'conflict':
      throw new StatusError(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${entry.resource} "${name}": placed fault`,
      );
    case 'notFound':
      throw new StatusError(404, 'NotFound', `${entry.resource} "${name}" not found`);
  }
}
