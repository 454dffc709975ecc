import { badRequest } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { Integration, IntegrationResponse, Method } from '../state.ts';
import type { ImportDocument } from './import-document.ts';
import { modelName, resolved, textOf } from './import-document.ts';
import type { MethodSecurity } from './import-security.ts';
import { checkParameters } from './integration-responses.ts';
import {
  checkIntegration,
  connectionType,
  newIntegration,
  passthroughBehavior,
  timeout,
  tlsConfig,
} from './integrations.ts';
import { isObject, objectMember } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';
import { whenAny } from './maps.ts';
import { newMethod } from './methods.ts';

/** Where an operation stands, and where warnings about it go. */
export interface ImportPlace {
  readonly document: ImportDocument;
  readonly path: string;
  readonly verb: string;
  readonly resourceId: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
  readonly warnings: string[];
}

/** One operation of the document as a method, with responses and integration. */
export function importedMethod(place: ImportPlace, security: MethodSecurity, call: Call): Method {
  const { document, operation } = place;
  const method: Method = { ...newMethod(place.verb), ...security };
  method.operationName = operation['operationId'] === undefined ? undefined : textOf(operation['operationId']);
  const parameters = allParameters(place);
  method.requestParameters = requestParameters(parameters);
  method.requestModels = whenAny(requestModels(parameters, place));
  for (const [status, response] of Object.entries(objectMember(operation, 'responses') ?? {})) {
    // `default` has no status code that a method response could have.
    if (!/^[1-5]\d\d$/.test(status)) continue;
    const content = resolved(document.root, response);
    method.methodResponses.set(status, {
      statusCode: status,
      responseModels: whenAny(responseModels(content, place)),
      responseParameters: whenAny(
        Object.fromEntries(
          Object.keys(objectMember(content, 'headers') ?? {}).map((name) => [`method.response.header.${name}`, false]),
        ),
      ),
    });
  }
  const extension = operation['x-amazon-apigateway-integration'];
  if (isObject(extension)) method.integration = integrationOf(resolved(document.root, extension), method, place, call);
  return method;
}

function integrationOf(extension: JsonObject, method: Method, place: ImportPlace, call: Call): Integration {
  const type = textOf(extension['type']).toUpperCase();
  if (!['HTTP', 'HTTP_PROXY', 'AWS', 'AWS_PROXY', 'MOCK'].includes(type)) throw badRequest('Invalid integration type');
  const text = (member: string) => (extension[member] === undefined ? undefined : textOf(extension[member]));
  const keys = extension['cacheKeyParameters'];
  const integration: Integration = {
    ...newIntegration(type as Integration['type'], place.resourceId),
    // AWS drops the method of a MOCK: nothing is called.
    httpMethod: type === 'MOCK' ? undefined : text('httpMethod')?.toUpperCase(),
    uri: type === 'MOCK' ? undefined : text('uri'),
    connectionType: connectionType(text('connectionType'), type as Integration['type']),
    connectionId: text('connectionId'),
    integrationTarget: text('integrationTarget'),
    credentials: text('credentials'),
    requestParameters: whenAny(requestMappings(extension, place)),
    requestTemplates: whenAny(texts(objectMember(extension, 'requestTemplates'))),
    passthroughBehavior: passthroughBehavior(text('passthroughBehavior')),
    contentHandling: text('contentHandling')?.toUpperCase(),
    timeoutInMillis: timeout(extension['timeoutInMillis']),
    cacheNamespace: text('cacheNamespace') ?? place.resourceId,
    cacheKeyParameters: Array.isArray(keys) ? keys.map(textOf) : [],
    tlsConfig: tlsConfig(objectMember(extension, 'tlsConfig')),
  };
  checkIntegration(integration, method, call);
  for (const [pattern, settings] of Object.entries(objectMember(extension, 'responses') ?? {})) {
    if (!isObject(settings)) continue;
    const response = integrationResponse(pattern, settings);
    checkParameters(response, method);
    integration.integrationResponses.set(response.statusCode, response);
  }
  return integration;
}

/** The key of a response is the pattern that selects it; `default` is the one without. */
function integrationResponse(pattern: string, settings: JsonObject): IntegrationResponse {
  return {
    statusCode: textOf(settings['statusCode']),
    selectionPattern: pattern === 'default' ? undefined : pattern,
    responseParameters: whenAny(texts(objectMember(settings, 'responseParameters'))),
    responseTemplates: whenAny(texts(objectMember(settings, 'responseTemplates'))),
    contentHandling: settings['contentHandling'] === undefined ? undefined : textOf(settings['contentHandling']),
  };
}

/** A mapping that is no text is left out with a warning, as recorded. */
function requestMappings(extension: JsonObject, { path, verb, warnings }: ImportPlace): Record<string, string> {
  const mappings: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectMember(extension, 'requestParameters') ?? {})) {
    if (typeof value === 'string') {
      mappings[name] = value;
    } else {
      warnings.push(
        `Invalid format for 'requestParameters'. Expected type string for property '${name}' of resource '${path}' ` +
          `and method '${verb}' but got '${textOf(value)}'`,
      );
    }
  }
  return mappings;
}

function allParameters({ document, pathItem, operation }: ImportPlace): JsonObject[] {
  const own = [operation['parameters'], pathItem['parameters']].flatMap((list) => (Array.isArray(list) ? list : []));
  const parameters = new Map<string, JsonObject>();
  for (const parameter of own.map((one) => resolved(document.root, one))) {
    const key = `${textOf(parameter['in'])}/${textOf(parameter['name'])}`;
    // The operation's own come first and win over the path's.
    if (!parameters.has(key)) parameters.set(key, parameter);
  }
  return [...parameters.values()];
}

function requestParameters(parameters: readonly JsonObject[]): Record<string, boolean> | undefined {
  const places: Record<string, string> = { query: 'querystring', header: 'header', path: 'path' };
  return whenAny(
    Object.fromEntries(
      parameters.flatMap((parameter): [string, boolean][] => {
        const place = places[textOf(parameter['in'])];
        if (place === undefined) return [];
        return [[`method.request.${place}.${textOf(parameter['name'])}`, parameter['required'] === true]];
      }),
    ),
  );
}

function requestModels(parameters: readonly JsonObject[], place: ImportPlace): Record<string, string> {
  const { document, operation } = place;
  if (!document.isSwagger) return contentModels(resolved(document.root, operation['requestBody']));
  const name = modelName(parameters.find((parameter) => parameter['in'] === 'body')?.['schema']);
  return name === undefined ? {} : Object.fromEntries(mediaTypes('consumes', place).map((type) => [type, name]));
}

function responseModels(response: JsonObject, place: ImportPlace): Record<string, string> {
  if (!place.document.isSwagger) return contentModels(response);
  const name = modelName(response['schema']);
  return name === undefined ? {} : Object.fromEntries(mediaTypes('produces', place).map((type) => [type, name]));
}

function contentModels(holder: JsonObject): Record<string, string> {
  const models: Record<string, string> = {};
  for (const [type, media] of Object.entries(objectMember(holder, 'content') ?? {})) {
    const name = isObject(media) ? modelName(media['schema']) : undefined;
    if (name !== undefined) models[type] = name;
  }
  return models;
}

function mediaTypes(member: 'consumes' | 'produces', { document, operation }: ImportPlace): string[] {
  const types: Json | undefined = operation[member] ?? document.root[member];
  return Array.isArray(types) && types.length > 0 ? types.map(textOf) : ['application/json'];
}

const texts = (map: JsonObject | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, textOf(value)]));
