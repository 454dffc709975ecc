/** Something in a document that keeps it from being used, where it stands and what to do about it. */
export interface DocumentProblem {
  /** JSON pointer; empty for the document as a whole. */
  readonly pointer: string;
  readonly message: string;
}

/** `paths`, `/orders/{id}` -> `/paths/~1orders~1{id}`. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function problemAt(path: readonly (string | number)[], message: string): DocumentProblem {
  return { pointer: pointerOf(path), message };
}
