import { AwsError } from './aws-error.ts';

/** What a placed fault does to the call it meets. */
export type Fault =
  /** Applied, then the connection breaks: the caller cannot know. */
  | { readonly kind: 'answerLost' }
  /** The connection breaks now, and the call is applied after `delayMs` all the same. */
  | { readonly kind: 'appliedLate'; readonly delayMs: number }
  /** The connection breaks and nothing is applied. */
  | { readonly kind: 'requestLost' }
  /** Refused, nothing applied. */
  | ({ readonly kind: 'refused' } & Refusal)
  /** Applied, then answered with an error (a 5xx after the write went through). */
  | ({ readonly kind: 'appliedThenRefused' } & Refusal)
  /** The answer waits until the test releases it. */
  | { readonly kind: 'hold'; readonly apply: 'beforeHold' | 'atRelease' }
  /** Applied and answered, but what was created stays NotFound and out of lists for `lagMs`. */
  | { readonly kind: 'lag'; readonly lagMs: number };

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export interface Placement {
  /** Operation name, such as `CreateRestApi`; `*` for any write. */
  readonly operation: string;
  /** Counted from now, starting at 1; `every` for each call until removed. */
  readonly occurrence: number | 'every';
  readonly fault: Fault;
}

export interface PlacedFault {
  /** How many calls it met so far. */
  readonly met: number;
  /** Resolves when it first meets a call: for `hold`, when the answer waits. */
  readonly reached: Promise<void>;
  /** Lets a held answer go, now or when it will be reached. */
  release(): void;
  remove(): void;
}

export interface Faults {
  place(placement: Placement): PlacedFault;
  /** Forgets all faults and releases what is held. */
  clear(): void;
}

/** What the emulator asks for each call: the fault placed on it, if any, and when a hold on it ends. */
export interface MetFault {
  readonly fault: Fault;
  readonly released: Promise<void>;
  reach(): void;
}

export function createFaults(): Faults & { meet(operation: string, kind: 'read' | 'write'): MetFault | undefined } {
  const placed = new Set<Placed>();
  return {
    place(placement) {
      const fault = new Placed(placement, (gone) => placed.delete(gone));
      placed.add(fault);
      return fault;
    },
    clear() {
      for (const fault of placed) fault.remove();
    },
    meet(operation, kind) {
      // Every placement counts the call, so that two faults on one operation do not shift each other.
      const met = [...placed].filter((fault) => fault.counts(operation, kind));
      return met[0];
    },
  };
}

class Placed implements PlacedFault, MetFault {
  met = 0;
  readonly fault: Fault;
  readonly reached: Promise<void>;
  readonly released: Promise<void>;
  readonly #placement: Placement;
  readonly #onGone: (gone: Placed) => void;
  #seen = 0;
  #reach!: () => void;
  #release!: () => void;

  constructor(placement: Placement, onGone: (gone: Placed) => void) {
    this.#placement = placement;
    this.#onGone = onGone;
    this.fault = placement.fault;
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    this.released = new Promise((resolve) => (this.#release = resolve));
  }

  /** Counts a call of the placed operation; true when it is the one the fault is placed on. */
  counts(operation: string, kind: 'read' | 'write'): boolean {
    const { operation: wanted, occurrence } = this.#placement;
    if (wanted !== operation && !(wanted === '*' && kind === 'write')) return false;
    this.#seen += 1;
    if (occurrence !== 'every' && this.#seen !== occurrence) return false;
    if (occurrence !== 'every') this.#onGone(this);
    this.met += 1;
    return true;
  }

  reach(): void {
    this.#reach();
  }

  release(): void {
    this.#release();
  }

  remove(): void {
    this.#release();
    this.#onGone(this);
  }
}

export const asError = (refusal: Refusal) =>
  new AwsError(refusal.status, refusal.code, refusal.message, refusal.retryAfterSeconds);
