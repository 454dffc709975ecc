import { restApisRefusals } from './refusals/rest-apis.ts';
import { methodsRefusals } from './refusals/methods.ts';
import { deploymentsRefusals } from './refusals/deployments.ts';
import { lambdaRefusals } from './refusals/lambda.ts';
import { servicesRefusals } from './refusals/services.ts';

/** A refusal the emulator knows, as AWS gives it. */
export interface RefusalRow {
  readonly operation: string;
  readonly situation: string;
  readonly status: number;
  readonly code: string;
  /** `{...}` stands for what differs from call to call. */
  readonly message: string;
  /** Where it is known from: `recorded` is an answer recorded from AWS, `text not confirmed` has only the code known. */
  readonly source: string;
}

const STATUS: Readonly<Record<string, number>> = {
  BadRequestException: 400,
  ValidationException: 400,
  SerializationException: 400,
  NotFoundException: 404,
  ConflictException: 409,
  LimitExceededException: 429,
  TooManyRequestsException: 429,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  AuthFailure: 401,
  NotImplemented: 501,
};

/** CloudWatch Logs answers 400 to codes for which Lambda has a status of their own. */
const LAMBDA_STATUS: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
};

const rows = {
  ...restApisRefusals,
  ...methodsRefusals,
  ...deploymentsRefusals,
  ...servicesRefusals,
  ...lambdaRefusals,
};

/** Every refusal by operation and situation; a test provokes each, and the documentation lists them. */
export const refusalRows: readonly RefusalRow[] = Object.entries(rows).flatMap(([operation, list]) =>
  list.map(([situation, code, message, source]) => ({
    operation,
    situation,
    status: (operation in lambdaRefusals ? LAMBDA_STATUS : STATUS)[code] ?? 400,
    code,
    message,
    source,
  })),
);

/** The table of the documentation, in Markdown. */
export function refusalTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('\t', '').trim();
  const lines = refusalRows.map(
    ({ operation, situation, status, code, message, source }) =>
      `| ${[operation, situation, `${status} ${code}`, `\`${cell(message)}\``, source].join(' | ')} |`,
  );
  return ['| Operation | Situation | Answer | Text | Known from |', '| --- | --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}
