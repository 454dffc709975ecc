import type { OperatorError } from '../errors.ts';
import type { DocumentReading } from '../openapi/read-document.ts';

/**
 * What this process knows beyond AWS and the status. Losing it costs time, never correctness: a new process waits out
 * the grace time of announced creations and looks again.
 */
export interface Memory {
  /** Creations announced by this process and not sent yet, with the time of the announcement, by role and key. */
  readonly unsentCreates: Map<string, number>;
  /** What keeps a shared resource from being made or removed, by its queue key. */
  readonly sharedProblems: Map<string, OperatorError>;
  /** When an object was last looked at successfully, in milliseconds since 1970, by its queue key. */
  readonly lastLookAtMs: Map<string, number>;
  /** OpenAPI documents that were read, by the hash of their text. */
  readonly documents: Map<string, DocumentReading>;
}

export function createMemory(): Memory {
  return { unsentCreates: new Map(), sharedProblems: new Map(), lastLookAtMs: new Map(), documents: new Map() };
}
