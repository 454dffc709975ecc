import { describe, expect, test } from '@jest/globals';
import { isNotFound, toOperatorError } from '../../src/aws/errors.ts';
import type { OperatorError } from '../../src/errors.ts';
import { sdkError } from './sdk-error.ts';

const running = new AbortController().signal;
const during = 'CreateVpcLink';
const become = (error: unknown, signal = running) => toOperatorError(error, during, signal);

describe('each name becomes its kind', () => {
  const retried = { name: 'RetryableError' };
  const terminal = { name: 'TerminalError' };
  const kinds = [
    {
      kind: { ...retried, reason: 'AwsThrottled', outcomeUnknown: false },
      names: [
        'TooManyRequestsException',
        'Throttling',
        'ThrottlingException',
        'ThrottledException',
        'RequestLimitExceeded',
        'RequestThrottled',
      ],
    },
    {
      kind: { ...terminal, reason: 'AwsAccessDenied' },
      names: [
        'AccessDenied',
        'AccessDeniedException',
        'UnauthorizedException',
        'UnauthorizedOperation',
        'AuthFailure',
        'OptInRequired',
        'InvalidClientTokenId',
        'UnrecognizedClientException',
        'InvalidSignatureException',
        'SignatureDoesNotMatch',
        'MissingAuthenticationTokenException',
      ],
    },
    {
      kind: { ...retried, reason: 'AwsAccessDenied', outcomeUnknown: false },
      names: ['ExpiredToken', 'ExpiredTokenException', 'CredentialsProviderError', 'TokenProviderError'],
    },
    {
      kind: { ...terminal, reason: 'QuotaExceeded' },
      names: [
        'LimitExceededException',
        'ServiceQuotaExceededException',
        'SecurityGroupLimitExceeded',
        'RulesPerSecurityGroupLimitExceeded',
        'SecurityGroupsPerInterfaceLimitExceeded',
        'VpcEndpointLimitExceeded',
      ],
    },
    {
      kind: { ...retried, reason: 'AwsRefused', outcomeUnknown: false },
      names: [
        'ConflictException',
        'InvalidGroup.Duplicate',
        'InvalidPermission.Duplicate',
        'InvalidPermission.NotFound',
        'IncorrectState',
      ],
    },
    {
      kind: { ...retried, reason: 'DeletionBlocked', outcomeUnknown: false },
      names: ['DependencyViolation', 'InvalidGroup.InUse'],
    },
    {
      kind: { ...retried, reason: 'AwsRefused', outcomeUnknown: false },
      names: [
        'NotFoundException',
        'LoadBalancerNotFound',
        'LoadBalancerNotFoundException',
        'InvalidGroup.NotFound',
        'InvalidSecurityGroupID.NotFound',
        'InvalidVpcEndpointId.NotFound',
        'InvalidVpcEndpoint.NotFound',
      ],
    },
    {
      kind: { ...retried, reason: 'AwsUnavailable', outcomeUnknown: true },
      names: ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
    },
    {
      kind: { ...terminal, reason: 'AwsRefused' },
      names: ['BadRequestException', 'ValidationError', 'InvalidParameter'],
    },
  ];
  test.each(
    kinds.flatMap(({ kind, names }) => names.map((name) => ({ name, kind, becomes: `${kind.name} ${kind.reason}` }))),
  )('$name: $becomes', ({ name, kind }) => {
    const status = name.includes('NotFound') ? 404 : name.startsWith('Time') ? undefined : 400;
    expect(become(sdkError(name, status))).toMatchObject({ ...kind, during });
  });

  test.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ])('a lost network (%s): nobody knows whether the call took effect', (code) => {
    const error = become(sdkError('Error', undefined, `connect ${code} 10.0.0.1:443`, { code }));
    expect(error).toMatchObject({ name: 'RetryableError', reason: 'AwsUnavailable', outcomeUnknown: true });
    expect(error.message).toBe(`CreateVpcLink got no usable answer from AWS (${code})`);
  });

  test.each([500, 502, 503, 504])('status %d: nobody knows whether the call took effect', (status) => {
    expect(become(sdkError('InternalFailure', status))).toMatchObject({ name: 'RetryableError', outcomeUnknown: true });
  });

  test('status 429 is throttling whatever its name', () => {
    expect(become(sdkError('Unknown', 429))).toMatchObject({ name: 'RetryableError', reason: 'AwsThrottled' });
  });

  test('throttling that EC2 answers with status 503 is throttling', () => {
    expect(become(sdkError('RequestLimitExceeded', 503))).toMatchObject({
      reason: 'AwsThrottled',
      outcomeUnknown: false,
    });
  });

  test('an answer that cannot be read says nothing about the call', () => {
    const error = become(sdkError('SyntaxError', 200, 'Unexpected token < in JSON'));
    expect(error).toMatchObject({ name: 'RetryableError', reason: 'AwsUnavailable', outcomeUnknown: true });
    expect(error.message).toBe('the answer to CreateVpcLink could not be read');
  });
});

