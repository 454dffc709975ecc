import type { SandboxClock } from '../../clock.ts';
import type { HttpResponse } from '../../http.ts';
import { createIds, seededRandom } from '../ids.ts';
import type { AwsState, DeployedApi, RestApi, Stage } from '../state.ts';
import { type LoggedInvocation, writeAccessLog } from './access-log.ts';
import { readApiHostName } from './api-host-name.ts';
import { askEndpointPolicy, type InvokeAttempt } from './authorize-invocation.ts';
import { createMethodAuthorization } from './authorize-method.ts';
import { callIntegration } from './call-integration.ts';
import { findRoute, type Route } from './find-route.ts';
import { withGatewayResponse } from './gateway-response.ts';
import { identifyCaller, incompleteAuthorization } from './identify-caller.ts';
import { type IncomingRequest, type InvokeRequest, readInvokeRequest, withoutPort } from './invoke-request.ts';
import { type Caller, PUBLIC_ADDRESS } from './network-interface.ts';
import { encodeResponse, readRequestBody } from './payload-encoding.ts';
import { reachBackend, type ReachBackend } from './reach-backend.ts';
import { forbidden, missingAuthenticationToken, Refusal } from './refusal.ts';
import { type Destination, findApi, isAssociated, resolveDestination } from './resolve-destination.ts';
import { createThrottle } from './throttle.ts';

export interface DataPlane {
  /**
   * Calls an API as this caller would: DNS of its VPC, VPC endpoint and its policy, the stage's served deployment,
   * resource and identity policies, authorizer, VPC link or function, backend. Refusals are answers, as API Gateway words them. Rejects with
   * ConnectionLost when the name does not resolve or its addresses are out of the caller's reach.
   */
  invoke(caller: Caller, request: InvokeRequest): Promise<HttpResponse>;
}

/** Reads `state` anew for every call and adds nothing to it but access logs. `reach` replaces the network to the backends. */
export function createDataPlane(options: { state: AwsState; clock: SandboxClock; reach?: ReachBackend }): DataPlane {
  const { state, clock, reach = reachBackend } = options;
  const ids = createIds(seededRandom(1));
  const throttle = createThrottle(clock);
  const authorize = createMethodAuthorization(state, clock);
  return {
    async invoke(caller, invokeRequest) {
      const incoming = readInvokeRequest(invokeRequest);
      const destination = resolveDestination(state, caller, incoming.connectedTo);
      const requestId = ids.uuid();
      const traceId = incoming.headers['x-amzn-trace-id'] ?? traceIdAt(clock.now(), ids.hexadecimal(24));
      const extendedRequestId = `${ids.alphanumeric(15)}=`;
      const answerHeaders = { 'x-amzn-requestid': requestId, 'x-amz-apigw-id': extendedRequestId };
      const callerAddress =
        caller === 'internet' || destination.endpoint === undefined ? PUBLIC_ADDRESS : caller.address;
      const startedAt = clock.now();
      let integrationStartedAt: number | undefined;
      let found: Found | undefined;
      try {
        const { served, attempt } = await admit(
          { state, clock, destination, callerAddress, request: incoming },
          (seen) => (found = seen),
        );
        const { owner, endpoint, principal } = attempt;
        const { api, stage, route, deployed } = served;
        const known = { requestId, traceId, owner, api, stage, route, endpoint, callerAddress, principal, deployed };
        const authorizer = await authorize({ ...known, request: served.request }, attempt);
        throttle(api, stage, route);
        const request = { ...served.request, body: readRequestBody(served.request, deployed) };
        integrationStartedAt = clock.now();
        const answer = await callIntegration({ ...known, request, authorizer }, { state, clock, reach });
        const response = encodeResponse(answer, request, deployed);
        return logged({
          ...response,
          headers: { ...response.headers, ...answerHeaders, 'x-amzn-trace-id': traceId },
        });
      } catch (error) {
        if (error instanceof Refusal) return logged(withGatewayResponse(error, answerHeaders, found?.deployed), error);
        throw error;
      }

      function logged(response: HttpResponse, refusal?: Refusal): HttpResponse {
        if (found !== undefined) {
          const call = { ...found, requestId, extendedRequestId, traceId, callerAddress, startedAt };
          writeAccessLog({ ...call, integrationStartedAt, refusal, response }, clock);
        }
        return response;
      }
    },
  };
}

