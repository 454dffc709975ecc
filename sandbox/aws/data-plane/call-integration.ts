import type { SandboxClock } from '../../clock.ts';
import type { HttpResponse } from '../../http.ts';
import type { AwsState, Integration, Listener, RegionalState, VpcLink } from '../state.ts';
import type { Invocation } from './invocation.ts';
import { answerMock } from './answer-mock.ts';
import { callFunction } from './call-function.ts';
import { findListenerV2 } from './find-listener-v2.ts';
import { type BackendRequest, mapRequest, withStageVariables } from './map-request.ts';
import type { ReachBackend } from './reach-backend.ts';
import { integrationTimedOut, internalServerError, notEmulated } from './refusal.ts';

/**
 * Sends the request to a function, or through the VPC link to the listener's real local target, and gives back the answer.
 * Throws a Refusal when there is no way, or no answer in time.
 */
export async function callIntegration(
  invocation: Invocation,
  { state, clock, reach }: { state: AwsState; clock: SandboxClock; reach: ReachBackend },
): Promise<HttpResponse> {
  const { integration } = invocation.route.deployed.method;
  if (integration === undefined) throw internalServerError();
  if (integration.type === 'MOCK') return answerMock(integration);
  if (integration.type === 'AWS_PROXY')
    return withRemappedHeaders(await callFunction(invocation, integration, { state, clock }));
  if (integration.type !== 'HTTP_PROXY' || integration.connectionType !== 'VPC_LINK') {
    throw notEmulated(`integrations of type ${integration.type} over ${integration.connectionType ?? 'INTERNET'}`);
  }
  const linkId = withStageVariables(integration.connectionId ?? '', invocation.stage.variables);
  const link = invocation.owner.vpcLinksV2.get(linkId);
  const request = mapRequest(invocation, integration, { overV2: link !== undefined });
  const listener =
    link === undefined
      ? findListener(invocation.owner, linkId, request.port, clock)
      : findListenerV2(invocation.owner, link, integration, request.port, clock);
  if (listener === 'closed') throw await afterTimeout(integration);
  if (listener === undefined || !speaksTo(listener, request)) throw internalServerError();
  return withRemappedHeaders(await withinTime(integration, listener, request, reach));
}

/**
 * The link must be AVAILABLE, and the port of the uri picks the listener; the uri's host is never looked up.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
 */
function findListener(owner: RegionalState, linkId: string, port: number, clock: SandboxClock): Listener | undefined {
  const link = owner.vpcLinks.get(linkId);
  if (link === undefined || !isAvailable(link, clock)) return undefined;
  const loadBalancer = owner.loadBalancers.get(link.targetArns[0] ?? '');
  if (loadBalancer?.state !== 'active') return undefined;
  return loadBalancer.listeners.find((listener) => listener.port === port);
}

/** Security groups drop silently, which ends in a timeout. */
async function afterTimeout({ timeoutInMillis }: Integration): Promise<Error> {
  await new Promise<void>((resolve) => setTimeout(resolve, timeoutInMillis));
  return integrationTimedOut();
}

function isAvailable(link: VpcLink, clock: SandboxClock): boolean {
  return link.deletedAt === undefined && clock.now() >= link.settlesAt && link.settlesAs.status === 'AVAILABLE';
}

/**
 * A TLS or HTTPS listener ends TLS itself and shuts out plain HTTP; a TCP listener passes bytes on, so TLS needs a target that
 * speaks it. Certificates of such listeners are not modelled.
 */
function speaksTo(listener: Listener, request: BackendRequest): boolean {
  if (listener.protocol === 'TLS' || listener.protocol === 'HTTPS') return request.scheme === 'https';
  return request.scheme === (listener.target.startsWith('https:') ? 'https' : 'http');
}

async function withinTime(
  integration: Integration,
  listener: Listener,
  request: BackendRequest,
  reach: ReachBackend,
): Promise<HttpResponse> {
  const timeout = new AbortController();
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(integrationTimedOut());
    timeout.abort();
  }, integration.timeoutInMillis);
  try {
    const insecureSkipVerification = integration.tlsConfig?.insecureSkipVerification ?? false;
    const answered = reach(listener.target, request, { insecureSkipVerification, signal: timeout.signal }).catch(() => {
      // A refused connection, a broken answer or a certificate for another name: one and the same answer.
      throw timeout.signal.aborted ? integrationTimedOut() : internalServerError();
    });
    return await Promise.race([answered, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

// Column http_proxy of the response half of the header table in
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const DROPPED = new Set('expect,host,proxy-authenticate,te,trailer,transfer-encoding,upgrade,via'.split(','));
const REMAPPED = new Set(
  'authorization,connection,content-md5,date,max-forwards,server,user-agent,www-authenticate'.split(','),
);

function withRemappedHeaders(response: HttpResponse): HttpResponse {
  const headers = Object.entries(response.headers)
    .filter(([name]) => !DROPPED.has(name))
    .map(([name, value]) => [REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value]);
  // "API Gateway includes a Content-Type header for all integration responses" (same page)
  return { ...response, headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) } };
}
