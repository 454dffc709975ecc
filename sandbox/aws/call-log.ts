import type { ServiceName } from './operation.ts';

/** One call as the emulator met it. */
export interface LoggedCall {
  readonly sequence: number;
  /** Milliseconds since 1970 on the emulator's clock. */
  readonly time: number;
  readonly service: ServiceName;
  /** Operation name; `METHOD /path` or the Action for what the emulator does not know. */
  readonly operation: string;
  readonly kind: 'read' | 'write';
  /** Empty when the signature did not tell. */
  readonly accountId: string;
  readonly region: string;
  /** The status the caller was given; 0 when the connection broke instead. */
  readonly status: number;
  readonly code?: string;
  readonly resourceId?: string;
  /** True when the state was changed by it (so far: a late application comes as a mutation of its own). */
  readonly applied: boolean;
}

/** A change of state that was just applied. */
export interface Mutation {
  readonly time: number;
  readonly service: ServiceName;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly resourceId?: string;
}
