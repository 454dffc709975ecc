/** A refusal as AWS words it. Each protocol's writer turns it into JSON or XML. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const badRequest = (message: string) => new AwsError(400, 'BadRequestException', message);
export const notFound = (message: string) => new AwsError(404, 'NotFoundException', message);
export const conflict = (message: string) => new AwsError(409, 'ConflictException', message);

/** A quota refusal carries no Retry-After; that is how clients tell it from throttling. */
export const limitExceeded = (message: string) => new AwsError(429, 'LimitExceededException', message);

/** The text API Gateway puts before constraint violations of its service model, several joined. */
export function validationError(violations: readonly string[]): AwsError {
  const noun = violations.length === 1 ? 'error' : 'errors';
  return new AwsError(
    400,
    'ValidationException',
    `${violations.length} validation ${noun} detected: ${violations.join('; ')}`,
  );
}

export const violation = (value: string, at: string, constraint: string) =>
  `Value '${value}' at '${at}' failed to satisfy constraint: ${constraint}`;
