import type { HttpResponse } from '../../http.ts';
import type { PolicyDecision } from '../iam/evaluate-policy.ts';

/** An answer API Gateway gives instead of the backend's. Thrown on the way and written once, at the front door. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** `x-amzn-errortype` */
  readonly errorType: string;
  readonly body: string;

  constructor(status: number, errorType: string, body: string) {
    super(body);
    this.status = status;
    this.errorType = errorType;
    this.body = body;
  }

  toResponse(headers: Readonly<Record<string, string>>): HttpResponse {
    return {
      status: this.status,
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(this.body)),
        'x-amzn-errortype': this.errorType,
        ...headers,
      },
      body: this.body,
    };
  }
}

// Types, texts and blanks as curl shows them of live APIs (content-length 23 and 42 for the first two, 36 for the 500):
// https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

/** Unknown API or stage, disabled or private endpoint, missing API key: API Gateway does not tell them apart. */
export function forbidden(): Refusal {
  return new Refusal(403, 'ForbiddenException', JSON.stringify({ message: 'Forbidden' }));
}

/** No such route, or an AWS_IAM method called without a signature. */
export function missingAuthenticationToken(): Refusal {
  const body = JSON.stringify({ message: 'Missing Authentication Token' });
  return new Refusal(403, 'MissingAuthenticationTokenException', body);
}

export function brokenSignature(
  errorType: 'InvalidSignatureException' | 'IncompleteSignatureException' | 'UnrecognizedClientException',
  message: string,
): Refusal {
  return new Refusal(403, errorType, JSON.stringify({ message }));
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export function tooManyRequests(): Refusal {
  return new Refusal(429, 'TooManyRequestsException', JSON.stringify({ message: 'Too Many Requests' }));
}

/** Wrong link, dead target, TLS failure: private integrations answer 500 for all of them. https://repost.aws/knowledge-center/api-gateway-500-error-vpc */
export function internalServerError(): Refusal {
  return new Refusal(500, 'InternalServerErrorException', '{"message": "Internal server error"}');
}

/** A function that failed or answered in another form than agreed. https://repost.aws/knowledge-center/malformed-502-api-gateway */
export function badGateway(): Refusal {
  return new Refusal(502, 'InternalServerErrorException', '{"message": "Internal server error"}');
}

/** No identity source, no valid token, or the authorizer said so. */
export function unauthorized(): Refusal {
  return new Refusal(401, 'UnauthorizedException', '{"message":"Unauthorized"}');
}

export function tokenExpired(): Refusal {
  return new Refusal(401, 'UnauthorizedException', '{"message":"The incoming token has expired"}');
}

/** API Gateway may not invoke the authorizer's function, or cannot read its answer. https://repost.aws/knowledge-center/api-gateway-lambda-authorization-errors */
export function authorizerMisconfigured(): Refusal {
  return new Refusal(500, 'AuthorizerConfigurationException', '{"message":null}');
}

export function authorizerFailed(): Refusal {
  return new Refusal(500, 'AuthorizerFailureException', '{"message":null}');
}

/** An authorizer's policy, and the resource policy, do not let the caller in. */
export function refusedByAuthorizer(decision: Exclude<PolicyDecision, 'Allow'>): Refusal {
  const reason = decision === 'ExplicitDeny' ? ' with an explicit deny' : '';
  const body = JSON.stringify({ Message: `User is not authorized to access this resource${reason}` });
  return new Refusal(403, 'AccessDeniedException', body);
}

export function integrationTimedOut(): Refusal {
  return new Refusal(504, 'InternalServerErrorException', '{"message": "Endpoint request timed out"}');
}

/** What AWS would do but this emulator does not: said plainly, so nobody takes it for AWS's answer. */
export function notEmulated(what: string): Refusal {
  return new Refusal(501, 'NotEmulatedException', JSON.stringify({ message: `The emulator does not serve ${what}.` }));
}

/**
 * The capital M of `Message` and the masked account are API Gateway's. The reason at the end is given to anonymous
 * callers and to callers of the owner's account or organization; others learn only that a Deny was explicit.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-details
 */
export function accessDenied(input: {
  callerArn: string | undefined;
  methodArn: string;
  decision: Exclude<PolicyDecision, 'Allow'>;
  decidedBy: 'resource-based' | 'identity-based' | 'VPC endpoint';
  tellsReason: boolean;
}): Refusal {
  const { callerArn = 'anonymous', decision, decidedBy, tellsReason } = input;
  const resource = input.methodArn.replace(/^((?:[^:]*:){4})\d*(\d{4}):/, '$1********$2:');
  const article = decidedBy === 'identity-based' ? 'an' : 'a';
  const reason =
    decision === 'ExplicitDeny'
      ? ` with an explicit deny${tellsReason ? ` in ${article} ${decidedBy} policy` : ''}`
      : tellsReason
        ? ` because no ${decidedBy} policy allows the execute-api:Invoke action`
        : '';
  const text = `User: ${callerArn} is not authorized to perform: execute-api:Invoke on resource: ${resource}${reason}`;
  return new Refusal(403, 'AccessDeniedException', JSON.stringify({ Message: text }));
}
