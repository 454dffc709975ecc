/** A valid document; the case overrides what it is about. */
export function aDocument(changes: object = {}): Record<string, unknown> {
  return {
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    'x-private-api-backend': 'orders',
    paths: { '/orders': { get: anOperation() } },
    ...changes,
  };
}

export function anOperation(changes: object = {}): object {
  return { responses: { 200: { description: 'Done' } }, ...changes };
}

/** One operation, and the rest of a document. */
export function withOperation(changes: object, rest: object = {}): Record<string, unknown> {
  return aDocument({ paths: { '/orders': { post: anOperation(changes) } }, ...rest });
}

/** `pointer: message` of everything that is wrong. */
export const told = (problems: readonly { pointer: string; message: string }[] | undefined): string[] =>
  (problems ?? []).map(({ pointer, message }) => `${pointer}: ${message}`);
