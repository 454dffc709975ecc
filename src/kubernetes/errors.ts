/** A refusal by the API server, or (status 0) no answer from it. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  /** HTTP status; 0 when the connection was lost and nobody knows what the server did. */
  readonly status: number;
  /** `Status.reason` of the API server, such as `NotFound`; `ConnectionLost` without an answer. */
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
  /** Fields that validation names (`Status.details.causes`); empty for everything that is not about a field. */
  readonly fields: readonly string[];

  constructor(
    status: number,
    reason: string,
    message: string,
    options: { retryAfterMs?: number | undefined; fields?: readonly string[]; cause?: unknown } = {},
  ) {
    super(trim(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields ?? [];
  }
}

/** A watch sent something that is not a watch event. The reader lists again: a new watch might send the same for ever. */
export class UndecodableWatchError extends Error {
  override readonly name = 'UndecodableWatchError';
}

const LONGEST_MESSAGE = 1000;

function trim(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}...`;
}

type WithStatus<S extends number> = KubernetesError & { readonly status: S };

const hasStatus = <S extends number>(error: unknown, status: S): error is WithStatus<S> =>
  error instanceof KubernetesError && error.status === status;

export const isNotFound = (error: unknown): error is WithStatus<404> => hasStatus(error, 404);
/** 409: the object changed, exists already, or a field belongs to another manager. */
export const isConflict = (error: unknown): error is WithStatus<409> => hasStatus(error, 409);
/** 410: the resourceVersion or continue token is older than the server's memory. */
export const isGone = (error: unknown): error is WithStatus<410> => hasStatus(error, 410);
/** 422: validation, or a `test` of a JSON patch that did not hold. */
export const isInvalid = (error: unknown): error is WithStatus<422> => hasStatus(error, 422);
export const isForbidden = (error: unknown): error is WithStatus<403> => hasStatus(error, 403);
export const isTooManyRequests = (error: unknown): error is WithStatus<429> => hasStatus(error, 429);
/** No answer: nobody knows what the server did. */
export const isConnectionLost = (error: unknown): error is WithStatus<0> => hasStatus(error, 0);

interface Status {
  reason?: string;
  message?: string;
  code?: number;
  details?: { retryAfterSeconds?: number; causes?: { field?: string }[] };
}

/**
 * The error for an answer of the API server. The body is usually a `Status`, but a proxy may answer HTML.
 *
 * @param retryAfter the `Retry-After` header, in seconds.
 */
export function errorFromStatus(httpStatus: number, body: unknown, retryAfter?: string): KubernetesError {
  const status: Status = typeof body === 'object' && body !== null ? body : {};
  const retryAfterSeconds = Number(retryAfter ?? status.details?.retryAfterSeconds ?? Number.NaN);
  const code = httpStatus === 0 || httpStatus === 200 ? (status.code ?? 500) : httpStatus;
  return new KubernetesError(
    code,
    status.reason ?? `Http${code}`,
    status.message ?? (typeof body === 'string' && body !== '' ? body : `the API server answered ${code}`),
    {
      retryAfterMs: retryAfterSeconds >= 0 ? retryAfterSeconds * 1000 : undefined,
      fields: (status.details?.causes ?? []).flatMap((cause) => cause.field ?? []),
    },
  );
}
