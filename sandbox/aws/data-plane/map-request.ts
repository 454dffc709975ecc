import type { Integration } from '../state.ts';
import { isSigned } from './identify-caller.ts';
import type { Invocation } from './invocation.ts';
import { overriddenPath } from './overridden-path.ts';
import { internalServerError, notEmulated } from './refusal.ts';

/** What goes to the backend. */
export interface BackendRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Host header and, over TLS, the name the certificate must carry. */
  readonly host: string;
  readonly port: number;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

// Column http_proxy of the header table in
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
// Connection passes there, but belongs to one hop: here it would only steer our own client. X-HTTP-Method-Override has
// been obeyed instead of passed (same page).
const DROPPED = new Set(
  'connection,content-encoding,content-length,content-md5,expect,host,max-forwards,proxy-authenticate,server,te,trailer,transfer-encoding,upgrade,via,www-authenticate,x-http-method-override'.split(
    ',',
  ),
);

/** Mapping one of these makes API Gateway answer 500 ("header already present" in its log; recorded by LocalStack). */
const NOT_MAPPABLE = new Set(['content-length', 'transfer-encoding', 'x-amzn-trace-id', 'x-amzn-apigateway-api-id']);

/**
 * The integration request of an HTTP_PROXY method: the caller's request, with path variables and stage variables put into
 * the uri and `integration.request.*` parameters applied.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 *
 * Throws a Refusal (500) when no valid uri comes out.
 */
export function mapRequest(
  invocation: Invocation,
  integration: Integration,
  { overV2 }: { readonly overV2: boolean },
): BackendRequest {
  const { request, stage } = invocation;
  const mapped = mappedParameters(invocation, integration);
  const uri = withStageVariables(integration.uri ?? '', stage.variables).replace(
    /\{([^{}]+)\}/g,
    (placeholder, name: string) => mapped.path[name] ?? placeholder,
  );
  const match = /^(https?):\/\/([^/?#:]+)(?::(\d+))?([^?#{}]*)(?:\?([^#]*))?$/.exec(uri);
  if (match === null || [...mapped.header.keys()].some((name) => NOT_MAPPABLE.has(name))) throw internalServerError();
  const [, scheme = '', host = '', port, path = '', uriQuery = ''] = match;
  const query = [uriQuery, request.rawQuery, ...mapped.query].filter((part) => part !== '').join('&');
  const isDefaultPort = port === undefined;
  return {
    method:
      integration.httpMethod === undefined || integration.httpMethod === 'ANY'
        ? request.method
        : integration.httpMethod,
    scheme: scheme === 'https' ? 'https' : 'http',
    host,
    port: isDefaultPort ? (scheme === 'https' ? 443 : 80) : Number(port),
    path: backendPath(path === '' ? '/' : path, invocation, integration, overV2) + (query === '' ? '' : `?${query}`),
    headers: backendHeaders(invocation, mapped.header, isDefaultPort ? host : `${host}:${port}`),
    body: request.body,
  };
}

/**
 * Over a V2 link the stage stands before the path, unless a mapping template overrides the path.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
function backendPath(path: string, invocation: Invocation, integration: Integration, overV2: boolean): string {
  if (!overV2) return path;
  return overriddenPath(invocation, integration) ?? `/${invocation.stage.stageName}${path}`;
}

/** `${stageVariables.name}`; a variable that is not set becomes nothing. */
export function withStageVariables(text: string, variables: Readonly<Record<string, string>> | undefined): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables?.[name] ?? '');
}

/** The caller's headers and API Gateway's own; Accept and User-Agent are its own only when the caller sent none. */
function backendHeaders(
  { request, api, callerAddress, traceId }: Invocation,
  mapped: ReadonlyMap<string, string>,
  host: string,
): Record<string, string> {
  const passed = Object.entries(request.headers).filter(([name]) => !DROPPED.has(name));
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': `AmazonAPIGateway_${api.id}`,
    ...Object.fromEntries(passed),
    'x-forwarded-for': [request.headers['x-forwarded-for'], callerAddress].filter(Boolean).join(', '),
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    'x-amzn-trace-id': traceId,
    'x-amzn-apigateway-api-id': api.id,
  };
  // "dropped if it contains a Signature Version 4 signature or if AWS_IAM authorization is used" (same table); the latter
  // does not get here without the former.
  if (isSigned(request)) delete headers['authorization'];
  return { ...headers, host, ...Object.fromEntries(mapped) };
}

interface MappedParameters {
  readonly path: Record<string, string>;
  readonly header: Map<string, string>;
  /** `name=value`, encoded. A parameter the caller sent as well is sent twice, as API Gateway does. */
  readonly query: string[];
}

function mappedParameters(invocation: Invocation, integration: Integration): MappedParameters {
  const mapped: MappedParameters = { path: {}, header: new Map(), query: [] };
  for (const [target, source] of Object.entries(integration.requestParameters ?? {})) {
    const [, place, name = ''] = /^integration\.request\.(path|header|querystring)\.(.+)$/.exec(target) ?? [];
    const value = readSource(invocation, source);
    if (value === undefined) continue;
    if (place === 'path') mapped.path[name] = value;
    if (place === 'header') mapped.header.set(name.toLowerCase(), value);
    if (place === 'querystring') mapped.query.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  return mapped;
}

/** Undefined when the caller did not send what is asked for: then nothing is mapped. */
function readSource(invocation: Invocation, source: string): string | undefined {
  if (/^'.*'$/s.test(source)) return source.slice(1, -1);
  const { request, route, stage } = invocation;
  const readers: [prefix: string, read: (name: string) => string | null | undefined][] = [
    ['method.request.path.', (name) => route.pathParameters[name]],
    ['method.request.header.', (name) => request.headers[name.toLowerCase()]],
    ['method.request.querystring.', (name) => new URLSearchParams(request.rawQuery).get(name)],
    ['stageVariables.', (name) => stage.variables?.[name]],
    ['context.', (name) => contextVariables(invocation)[name]],
  ];
  const reader = readers.find(([prefix]) => source.startsWith(prefix));
  if (reader === undefined) throw notEmulated(`parameter mapping from ${source}`);
  const [prefix, read] = reader;
  return read(source.slice(prefix.length)) ?? undefined;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
function contextVariables(invocation: Invocation): Record<string, string | undefined> {
  const { owner, api, stage, route, request, principal, endpoint } = invocation;
  return {
    accountId: owner.accountId,
    apiId: api.id,
    domainName: request.headers['host'],
    httpMethod: request.method,
    path: request.rawPath,
    requestId: invocation.requestId,
    resourceId: route.deployed.resourceId,
    resourcePath: route.deployed.path,
    stage: stage.stageName,
    'identity.accountId': principal?.accountId,
    'identity.sourceIp': invocation.callerAddress,
    'identity.userArn': principal?.arn,
    'identity.vpceId': endpoint?.vpcEndpointId,
    'identity.vpcId': endpoint?.vpcId,
  };
}
