import { badRequest } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { GatewayResponse } from '../state.ts';
import { textOf } from './import-document.ts';
import type { ImportDocument } from './import-document.ts';
import { isObject, jsonBody, objectMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { defined } from './rest-apis.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html */
const TYPES =
  'DEFAULT_4XX DEFAULT_5XX RESOURCE_NOT_FOUND UNAUTHORIZED INVALID_API_KEY ACCESS_DENIED AUTHORIZER_FAILURE AUTHORIZER_CONFIGURATION_ERROR INVALID_SIGNATURE EXPIRED_TOKEN MISSING_AUTHENTICATION_TOKEN INTEGRATION_FAILURE INTEGRATION_TIMEOUT API_CONFIGURATION_ERROR UNSUPPORTED_MEDIA_TYPE BAD_REQUEST_PARAMETERS BAD_REQUEST_BODY REQUEST_TOO_LARGE THROTTLED QUOTA_EXCEEDED WAF_FILTERED'.split(
    ' ',
  );

/** Every type, customised or not; the list has no pages. */
export function getGatewayResponses(call: Call): Answer {
  const { gatewayResponses } = requireRestApi(call);
  return { status: 200, body: { item: TYPES.map((type) => responseJson(type, gatewayResponses?.get(type))) } };
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
  return { status: 201, body: responseJson(type, response), resourceId: type };
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
  if (!TYPES.includes(type)) throw badRequest(`Invalid gateway response type ${type}`);
  return type;
}

function responseJson(type: string, response: GatewayResponse | undefined): JsonObject {
  return defined({ responseType: type, defaultResponse: response === undefined, ...response });
}
