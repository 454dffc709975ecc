import type { JsonObject } from './json.ts';
import type { ResourceKind } from './resource-kind.ts';

export interface Cause extends JsonObject {
  reason: string;
  message: string;
  field: string;
}

/** A refusal as the API server words it: the `Status` object that is the body of the answer. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: JsonObject & { code: number };
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject, retryAfterSeconds?: number) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `privateapis.privateapi.dev`, or `configmaps` in the core group: how refusals name a resource. */
export function qualifiedResource(kind: ResourceKind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

function details(kind: ResourceKind, name: string): JsonObject {
  return { name, ...(kind.group !== '' && { group: kind.group }), kind: kind.plural };
}

export function notFound(kind: ResourceKind, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${qualifiedResource(kind)} "${name}" not found`, details(kind, name));
}

export function alreadyExists(kind: ResourceKind, name: string): StatusError {
  const message = `${qualifiedResource(kind)} "${name}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, details(kind, name));
}

export function conflict(kind: ResourceKind, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(kind)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, details(kind, name));
}

/** A delete whose preconditions do not hold: the only conflict that names the kind, not the resource. */
export function preconditionFailed(kind: ResourceKind, name: string, why: string): StatusError {
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `Operation cannot be fulfilled on ${qualified} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, { ...details(kind, name), kind: kind.kind });
}

export const objectWasModified =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 422 with one cause for each field that is wrong. */
export function invalid(kind: ResourceKind, name: string, causes: readonly Cause[], named = kind.kind): StatusError {
  const group = kind.refusalGroup ?? kind.group;
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const qualifiedKind = group === '' ? named : `${named}.${group}`;
  return new StatusError(422, 'Invalid', `${qualifiedKind} "${name}" is invalid: ${text}`, {
    ...(name !== '' && { name }),
    ...(group !== '' && { group }),
    kind: named,
    causes: [...causes],
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

/** A patch that parses but cannot be carried out, such as a JSON patch whose `test` fails: the server does not say why. */
export function patchRejected(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** An error of the server's own making where one would expect a refusal: 500 without a reason. */
export function serverError(message: string): StatusError {
  return new StatusError(500, '', message);
}
