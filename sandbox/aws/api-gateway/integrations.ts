import { badRequest, notFound, validationError, violation } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Integration, Method } from '../state.ts';
import { integrationResponseJson } from './integration-responses.ts';
import { jsonBody, objectMember, textListMember, textMapMember, textMember } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';
import { requireMethod } from './lookups.ts';
import { defined } from './rest-apis.ts';
import { findVpcLinkV2 } from './vpc-links-v2.ts';
import { findVpcLink } from './vpc-links.ts';

const TYPES = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'];
const PASSTHROUGH = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'];

/** Replaces the whole integration, its responses included. */
export function putIntegration(call: Call): Answer {
  const body = jsonBody(call);
  const type = textMember(body, 'type') ?? '';
  if (!TYPES.includes(type)) {
    const constraint = `Member must satisfy enum value set: [${TYPES.join(', ')}]`;
    throw validationError([violation(type, 'putIntegrationInput.type', constraint)]);
  }
  const requestParameters = textMapMember(body, 'requestParameters');
  const requestTemplates = textMapMember(body, 'requestTemplates');
  const method = requireMethod(call);
  const resourceId = call.path['resourceId'] ?? '';
  const integration = newIntegration(type as Integration['type'], resourceId);
  integration.httpMethod = textMember(body, 'httpMethod');
  integration.uri = textMember(body, 'uri');
  integration.connectionType = connectionType(textMember(body, 'connectionType'), integration.type);
  integration.connectionId = textMember(body, 'connectionId');
  integration.integrationTarget = textMember(body, 'integrationTarget');
  integration.credentials = textMember(body, 'credentials');
  integration.requestParameters = requestParameters;
  integration.requestTemplates = requestTemplates;
  integration.passthroughBehavior = passthroughBehavior(textMember(body, 'passthroughBehavior'));
  integration.contentHandling = textMember(body, 'contentHandling');
  integration.timeoutInMillis = timeout(body['timeoutInMillis']);
  integration.cacheNamespace = textMember(body, 'cacheNamespace') ?? resourceId;
  integration.cacheKeyParameters = textListMember(body, 'cacheKeyParameters') ?? [];
  integration.tlsConfig = tlsConfig(objectMember(body, 'tlsConfig'));
  checkIntegration(integration, method, call);
  method.integration = integration;
  return { status: 201, body: integrationJson(integration), resourceId };
}

export function getIntegration(call: Call): Answer {
  return { status: 200, body: integrationJson(requireIntegration(call)) };
}

export function deleteIntegration(call: Call): Answer {
  requireIntegration(call);
  requireMethod(call).integration = undefined;
  return { status: 204, resourceId: call.path['resourceId'] ?? '' };
}

/** An integration with AWS's defaults. */
export function newIntegration(type: Integration['type'], resourceId: string): Integration {
  return {
    type,
    httpMethod: undefined,
    uri: undefined,
    connectionType: connectionType(undefined, type),
    connectionId: undefined,
    credentials: undefined,
    requestParameters: undefined,
    requestTemplates: undefined,
    passthroughBehavior: 'WHEN_NO_MATCH',
    contentHandling: undefined,
    timeoutInMillis: 29_000,
    cacheNamespace: resourceId,
    cacheKeyParameters: [],
    tlsConfig: undefined,
    integrationResponses: new Map(),
  };
}

export function integrationJson(integration: Integration): JsonObject {
  const { integrationResponses, ...members } = integration;
  const responses = [...integrationResponses].map(([status, response]) => [status, integrationResponseJson(response)]);
  return defined({
    ...members,
    integrationResponses: responses.length === 0 ? undefined : (Object.fromEntries(responses) as JsonObject),
  });
}

export function requireIntegration(call: Call): Integration {
  const { integration } = requireMethod(call);
  if (integration === undefined) throw notFound('Invalid Integration identifier specified');
  return integration;
}

