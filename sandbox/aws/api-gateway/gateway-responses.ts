import { validationError, violation } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { GatewayResponse } from '../state.ts';
import { textOf } from './import-document.ts';
import type { ImportDocument } from './import-document.ts';
import { isObject, jsonBody, objectMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { defined } from './rest-apis.ts';

/**
 * Status codes that API Gateway answers by default; the two defaults have none of their own.
 * Recorded; https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const defaultStatusCodes: Readonly<Record<string, string | undefined>> = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
};
const TYPES = Object.keys(defaultStatusCodes);

/** In the order in which AWS's refusal names them. */
const typesAsRefused =
  'REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN';

const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

/** Every type, customised or not; the list has no pages. */
export function getGatewayResponses(call: Call): Answer {
  const { gatewayResponses } = requireRestApi(call);
  return { status: 200, body: { item: TYPES.map((type) => responseJson(type, gatewayResponses ?? new Map())) } };
}

export function putGatewayResponse(call: Call): Answer {
  const api = requireRestApi(call);
  const type = requireType(call);
  const body = jsonBody(call);
  const response: GatewayResponse = {
    statusCode: textMember(body, 'statusCode'),
    responseParameters: textMapMember(body, 'responseParameters'),
    responseTemplates: textMapMember(body, 'responseTemplates'),
  };
  api.gatewayResponses = new Map([...(api.gatewayResponses ?? []), [type, response]]);
  return { status: 201, body: responseJson(type, api.gatewayResponses), resourceId: type };
}

/** Those of the document, beside `kept`. */
export function importedGatewayResponses(
  { root }: ImportDocument,
  kept: ReadonlyMap<string, GatewayResponse> = new Map(),
): ReadonlyMap<string, GatewayResponse> {
  const responses = objectMember(root, 'x-amazon-apigateway-gateway-responses') ?? {};
  const texts = (map: JsonObject | undefined) =>
    map && Object.fromEntries(Object.entries(map).map(([name, value]) => [name, textOf(value)]));
  return new Map([
    ...kept,
    ...Object.entries(responses).flatMap(([type, response]): [string, GatewayResponse][] =>
      isObject(response)
        ? [
            [
              type,
              {
                statusCode: response['statusCode'] === undefined ? undefined : textOf(response['statusCode']),
                responseParameters: texts(objectMember(response, 'responseParameters')),
                responseTemplates: texts(objectMember(response, 'responseTemplates')),
              },
            ],
          ]
        : [],
    ),
  ]);
}

function requireType(call: Call): string {
  const type = call.path['responseType'] ?? '';
  if (TYPES.includes(type)) return type;
  const constraint = `Member must satisfy enum value set: [${typesAsRefused}]`;
  throw validationError([violation(type, 'responseType', constraint)]);
}

/** A type that nobody customised answers as the default of its hundred does, if somebody customised that. */
function responseJson(type: string, custom: ReadonlyMap<string, GatewayResponse>): JsonObject {
  const ownStatus = defaultStatusCodes[type];
  const inherited = ownStatus === undefined ? undefined : `DEFAULT_${ownStatus.charAt(0)}XX`;
  const response = custom.get(type) ?? custom.get(inherited ?? '');
  const templates = response?.responseTemplates ?? {};
  return defined({
    responseType: type,
    defaultResponse: !custom.has(type),
    statusCode: response?.statusCode ?? ownStatus,
    responseParameters: response?.responseParameters ?? {},
    responseTemplates: Object.keys(templates).length > 0 ? templates : defaultTemplates,
  });
}