describe('a time that AWS asks for', () => {
  test.each([
    ['TooManyRequestsException', '7', 7_000],
    ['TooManyRequestsException', '0.5', 500],
    ['TooManyRequestsException', undefined, undefined],
    ['TooManyRequestsException', 'soon', undefined],
    ['TooManyRequestsException', '-1', undefined],
    ['LimitExceededException', '2', 2_000],
  ])('%s with %s: at least %s ms', (name, retryAfterSeconds, afterMs) => {
    expect(become(sdkError(name, 429, 'Slow down', { retryAfterSeconds }))).toMatchObject({
      name: 'RetryableError',
      reason: 'AwsThrottled',
      afterMs,
    });
  });
});

describe('one name for several causes: told apart by anchored text', () => {
  test.each([
    {
      text: 'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
      becomes: { name: 'TerminalError', reason: 'PolicyRejected', condition: 'PolicyApplied' },
    },
    {
      text: "Private REST API doesn't have a resource policy attached to it",
      becomes: { name: 'RetryableError', reason: 'PolicyRejected', condition: 'PolicyApplied' },
    },
    {
      text: "Cannot delete vpc link. Vpc link 'abc123', is referenced in [GET:a1b2c3d4e5:prod] in format of [Method:Resource:Stage].",
      becomes: { name: 'TerminalError', reason: 'DeletionBlocked', condition: 'BackendsReady' },
    },
    {
      text: 'Active stages pointing to this deployment must be moved or deleted',
      becomes: { name: 'RetryableError', reason: 'DeletionBlocked', condition: 'Deployed' },
    },
  ])('$text', ({ text, becomes }) => {
    expect(become(sdkError('BadRequestException', 400, text))).toMatchObject(becomes);
    const quoted = become(sdkError('BadRequestException', 400, `The description '${text}' is not allowed`));
    expect(quoted).toMatchObject({ name: 'TerminalError', reason: 'AwsRefused' });
    expect((quoted as OperatorError).condition).toBeUndefined();
  });

  test.each(['Something new', '', 'invalid policy document.'])(
    'text it does not know (%j): someone has to look',
    (text) => {
      expect(become(sdkError('BadRequestException', 400, text))).toMatchObject({
        name: 'TerminalError',
        reason: 'AwsRefused',
      });
    },
  );
});

describe('what is absent', () => {
  test.each([
    ['by name', sdkError('NotFoundException', 404), true],
    ['by status, without a name', sdkError('UnknownError', 404), true],
    ['a load balancer, which answers 400', sdkError('LoadBalancerNotFound', 400), true],
    ['an operation that the endpoint does not know', sdkError('UnknownOperationException', 404), false],
    ['anything else', sdkError('BadRequestException', 400), false],
    ['an error of ours', new TypeError('x is undefined'), false],
  ])('%s', (_name, error, absent) => {
    expect(isNotFound(error)).toBe(absent);
  });
});

describe('the end of a pass', () => {
  test('cuts calls short, whatever they fail with, and a write may have taken effect', () => {
    const aborted = AbortSignal.abort(new Error('deadline'));
    for (const error of [sdkError('AbortError', undefined), sdkError('TooManyRequestsException', 429)]) {
      expect(become(error, aborted)).toMatchObject({
        name: 'RetryableError',
        reason: 'AwsUnavailable',
        outcomeUnknown: true,
        message: 'CreateVpcLink did not end in the time of one pass',
      });
    }
  });
});

describe('everything else is a bug and stays what it is', () => {
  test.each([
    new TypeError('x is undefined'),
    new RangeError('out of range'),
    sdkError('Error', undefined, 'unable to verify the first certificate', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
  ])('%s', (error) => {
    expect(become(error)).toBe(error);
  });

  test('what is no error becomes one', () => {
    expect(become('a text')).toEqual(new Error('a text'));
  });
});