/** HTTP integrations are INTERNET unless told otherwise; the other types have none. */
export function connectionType(value: string | undefined, type: Integration['type']): Integration['connectionType'] {
  if (value === undefined) return type === 'HTTP' || type === 'HTTP_PROXY' ? 'INTERNET' : undefined;
  if (value !== 'INTERNET' && value !== 'VPC_LINK') {
    throw validationError([
      violation(
        value,
        'putIntegrationInput.connectionType',
        'Member must satisfy enum value set: [INTERNET, VPC_LINK]',
      ),
    ]);
  }
  return value;
}

export function passthroughBehavior(value = 'WHEN_NO_MATCH'): string {
  const upper = value.toUpperCase();
  if (!PASSTHROUGH.includes(upper)) throw badRequest('Invalid passthrough behavior specified');
  return upper;
}

export function timeout(value: Json | undefined): number {
  if (value === undefined || value === null) return 29_000;
  const milliseconds = Number(value);
  if (!Number.isInteger(milliseconds) || milliseconds < 50 || milliseconds > 29_000) {
    throw badRequest('Timeout should be between 50 ms and 29000 ms');
  }
  return milliseconds;
}

export const tlsConfig = (config: JsonObject | undefined): Integration['tlsConfig'] =>
  config === undefined ? undefined : { insecureSkipVerification: config['insecureSkipVerification'] === true };

/** What AWS checks when an integration is stored, by its type. */
export function checkIntegration(integration: Integration, method: Method, call: Call): void {
  const { type, httpMethod, uri = '', connectionType: connection, connectionId = '' } = integration;
  if (type !== 'MOCK' && (httpMethod ?? '') === '') {
    throw badRequest('Enumeration value for HttpMethod must be non-empty');
  }
  if ((type === 'HTTP' || type === 'HTTP_PROXY') && !isHttpUri(uri)) {
    throw badRequest('Invalid HTTP endpoint specified for URI');
  }
  if (type === 'AWS' || type === 'AWS_PROXY') checkAwsUri(uri);
  for (const expression of Object.values(integration.requestParameters ?? {})) checkMapping(expression, method);
  if (connection !== 'VPC_LINK') return;
  if (type !== 'HTTP' && type !== 'HTTP_PROXY') throw badRequest('VPC_LINK is only supported for HTTP integrations');
  const isStageVariable = /^\$\{stageVariables\.\w+\}$/.test(connectionId);
  if (isStageVariable || findVpcLink(call.region, connectionId, call.world) !== undefined) return;
  if (findVpcLinkV2(call.region, connectionId, call.world) === undefined) {
    throw notFound('Invalid Vpc Link identifier specified');
  }
  if ((integration.integrationTarget ?? '') === '') {
    throw badRequest(`IntegrationTarget is required for VpcLinkV2 ${connectionId}.`);
  }
}

/** A stage variable may stand for scheme, host or more. */
const isHttpUri = (uri: string) => /^(https?:\/\/|\$\{stageVariables\.)[^\s]+$/.test(uri);

function checkAwsUri(uri: string): void {
  const segments = uri.split(':');
  if (segments[0] !== 'arn' || segments.length < 6 || segments[2] !== 'apigateway') {
    throw badRequest('Invalid ARN specified in the request');
  }
  if (!/^(path|action)\//.test(segments[5] ?? '')) {
    throw badRequest('AWS ARN for integration must contain path or action');
  }
}

/** A static value in single quotes, the context, a stage variable, or a part of the request that the method declares. */
function checkMapping(expression: string, { requestParameters }: Method): void {
  const invalid = (reason: string) =>
    badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${reason}]`);
  if (!/^('.*'|(method\.request|context|stageVariables)\..+)$/s.test(expression)) {
    throw invalid(`Invalid mapping expression specified: ${expression}`);
  }
  const isParameter = /^method\.request\.(path|querystring|header)\./.test(expression);
  if (isParameter && requestParameters?.[expression] === undefined) {
    throw invalid(`Invalid mapping expression parameter specified: ${expression}`);
  }
}
