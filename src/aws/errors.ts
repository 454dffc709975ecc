import type { OperatorError } from '../errors.ts';
import { RetryableError, TerminalError } from '../errors.ts';
import type { Reason } from '../api/reasons.ts';

/**
 * AWS's names and codes become our three kinds here and nowhere else. Names come first; where AWS uses one name for
 * several causes, `badRequests` tells them apart by anchored text, and text it does not know takes the safe kind.
 */
const throttled = new Set([
  'TooManyRequestsException',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
]);
const denied = new Set([
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
]);
/** Credentials that ran out or could not be had: the next try reads them anew. */
const withoutCredentials = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
  'TokenProviderError',
]);
/** PolicyLengthExceededException: of a Lambda function, whose policy holds 20 KB. */
const quotas = new Set([
  'LimitExceededException',
  'ServiceQuotaExceededException',
  'PolicyLengthExceededException',
  'SecurityGroupLimitExceeded',
  'RulesPerSecurityGroupLimitExceeded',
  'SecurityGroupsPerInterfaceLimitExceeded',
  'VpcEndpointLimitExceeded',
]);
// Made, changed or removed by somebody else since it was looked at: the next pass looks again and plans anew.
const concurrent = new Set([
  'ConflictException',
  'ResourceAlreadyExistsException',
  'OperationAbortedException',
  'ResourceConflictException',
  'InvalidGroup.Duplicate',
  'InvalidPermission.Duplicate',
  'InvalidPermission.NotFound',
  'IncorrectState',
]);
/** EC2 deletes nothing that something else uses. */
const inUse = new Set(['DependencyViolation', 'InvalidGroup.InUse']);
const notFound = new Set([
  'NotFoundException',
  'ResourceNotFoundException',
  'LoadBalancerNotFound',
  'LoadBalancerNotFoundException',
  'InvalidGroup.NotFound',
  'InvalidSecurityGroupID.NotFound',
  'InvalidVpcEndpointId.NotFound',
  'InvalidVpcEndpoint.NotFound',
]);
const networkCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const timeoutNames = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);

interface BadRequest {
  readonly text: RegExp;
  readonly reason: Reason;
  readonly condition: 'BackendsReady' | 'PolicyApplied' | 'Deployed';
  /** Whether trying again without a change can help. */
  readonly retry: boolean;
  /** What AWS's text leaves open. */
  readonly remedy?: string;
  readonly source: string;
}

const badRequests: readonly BadRequest[] = [
  {
    text: /^Invalid policy document\./u,
    reason: 'PolicyRejected',
    condition: 'PolicyApplied',
    retry: false,
    source: 'hashicorp/terraform-provider-aws #29392',
  },
  {
    text: /^Private REST API doesn't have a resource policy attached to it/u,
    reason: 'PolicyRejected',
    condition: 'PolicyApplied',
    retry: true,
    source: 'hashicorp/terraform-provider-aws #14290',
  },
  {
    text: /^Cannot delete vpc link\. Vpc link '[^']+', is referenced in /u,
    reason: 'DeletionBlocked',
    condition: 'BackendsReady',
    retry: false,
    source: 'klothoplatform/klotho #202, hashicorp/terraform #18392',
  },
  {
    text: /^There are too many Vpc Links defined for this account\./u,
    reason: 'QuotaExceeded',
    condition: 'BackendsReady',
    retry: false,
    remedy:
      'Raise the quota of V2 VPC links, remove links, or let more backends share one: links are shared by VPC, subnets and security groups',
    source: 'hashicorp/terraform-provider-aws PR #40500',
  },
  {
    text: /^Subnet '[^']+' is in Availability Zone '[^']+' where service is not available/u,
    reason: 'ZoneNotSupported',
    condition: 'BackendsReady',
    retry: false,
    source: 'aws/aws-cdk #13569',
  },
  {
    text: /^The specified KMS key does not exist or is not allowed to be used with /u,
    reason: 'LogKeyNotUsable',
    condition: 'Deployed',
    retry: false,
    source: 'hashicorp/terraform-provider-aws #29282, AccessDeniedException with status 400',
  },
  {
    text: /^The specified KMS Key Id could not be found\./u,
    reason: 'LogKeyNotUsable',
    condition: 'Deployed',
    retry: false,
    source: 'hashicorp/terraform #24194',
  },
  {
    text: /^CloudWatch Logs role ARN must be set in account settings to enable logging/u,
    reason: 'CloudWatchRoleMissing',
    condition: 'Deployed',
    retry: false,
    source: 'aws/aws-cdk #10878',
  },
  {
    text: /^Active stages pointing to this deployment must be moved or deleted/u,
    reason: 'DeletionBlocked',
    condition: 'Deployed',
    retry: true,
    source: 'recorded answer of DeleteDeployment',
  },
];

interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly retryAfterSeconds?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: unknown;
}

export function isNotFound(error: unknown): boolean {
  const { name, $metadata } = error as AwsError;
  // Some 404 answers carry no name (aws-controllers-k8s/community #1687).
  return notFound.has(name) || ($metadata?.httpStatusCode === 404 && name !== 'UnknownOperationException');
}

/** What went wrong during an AWS operation; errors that are not of AWS or the network are returned as they are: bugs. */
export function toOperatorError(error: unknown, during: string, signal: AbortSignal): OperatorError | Error {
  const { name, message, code, retryAfterSeconds, $metadata } = error as AwsError;
  const status = $metadata?.httpStatusCode;
  const text = cleanText(message);
  if (signal.aborted) {
    return new RetryableError({
      reason: 'AwsUnavailable',
      message: `${during} did not end in the time of one pass`,
      during,
      cause: error,
      outcomeUnknown: true,
    });
  }
  if (withoutCredentials.has(name)) {
    return new RetryableError({
      reason: 'AwsAccessDenied',
      message: `${during} had no usable AWS credentials; see the operator's service account and its role`,
      during,
      cause: error,
    });
  }
  const known = badRequests.find((row) => row.text.test(text));
  if (denied.has(name) && known === undefined) {
    return new TerminalError({
      reason: 'AwsAccessDenied',
      message: `${during} was refused: ${deniedAction(text)}`,
      during,
      cause: error,
    });
  }
  if (quotas.has(name) && retryAfterSeconds === undefined) {
    return new TerminalError({
      reason: 'QuotaExceeded',
      message: `${during} was refused: ${text.replace(/\.?$/u, '.')} Raise the quota or remove what is not needed`,
      during,
      cause: error,
    });
  }
  if (throttled.has(name) || quotas.has(name) || status === 429) {
    const afterMs = Number(retryAfterSeconds) > 0 ? Number(retryAfterSeconds) * 1000 : undefined;
    return new RetryableError({
      reason: 'AwsThrottled',
      message: `${during} was throttled by AWS`,
      during,
      cause: error,
      afterMs,
    });
  }
  if (concurrent.has(name)) {
    return new RetryableError({
      reason: 'AwsRefused',
      message: `${during} met another change: ${text}`,
      during,
      cause: error,
    });
  }
  if (inUse.has(name)) {
    return new RetryableError({
      reason: 'DeletionBlocked',
      message: `${during} was refused: ${text}`,
      during,
      cause: error,
    });
  }
  if (isNotFound(error)) {
    // The thing, or what holds it, went away since it was looked at: the next pass plans anew.
    return new RetryableError({ reason: 'AwsRefused', message: `${during}: ${text}`, during, cause: error });
  }
  if (timeoutNames.has(name) || networkCodes.has(code ?? '') || (status !== undefined && status >= 500)) {
    return new RetryableError({
      reason: 'AwsUnavailable',
      message: `${during} got no usable answer from AWS (${code ?? status ?? name})`,
      during,
      cause: error,
      outcomeUnknown: true,
    });
  }
  if (status !== undefined && status >= 400) return badRequest(known, text, during, error);
  // An answer that cannot be read: what it says about the call is unknown.
  if ($metadata !== undefined && status !== undefined) {
    return new RetryableError({
      reason: 'AwsUnavailable',
      message: `the answer to ${during} could not be read`,
      during,
      cause: error,
      outcomeUnknown: true,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function badRequest(known: BadRequest | undefined, text: string, during: string, cause: unknown): OperatorError {
  const details = {
    reason: known?.reason ?? 'AwsRefused',
    message: [`${during} was refused: ${text}`, known?.remedy ?? []].flat().join(' '),
    during,
    cause,
    ...(known && { condition: known.condition }),
  };
  return known?.retry ? new RetryableError(details) : new TerminalError(details);
}

/** Names the action, which is what the reader needs; the rest of AWS's text names roles, sessions and encoded blobs. */
function deniedAction(text: string): string {
  const action = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/u.exec(text)?.[1];
  return action === undefined
    ? 'the operator lacks a permission; see the IAM policy it needs'
    : `the operator lacks the IAM action ${action}`;
}

/** No line breaks, request ids or encoded blobs in what ends up in a status. */
function cleanText(message: string | undefined): string {
  const text = (message ?? '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/Encoded authorization failure message: \S+/gu, '')
    .replaceAll(/\(?Request[ -]?ID[:=] ?[0-9A-Za-z-]+\)?/giu, '')
    .trim()
    .slice(0, 400);
  return text === '' ? 'AWS gave no reason' : text;
}
