import { badRequest, notFound } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { IntegrationResponse, Method } from '../state.ts';
import { requireIntegration } from './integrations.ts';
import { isObject, jsonBody, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { requireMethod } from './lookups.ts';
import { changedMap } from './maps.ts';
import { checkedStatusCode } from './method-responses.ts';
import { patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';
import { defined } from './rest-apis.ts';

/** Replaces what is there for the status code. */
export function putIntegrationResponse(call: Call): Answer {
  const statusCode = checkedStatusCode(call);
  const body = jsonBody(call);
  const responseTemplates = templates(body);
  const integration = requireIntegration(call);
  const response: IntegrationResponse = {
    statusCode,
    selectionPattern: textMember(body, 'selectionPattern'),
    responseParameters: textMapMember(body, 'responseParameters'),
    responseTemplates,
    contentHandling: textMember(body, 'contentHandling'),
  };
  checkParameters(response, requireMethod(call));
  integration.integrationResponses.set(statusCode, response);
  return { status: 201, body: integrationResponseJson(response), resourceId: call.path['resourceId'] ?? '' };
}

export function getIntegrationResponse(call: Call): Answer {
  checkedStatusCode(call);
  return { status: 200, body: integrationResponseJson(requireIntegrationResponse(call)) };
}

export function updateIntegrationResponse(call: Call): Answer {
  const operations = patchOperations(call, 'updateIntegrationResponseInput');
  const response = requireIntegrationResponse(call);
  const changed = { ...response };
  for (const operation of operations) apply(changed, operation);
  Object.assign(response, changed);
  return { status: 200, body: integrationResponseJson(response), resourceId: call.path['resourceId'] ?? '' };
}

/** AWS names the integration even when the method is what is missing. */
export function deleteIntegrationResponse(call: Call): Answer {
  checkedStatusCode(call);
  const { integration } = requireMethod(call, 'Invalid Integration identifier specified');
  if (integration === undefined) throw notFound('Invalid Integration identifier specified');
  const { statusCode } = requireIntegrationResponse(call);
  integration.integrationResponses.delete(statusCode);
  return { status: 204, resourceId: call.path['resourceId'] ?? '' };
}

export const integrationResponseJson = (response: IntegrationResponse): JsonObject => defined({ ...response });

function requireIntegrationResponse(call: Call): IntegrationResponse {
  const response = requireIntegration(call).integrationResponses.get(call.path['statusCode'] ?? '');
  if (response === undefined) throw notFound('Invalid Response status code specified');
  return response;
}

/** An empty template reads back as null. */
function templates(body: JsonObject): IntegrationResponse['responseTemplates'] {
  const given = body['responseTemplates'];
  if (!isObject(given)) return undefined;
  const present = Object.fromEntries(Object.entries(given).filter(([, template]) => template !== null));
  const texts = textMapMember({ present }, 'present') ?? {};
  const all = Object.keys(given).map((contentType): [string, string | null] => {
    if (!contentType.includes('/')) {
      throw badRequest(`Validation Result: warnings : [], errors : [Invalid content type specified: ${contentType}]`);
    }
    return [contentType, texts[contentType] === undefined || texts[contentType] === '' ? null : texts[contentType]];
  });
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** A mapped header must be declared by the method response of the same status. */
export function checkParameters(response: IntegrationResponse, method: Method): void {
  const names = Object.keys(response.responseParameters ?? {});
  const declared = method.methodResponses.get(response.statusCode);
  const invalid = (reason: string) =>
    badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${reason}]`);
  if (names.length > 0 && declared === undefined) throw invalid('No method response exists for method.');
  const undeclared = names.find((name) => declared?.responseParameters?.[name] === undefined);
  if (undeclared !== undefined) throw invalid(`Invalid mapping expression parameter specified: ${undeclared}`);
}

function apply(response: IntegrationResponse, { op, path, value = '' }: PatchOperation): void {
  const [member, name] = pointerSegments(path);
  if (path === '/selectionPattern') {
    response.selectionPattern = value;
  } else if (path === '/contentHandling') {
    response.contentHandling = value === '' ? undefined : value;
  } else if (member === 'responseParameters' && name !== undefined) {
    response.responseParameters = changedMap(response.responseParameters, name, op, value);
  } else if (member === 'responseTemplates' && name !== undefined) {
    response.responseTemplates = changedMap(response.responseTemplates, name, op, value === '' ? null : value);
  } else {
    throw badRequest(`Invalid patch path ${path}`);
  }
}
