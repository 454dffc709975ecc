import type { SandboxClock } from '../../clock.ts';
import { hasValidSignature, parseSignatureClaim, signingTime } from '../sigv4.ts';
import type { AwsState, Principal } from '../state.ts';
import type { IncomingRequest } from './invoke-request.ts';
import { brokenSignature } from './refusal.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TOLERATED_SKEW_MS = 5 * 60_000;

/** True when the Authorization header is meant as Signature Version 4, well-formed or not. */
export function isSigned(request: IncomingRequest): boolean {
  return (request.headers['authorization'] ?? '').startsWith(ALGORITHM);
}

/**
 * The principal behind the Authorization header: `undefined` (anonymous) without one, or with one of another scheme.
 * Throws a Refusal for a signature that does not hold.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html (considerations)
 */
export async function identifyCaller(
  state: AwsState,
  clock: SandboxClock,
  region: string,
  request: IncomingRequest,
): Promise<Principal | undefined> {
  if (!isSigned(request)) return undefined;
  const claim = parseSignatureClaim(request.headers);
  if (claim === undefined) throw incompleteAuthorization(request.headers['authorization'] ?? '');
  if (claim.service !== 'execute-api')
    throw wrongScope("Credential should be scoped to correct service: 'execute-api'. ");
  if (claim.region !== region) {
    throw wrongScope(`Credential should be scoped to a valid region, not '${claim.region}'. `);
  }
  const principal = state.principals.get(claim.accessKeyId);
  if (principal === undefined) {
    throw brokenSignature('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  refuseOtherTimes(signingTime(request.headers), clock.now());
  const path = request.rawQuery === '' ? request.rawPath : `${request.rawPath}?${request.rawQuery}`;
  const signal = new AbortController().signal;
  if (!(await hasValidSignature({ ...request, path, signal }, claim, principal))) throw signatureMismatch();
  return principal;
}

/** What API Gateway says of an Authorization header that IAM cannot read, such as a bearer token. */
export function incompleteAuthorization(authorization: string) {
  const [scheme = '', ...rest] = authorization.split(' ');
  if (scheme !== ALGORITHM) {
    const word = rest[0] ?? scheme;
    return brokenSignature(
      'IncompleteSignatureException',
      `'${word}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
    );
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !authorization.includes(`${name}=`));
  const sentences = missing.map((name) => `Authorization header requires '${name}' parameter.`);
  return brokenSignature(
    'IncompleteSignatureException',
    `${sentences.join(' ')} Authorization=${authorization}`.trim(),
  );
}

function wrongScope(message: string) {
  return brokenSignature('InvalidSignatureException', message);
}

function signatureMismatch() {
  return brokenSignature(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

function refuseOtherTimes(signedAt: number | undefined, now: number): void {
  if (signedAt === undefined) throw signatureMismatch();
  if (signedAt < now - TOLERATED_SKEW_MS) {
    const limit = amzDate(now - TOLERATED_SKEW_MS);
    throw wrongScope(`Signature expired: ${amzDate(signedAt)} is now earlier than ${limit} (${amzDate(now)} - 5 min.)`);
  }
  if (signedAt > now + TOLERATED_SKEW_MS) {
    const limit = amzDate(now + TOLERATED_SKEW_MS);
    throw wrongScope(
      `Signature not yet current: ${amzDate(signedAt)} is still later than ${limit} (${amzDate(now)} + 5 min.)`,
    );
  }
}

function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
