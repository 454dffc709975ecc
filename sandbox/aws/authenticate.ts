import type { HttpRequest } from '../http.ts';
import { AwsError } from './aws-error.ts';
import type { ServiceName } from './operation.ts';
import { hasValidSignature, parseSignatureClaim, signingTime } from './sigv4.ts';
import type { Principal } from './state.ts';

/** AWS tolerates this much difference between the signer's clock and its own. */
const TOLERATED_SKEW_MS = 5 * 60_000;

/** Each protocol has its own words for the same refusal. */
interface Refusals {
  missing: AwsError;
  unknownKey: AwsError;
  wrongSignature: AwsError;
  expired: (detail: string) => AwsError;
}

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const jsonRefusals: Refusals = {
  missing: new AwsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
  unknownKey: new AwsError(403, 'UnrecognizedClientException', INVALID_TOKEN),
  wrongSignature: new AwsError(403, 'InvalidSignatureException', MISMATCH),
  expired: (detail) => new AwsError(403, 'InvalidSignatureException', detail),
};

const queryRefusals: Refusals = {
  missing: new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'),
  unknownKey: new AwsError(403, 'InvalidClientTokenId', INVALID_TOKEN),
  wrongSignature: new AwsError(403, 'SignatureDoesNotMatch', MISMATCH),
  expired: (detail) => new AwsError(403, 'SignatureDoesNotMatch', detail),
};

const EC2_AUTH_FAILURE = 'AWS was not able to validate the provided access credentials';
const ec2Refusals: Refusals = {
  missing: new AwsError(401, 'AuthFailure', EC2_AUTH_FAILURE),
  unknownKey: new AwsError(401, 'AuthFailure', EC2_AUTH_FAILURE),
  wrongSignature: new AwsError(401, 'AuthFailure', EC2_AUTH_FAILURE),
  expired: () => new AwsError(400, 'RequestExpired', 'Request has expired.'),
};

const refusalsOf: Record<ServiceName, Refusals> = {
  apigateway: jsonRefusals,
  ec2: ec2Refusals,
  elasticloadbalancing: queryRefusals,
  lambda: jsonRefusals,
  logs: jsonRefusals,
  sts: queryRefusals,
  tagging: jsonRefusals,
};

export interface Authenticated {
  readonly principal: Principal;
  readonly service: ServiceName;
  readonly region: string;
}

/** The service a request is for, from its credential scope; API Gateway when that says nothing usable. */
export function serviceOf(request: HttpRequest): ServiceName {
  const named = parseSignatureClaim(request.headers)?.service ?? '';
  return Object.hasOwn(refusalsOf, named) ? (named as ServiceName) : 'apigateway';
}

/**
 * Who sent the request, proven by its signature.
 * @throws AwsError in the words of the service that was called.
 */
export async function authenticate(
  request: HttpRequest,
  principals: ReadonlyMap<string, Principal>,
  now: number,
): Promise<Authenticated> {
  const service = serviceOf(request);
  const refusals = refusalsOf[service];
  const claim = parseSignatureClaim(request.headers);
  if (claim === undefined) throw refusals.missing;
  const principal = principals.get(claim.accessKeyId);
  if (principal === undefined) throw refusals.unknownKey;
  if (claim.service !== service) throw refusals.wrongSignature;
  if (!(await hasValidSignature(request, claim, principal))) throw refusals.wrongSignature;
  refuseExpired(request, refusals, now);
  return { principal, service, region: claim.region };
}

function refuseExpired(request: HttpRequest, refusals: Refusals, now: number): void {
  const signedAt = signingTime(request.headers) ?? 0;
  if (Math.abs(now - signedAt) <= TOLERATED_SKEW_MS) return;
  const early = signedAt > now;
  const limit = compactTime(early ? now + TOLERATED_SKEW_MS : now - TOLERATED_SKEW_MS);
  const sign = early ? '+' : '-';
  throw refusals.expired(
    `Signature ${early ? 'not yet current' : 'expired'}: ${compactTime(signedAt)} is ${early ? 'still later' : 'now earlier'} ` +
      `than ${limit} (${compactTime(now)} ${sign} 5 min.)`,
  );
}

const compactTime = (time: number) => `${new Date(time).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