interface Served {
  readonly request: IncomingRequest;
  readonly api: RestApi;
  readonly stage: Stage;
  readonly route: Route;
  readonly deployed: DeployedApi;
}

/** What is known of a call once its stage is: what an access log tells, and whose gateway responses word refusals. */
type Found = Pick<LoggedInvocation, 'owner' | 'api' | 'stage' | 'request' | 'endpoint' | 'principal' | 'route'> & {
  readonly deployed: DeployedApi;
};

/**
 * Finds the method that serves the request and what the caller has to have for it, or throws the Refusal; `onFound` is told
 * the stage and the route in either case.
 */
async function admit(
  input: {
    state: AwsState;
    clock: SandboxClock;
    destination: Destination;
    callerAddress: string;
    request: IncomingRequest;
  },
  onFound: (found: Found) => void,
): Promise<{ served: Served; attempt: InvokeAttempt }> {
  const { state, clock, destination, callerAddress } = input;
  const { endpoint, region } = destination;
  const request = withMethodOverride(input.request);
  const target = findApi(state, requestedApiId(state, destination, request), region);
  if (target === undefined) throw forbidden();
  const { api, owner } = target;

  const principal = await identifyCaller(state, clock, region, input.request);
  const [, stageName = '', path = ''] = /^\/([^/]*)(.*)$/s.exec(request.rawPath) ?? [];
  const methodArn = `arn:${state.partition}:execute-api:${region}:${owner.accountId}:${api.id}/${stageName}/${request.method}/${path.slice(1)}`;
  const attempt: InvokeAttempt = { state, clock, owner, methodArn, endpoint, callerAddress, principal };
  askEndpointPolicy(attempt);

  const stage = api.stages.get(stageName);
  const deployed = api.deployments.get(stage?.deploymentId ?? '')?.snapshot;
  if (stage === undefined || deployed === undefined || !isReachable(deployed, endpoint !== undefined))
    throw forbidden();
  const route = findRoute(deployed, request.method, path);
  onFound({ owner, api, stage, deployed, request, endpoint, principal, route });
  requireCredentials(route, attempt, request);
  return { served: { request, api, stage, route, deployed }, attempt };
}

/**
 * `x-apigw-api-id` names the API whatever the Host; without it the Host does. A Host that is an alias must be that of
 * the endpoint the request came through.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
function requestedApiId(state: AwsState, { endpoint, region }: Destination, request: IncomingRequest): string {
  const byHeader = endpoint === undefined ? undefined : request.headers['x-apigw-api-id'];
  if (byHeader !== undefined) return byHeader;
  const host = readApiHostName(withoutPort(request.headers['host'] ?? ''), state.partition);
  if (host?.kind !== 'Api' || host.region !== region) throw forbidden();
  const isOwnAlias =
    host.vpceId === undefined ||
    (host.vpceId === endpoint?.vpcEndpointId && isAssociated(findApi(state, host.apiId, region)?.api, host.vpceId));
  if (!isOwnAlias) throw forbidden();
  return host.apiId;
}

/** Private APIs answer at VPC endpoints only, others at the public front end only. */
function isReachable(deployed: DeployedApi, throughEndpoint: boolean): boolean {
  return !deployed.disableExecuteApiEndpoint && deployed.endpointTypes.includes('PRIVATE') === throughEndpoint;
}

function requireCredentials(
  route: Route | undefined,
  { principal }: InvokeAttempt,
  request: IncomingRequest,
): asserts route is Route {
  const method = route?.deployed.method;
  if (method === undefined || (method.authorizationType === 'AWS_IAM' && principal === undefined)) {
    // IAM reads the header of unknown routes too, hence its famous complaint about bearer tokens.
    const authorization = request.headers['authorization'];
    throw authorization === undefined || principal !== undefined
      ? missingAuthenticationToken()
      : incompleteAuthorization(authorization);
  }
  // There are no API keys in the emulator, so none can be right.
  if (method.apiKeyRequired) throw forbidden();
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
function withMethodOverride(request: IncomingRequest): IncomingRequest {
  const method = request.headers['x-http-method-override'];
  return method === undefined ? request : { ...request, method: method.toUpperCase() };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function traceIdAt(time: number, random: string): string {
  return `Root=1-${Math.floor(time / 1000).toString(16)}-${random}`;
}
