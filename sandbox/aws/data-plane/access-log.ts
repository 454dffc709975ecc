import type { SandboxClock } from '../../clock.ts';
import type { HttpResponse } from '../../http.ts';
import type { Principal, RegionalState, RestApi, Stage, VpcEndpoint } from '../state.ts';
import type { Route } from './find-route.ts';
import type { IncomingRequest } from './invoke-request.ts';
import type { Refusal } from './refusal.ts';

/** What is known of a call by the time it is answered. */
export interface LoggedInvocation {
  readonly owner: RegionalState;
  readonly api: RestApi;
  readonly stage: Stage;
  readonly request: IncomingRequest;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly endpoint: VpcEndpoint | undefined;
  readonly callerAddress: string;
  readonly principal: Principal | undefined;
  readonly route: Route | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** When the integration was asked. */
  readonly integrationStartedAt: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly response: HttpResponse;
}

/**
 * Writes the line of one call into the stage's log group, if it has one and the account lends the role for it. Calls
 * that no stage was found for leave no line.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function writeAccessLog(invocation: LoggedInvocation, clock: SandboxClock): void {
  const { owner, stage } = invocation;
  const { destinationArn = '', format = '' } = stage.accessLogSettings ?? {};
  const [, , service, region, account, , name = ''] = destinationArn.split(':');
  if (service !== 'logs' || region !== owner.region || account !== owner.accountId) return;
  const logGroup = owner.logGroups.get(name);
  if (logGroup === undefined || owner.cloudwatchRoleArn === undefined) return;
  logGroup.events.push({ timestamp: clock.now(), message: accessLogLine(format, invocation, clock.now()) });
}

/** What the call has no value for is a dash. */
function accessLogLine(format: string, invocation: LoggedInvocation, now: number): string {
  const values = contextOf(invocation, now);
  return format.replaceAll(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g, (_, name: string) =>
    String(values[name] ?? '-'),
  );
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
function contextOf(invocation: LoggedInvocation, now: number): Readonly<Record<string, string | number | undefined>> {
  const { owner, api, stage, request, endpoint, principal, route, startedAt, refusal, response } = invocation;
  const host = request.headers['host'] ?? '';
  const asked = invocation.integrationStartedAt;
  const integrationStatus = asked !== undefined && refusal === undefined ? response.status : undefined;
  const integrationLatency = asked === undefined ? undefined : now - asked;
  const message = refusal && messageOf(refusal);
  return {
    requestId: invocation.requestId,
    extendedRequestId: invocation.extendedRequestId,
    requestTime: commonLogTime(startedAt),
    requestTimeEpoch: startedAt,
    httpMethod: request.method,
    path: request.rawPath,
    resourcePath: route?.deployed.path,
    resourceId: route?.deployed.resourceId,
    protocol: 'HTTP/1.1',
    stage: stage.stageName,
    apiId: api.id,
    accountId: owner.accountId,
    domainName: host,
    domainPrefix: host.split('.')[0],
    deploymentId: stage.deploymentId,
    xrayTraceId: stage.tracingEnabled ? invocation.traceId : undefined,
    'identity.sourceIp': invocation.callerAddress,
    'identity.userAgent': request.headers['user-agent'],
    'identity.userArn': principal?.arn,
    'identity.accountId': principal?.accountId,
    'identity.vpceId': endpoint?.vpcEndpointId,
    'identity.vpcId': endpoint?.vpcId,
    status: response.status,
    responseLength: typeof response.body === 'string' ? Buffer.byteLength(response.body) : undefined,
    responseLatency: now - startedAt,
    integrationLatency,
    integrationStatus,
    'integration.latency': integrationLatency,
    'integration.status': integrationStatus,
    'error.message': message,
    'error.messageString': message === undefined ? undefined : JSON.stringify(message),
    'error.responseType': refusal && responseTypes[refusal.errorType],
  };
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
const responseTypes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'ACCESS_DENIED',
  ForbiddenException: 'ACCESS_DENIED',
  MissingAuthenticationTokenException: 'MISSING_AUTHENTICATION_TOKEN',
  InvalidSignatureException: 'INVALID_SIGNATURE',
  IncompleteSignatureException: 'INVALID_SIGNATURE',
  UnrecognizedClientException: 'INVALID_SIGNATURE',
  TooManyRequestsException: 'THROTTLED',
  InternalServerErrorException: 'INTEGRATION_FAILURE',
  UnauthorizedException: 'UNAUTHORIZED',
  AuthorizerConfigurationException: 'AUTHORIZER_CONFIGURATION_ERROR',
  AuthorizerFailureException: 'AUTHORIZER_FAILURE',
};

function messageOf({ body }: Refusal): string {
  const { message, Message } = JSON.parse(body) as { message?: string; Message?: string };
  return message ?? Message ?? '';
}

/** `09/Apr/2026:12:34:56 +0000` */
function commonLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().match(/(\d\d) (\w{3}) (\d{4}) ([\d:]{8})/) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
