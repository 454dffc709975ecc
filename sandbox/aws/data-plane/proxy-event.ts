import { isBinary } from './payload-encoding.ts';
import type { Invocation } from './invocation.ts';

/** What a function or a REQUEST authorizer is told of a call. */
export interface RequestEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> | null;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>> | null;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly requestContext: object;
}

/**
 * The event of a Lambda proxy integration, without what only browsers, API keys and certificates bring. Names of
 * headers are in lower case: the data plane does not keep the caller's spelling.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  invocation: Invocation,
  now: number,
): RequestEvent & { body: string | null; isBase64Encoded: boolean } {
  const { request, deployed } = invocation;
  const isBase64Encoded = request.body.length > 0 && isBinary(request.headers['content-type'], deployed);
  const text = Buffer.from(request.body).toString(isBase64Encoded ? 'base64' : 'utf8');
  return { ...requestEvent(invocation, now), body: request.body.length === 0 ? null : text, isBase64Encoded };
}

export function requestEvent(
  invocation: Omit<Invocation, 'authorizer'> & Partial<Pick<Invocation, 'authorizer'>>,
  now: number,
): RequestEvent {
  const { request, route, stage } = invocation;
  const query = new URLSearchParams(request.rawQuery);
  const names = [...new Set(query.keys())];
  const headers = Object.entries(request.headers);
  return {
    resource: route.deployed.path,
    // Without the stage, and as the caller encoded it.
    path: request.rawPath.replace(/^\/[^/]*/, '') || '/',
    httpMethod: request.method,
    headers: orNull(Object.fromEntries(headers)),
    multiValueHeaders: orNull(Object.fromEntries(headers.map(([name, value]) => [name, [value]]))),
    queryStringParameters: orNull(Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)!]))),
    multiValueQueryStringParameters: orNull(Object.fromEntries(names.map((name) => [name, query.getAll(name)]))),
    pathParameters: orNull(
      Object.fromEntries(Object.entries(route.pathParameters).map(([name, value]) => [name, decoded(value)])),
    ),
    stageVariables: orNull({ ...stage.variables }),
    requestContext: requestContext(invocation, now),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
function requestContext(invocation: Parameters<typeof requestEvent>[0], now: number): object {
  const { request, route, stage, api, owner, principal, endpoint, authorizer } = invocation;
  const domainName = request.headers['host'] ?? '';
  return {
    resourceId: route.deployed.resourceId,
    resourcePath: route.deployed.path,
    httpMethod: request.method,
    requestId: invocation.requestId,
    requestTimeEpoch: now,
    path: request.rawPath,
    accountId: owner.accountId,
    protocol: 'HTTP/1.1',
    stage: stage.stageName,
    domainName,
    domainPrefix: domainName.split('.')[0],
    apiId: api.id,
    identity: {
      sourceIp: invocation.callerAddress,
      userAgent: request.headers['user-agent'] ?? null,
      accountId: principal?.accountId ?? null,
      caller: principal?.accessKeyId ?? null,
      user: principal?.accessKeyId ?? null,
      userArn: principal?.arn ?? null,
      accessKey: principal?.accessKeyId ?? null,
      ...(endpoint && { vpcId: endpoint.vpcId, vpceId: endpoint.vpcEndpointId }),
    },
    ...(authorizer && { authorizer }),
  };
}

function orNull<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
