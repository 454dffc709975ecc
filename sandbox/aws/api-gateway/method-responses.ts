import { badRequest, conflict, notFound, validationError, violation } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { MethodResponse } from '../state.ts';
import { flagMapMember, jsonBody, textMapMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { findRestApi, requireMethod } from './lookups.ts';
import { changedMap } from './maps.ts';
import { patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';
import { defined } from './rest-apis.ts';

export function putMethodResponse(call: Call): Answer {
  const statusCode = checkedStatusCode(call);
  const body = jsonBody(call);
  const method = requireMethod(call);
  if (method.methodResponses.has(statusCode)) throw conflict('Response already exists for this resource');
  const responseModels = textMapMember(body, 'responseModels');
  const unknown = Object.values(responseModels ?? {}).find((name) => findRestApi(call)?.models?.has(name) !== true);
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  const response = { statusCode, responseModels, responseParameters: flagMapMember(body, 'responseParameters') };
  method.methodResponses.set(statusCode, response);
  return { status: 201, body: methodResponseJson(response), resourceId: call.path['resourceId'] ?? '' };
}

export function getMethodResponse(call: Call): Answer {
  checkedStatusCode(call);
  return { status: 200, body: methodResponseJson(requireMethodResponse(call)) };
}

/** Answers 201, as the service model says. */
export function updateMethodResponse(call: Call): Answer {
  const operations = patchOperations(call, 'updateMethodResponseInput', statusCodeViolations(call));
  const response = requireMethodResponse(call);
  const changed = { ...response };
  for (const operation of operations) apply(changed, operation);
  Object.assign(response, changed);
  return { status: 201, body: methodResponseJson(response), resourceId: call.path['resourceId'] ?? '' };
}

export function deleteMethodResponse(call: Call): Answer {
  checkedStatusCode(call);
  const { statusCode } = requireMethodResponse(call);
  requireMethod(call).methodResponses.delete(statusCode);
  return { status: 204, resourceId: call.path['resourceId'] ?? '' };
}

export const methodResponseJson = ({ statusCode, responseParameters, responseModels }: MethodResponse): JsonObject =>
  defined({ statusCode, responseParameters, responseModels });

/** The status code of the path. @throws AwsError ValidationException */
export function checkedStatusCode(call: Call): string {
  const wrong = statusCodeViolations(call);
  if (wrong.length > 0) throw validationError(wrong);
  return call.path['statusCode'] ?? '';
}

function statusCodeViolations(call: Call): string[] {
  const statusCode = call.path['statusCode'] ?? '';
  const constraint = 'Member must satisfy regular expression pattern: [1-5]\\d\\d';
  return /^[1-5]\d\d$/.test(statusCode) ? [] : [violation(statusCode, 'statusCode', constraint)];
}

function requireMethodResponse(call: Call): MethodResponse {
  const response = requireMethod(call).methodResponses.get(call.path['statusCode'] ?? '');
  if (response === undefined) throw notFound('Invalid Response status code specified');
  return response;
}

function apply(response: MethodResponse, { op, path, value }: PatchOperation): void {
  const [member, name = ''] = pointerSegments(path);
  if (member === 'responseParameters') {
    if (op !== 'add' && response.responseParameters?.[name] === undefined) {
      throw notFound('Invalid parameter name specified');
    }
    response.responseParameters = changedMap(response.responseParameters, name, op, value === 'true');
  } else if (member === 'responseModels') {
    if (op !== 'add' && response.responseModels?.[name] === undefined) {
      throw notFound('Content-Type specified was not found');
    }
    response.responseModels = changedMap(response.responseModels, name, op, value ?? '');
  } else {
    throw badRequest(`Invalid patch path ${path}`);
  }
}
