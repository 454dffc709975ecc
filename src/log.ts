import pino from 'pino';
import type { Logger } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One JSON object per line on standard output, with nothing in it that lets anybody in. */
export function createLogger({ level, version }: { level: LogLevel; version: string }): Logger {
  return pino({
    level,
    base: { version },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'authorization',
        'token',
        'secretAccessKey',
        'sessionToken',
        '*.authorization',
        '*.token',
        '*.secretAccessKey',
        '*.sessionToken',
        '*.headers.authorization',
      ],
      censor: '[redacted]',
    },
    serializers: { err: serializeError },
  });
}

/** Name, message, stack and causes: an AWS error also holds the request with its signature, which stays out. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) };
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
    ...(error.cause instanceof Error && { cause: serializeError(error.cause) }),
  };
}

/** When a signature does not match, AWS's text repeats the signed headers, and a session token is one of them. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/(x-amz-security-token[:=]\s*|bearer\s+|signature=)[^\s,'"&\\]+/giu, '$1[redacted]');
}
