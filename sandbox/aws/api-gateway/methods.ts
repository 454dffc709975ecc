import { badRequest, conflict } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Method, RestApi } from '../state.ts';
import { integrationJson } from './integrations.ts';
import { flagMapMember, flagMember, jsonBody, textListMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { findRestApi, requireMethod, requireResource } from './lookups.ts';
import { changedMap, whenAny } from './maps.ts';
import { methodResponseJson } from './method-responses.ts';
import { allowOnly, patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';
import { defined } from './rest-apis.ts';

const VERBS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];
const AUTHORIZATION_TYPES = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'];

/** PUT, yet not repeatable: a second one conflicts. */
export function putMethod(call: Call): Answer {
  const body = jsonBody(call);
  const resource = requireResource(call);
  const httpMethod = call.path['httpMethod'] ?? '';
  if (!VERBS.includes(httpMethod)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${VERBS.join(',')}`);
  }
  if (resource.methods.has(httpMethod)) throw conflict('Method already exists for this resource');
  const method = newMethod(httpMethod);
  method.authorizationType = authorizationType(textMember(body, 'authorizationType') ?? '');
  method.authorizerId = textMember(body, 'authorizerId');
  method.authorizationScopes = textListMember(body, 'authorizationScopes');
  method.apiKeyRequired = flagMember(body, 'apiKeyRequired');
  method.operationName = textMember(body, 'operationName');
  method.requestValidatorId = textMember(body, 'requestValidatorId');
  method.requestParameters = whenAny(flagMapMember(body, 'requestParameters'));
  method.requestModels = whenAny(textMapMember(body, 'requestModels'));
  checkMethod(method, findRestApi(call)!);
  resource.methods.set(httpMethod, method);
  return { status: 201, body: methodJson(method), resourceId: resource.id };
}

export function getMethod(call: Call): Answer {
  return { status: 200, body: methodJson(requireMethod(call)) };
}

export function updateMethod(call: Call): Answer {
  const operations = patchOperations(call, 'updateMethodInput');
  const method = requireMethod(call);
  const changed: Method = { ...method };
  for (const operation of operations) apply(changed, operation);
  checkMethod(changed, findRestApi(call)!);
  Object.assign(method, changed);
  return { status: 200, body: methodJson(method), resourceId: call.path['resourceId'] ?? '' };
}

export function deleteMethod(call: Call): Answer {
  const { httpMethod } = requireMethod(call);
  const resource = requireResource(call);
  resource.methods.delete(httpMethod);
  return { status: 204, resourceId: resource.id };
}

/** A method with AWS's defaults, without an integration. */
export function newMethod(httpMethod: string): Method {
  return {
    httpMethod,
    authorizationType: 'NONE',
    authorizerId: undefined,
    authorizationScopes: undefined,
    apiKeyRequired: false,
    operationName: undefined,
    requestValidatorId: undefined,
    requestParameters: undefined,
    requestModels: undefined,
    methodResponses: new Map(),
    integration: undefined,
  };
}

export function methodJson(method: Method): JsonObject {
  const responses = [...method.methodResponses].map(([status, response]) => [status, methodResponseJson(response)]);
  return defined({
    httpMethod: method.httpMethod,
    authorizationType: method.authorizationType,
    authorizerId: method.authorizerId,
    authorizationScopes: method.authorizationScopes,
    apiKeyRequired: method.apiKeyRequired,
    operationName: method.operationName,
    requestValidatorId: method.requestValidatorId,
    requestParameters: method.requestParameters,
    requestModels: method.requestModels,
    methodResponses: responses.length === 0 ? undefined : (Object.fromEntries(responses) as JsonObject),
    methodIntegration: method.integration === undefined ? undefined : integrationJson(method.integration),
  });
}

/** What a method refers to must exist in its API. An authorizer id without need for one is forgotten. */
export function checkMethod(method: Method, api: RestApi): void {
  if (method.authorizationType === 'CUSTOM' || method.authorizationType === 'COGNITO_USER_POOLS') {
    const authorizer = api.authorizers.get(method.authorizerId ?? '');
    const isCognito = authorizer?.type === 'COGNITO_USER_POOLS';
    if (authorizer === undefined || isCognito !== (method.authorizationType === 'COGNITO_USER_POOLS')) {
      throw badRequest(
        'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
      );
    }
  } else {
    method.authorizerId = undefined;
  }
  if (method.requestValidatorId !== undefined && api.requestValidators?.has(method.requestValidatorId) !== true) {
    throw badRequest('Invalid Request Validator identifier specified');
  }
  const unknown = Object.values(method.requestModels ?? {}).find((name) => api.models?.has(name) !== true);
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  const names = Object.keys(method.requestParameters ?? {}).map((parameter) => parameter.split('.').at(-1));
  if (new Set(names).size < names.length) {
    throw badRequest('Parameter names must be unique across querystring, header and path');
  }
}

function authorizationType(value: string): Method['authorizationType'] {
  if (!AUTHORIZATION_TYPES.includes(value)) {
    throw badRequest(`Invalid authorization type specified. Valid options are ${AUTHORIZATION_TYPES.join(',')}`);
  }
  return value as Method['authorizationType'];
}

function apply(method: Method, operation: PatchOperation): void {
  const { op, path, value = '' } = operation;
  const [member = '', name, ...more] = pointerSegments(path);
  if (member === 'requestParameters' && name !== undefined && more.length === 0) {
    method.requestParameters = changedMap(method.requestParameters, name, op, value === 'true');
    return;
  }
  if (member === 'requestModels' && name !== undefined && more.length === 0) {
    method.requestModels = changedMap(method.requestModels, name, op, value);
    return;
  }
  if (member === 'authorizationScopes' && name === undefined) {
    allowOnly(operation, 'add', 'remove');
    const others = (method.authorizationScopes ?? []).filter((scope) => scope !== value);
    method.authorizationScopes = op === 'add' ? [...others, value] : others;
    return;
  }
  const change = name === undefined ? scalarChanges[member] : undefined;
  if (change === undefined) throw badRequest(`Invalid patch path ${path}`);
  allowOnly(operation, 'replace');
  change(method, value);
}

const scalarChanges: Readonly<Record<string, (method: Method, value: string) => void>> = {
  authorizationType: (method, value) => {
    method.authorizationType = authorizationType(value);
  },
  authorizerId: (method, value) => {
    method.authorizerId = value === '' ? undefined : value;
  },
  apiKeyRequired: (method, value) => {
    method.apiKeyRequired = value === 'true';
  },
  operationName: (method, value) => {
    method.operationName = value === '' ? undefined : value;
  },
  requestValidatorId: (method, value) => {
    method.requestValidatorId = value === '' ? undefined : value;
  },
};
