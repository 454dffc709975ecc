/** An error as the AWS SDK throws it for an answer with this status. */
export function sdkError(
  name: string,
  status: number | undefined,
  message = 'It did not work.',
  more: Record<string, unknown> = {},
): Error {
  const $metadata = status === undefined ? { attempts: 1 } : { httpStatusCode: status, attempts: 1 };
  return Object.assign(new Error(message), { name, $metadata, ...more });
}
