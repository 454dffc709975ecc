import { describe, expect, test } from '@jest/globals';
import { createCalls } from '../../src/aws/calls.ts';
import { StoppedError } from '../../src/errors.ts';
import { sdkError } from './sdk-error.ts';

const { signal } = new AbortController();

/** Calls of a service that answers at once, with what was counted and sent. */
function someCalls({ mayWrite = true } = {}) {
  const finished: object[] = [];
  const sent: string[] = [];
  let nowMs = 1_000;
  const calls = createCalls('apigateway', {
    metrics: { awsRequestFinished: (request) => void finished.push(request) },
    now: () => nowMs,
    mayWrite: () => mayWrite,
  });
  const answer =
    <Output>(name: string, output: Output) =>
    (options: { abortSignal: AbortSignal }): Promise<Output> => {
      sent.push(name);
      nowMs += 250;
      expect(options.abortSignal).toBe(signal);
      return output instanceof Error ? Promise.reject(output) : Promise.resolve(output);
    };
  return { calls, answer, finished, sent };
}

test('every call is counted with its time and code, whether it works or not', async () => {
  const { calls, answer, finished } = someCalls();
  await calls.read('GetRestApi', signal, answer('read', { id: 'a' }));
  await calls.write('CreateRestApi', signal, answer('write', { id: 'a' }));
  await calls.readIfExists('GetStage', signal, answer('none', sdkError('NotFoundException', 404)));
  await expect(
    calls.write('PutRestApi', signal, answer('bad', sdkError('BadRequestException', 400))),
  ).rejects.toThrow();
  expect(finished).toEqual([
    { service: 'apigateway', operation: 'GetRestApi', code: '200', durationMs: 250 },
    { service: 'apigateway', operation: 'CreateRestApi', code: '200', durationMs: 250 },
    { service: 'apigateway', operation: 'GetStage', code: 'NotFoundException', durationMs: 250 },
    { service: 'apigateway', operation: 'PutRestApi', code: 'BadRequestException', durationMs: 250 },
  ]);
});

describe('what does not exist', () => {
  const gone = sdkError('NotFoundException', 404, 'Invalid API identifier specified');

  test('is undefined for a read that allows it', async () => {
    const { calls, answer } = someCalls();
    expect(await calls.readIfExists('GetRestApi', signal, answer('read', gone))).toBeUndefined();
  });

  test('counts as removed', async () => {
    const { calls, answer } = someCalls();
    await expect(calls.remove('DeleteRestApi', signal, answer('remove', gone))).resolves.toBeUndefined();
  });

  test.each(['read', 'write'] as const)('fails a %s, and the next pass plans anew', async (kind) => {
    const { calls, answer } = someCalls();
    await expect(calls[kind]('PutRestApi', signal, answer('put', gone))).rejects.toMatchObject({
      name: 'RetryableError',
      message: 'PutRestApi: Invalid API identifier specified',
    });
  });
});

test.each(['read', 'readIfExists', 'write', 'remove'] as const)('%s: other failures become our kinds', async (kind) => {
  const { calls, answer } = someCalls();
  const failing = answer('failing', sdkError('TooManyRequestsException', 429));
  await expect(calls[kind]('Any', signal, failing)).rejects.toMatchObject({ name: 'RetryableError', during: 'Any' });
});

describe('a process that does not lead', () => {
  test.each(['write', 'remove'] as const)('sends no %s', async (kind) => {
    const { calls, answer, sent, finished } = someCalls({ mayWrite: false });
    await expect(calls[kind]('DeleteRestApi', signal, answer('write', {}))).rejects.toThrow(StoppedError);
    expect([sent, finished]).toEqual([[], []]);
  });

  test.each(['read', 'readIfExists'] as const)('may still %s', async (kind) => {
    const { calls, answer } = someCalls({ mayWrite: false });
    expect(await calls[kind]('GetRestApi', signal, answer('read', { id: 'a' }))).toEqual({ id: 'a' });
  });
});
