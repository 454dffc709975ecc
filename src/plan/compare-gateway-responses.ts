import { canonicalJson } from '../desired/content-hash.ts';
import type { GatewayResponse, GatewayResponses } from '../desired/gateway-responses.ts';
import type { ObservedGatewayResponse } from './observed-state.ts';

/** What API Gateway answers when a response has no template; it may write that out for one that was customised. */
const defaultTemplates = [{}, { 'application/json': '{"message":$context.error.messageString}' }].map(canonicalJson);

/**
 * Status codes of the types, which AWS fills in for a customised one that names none.
 * Source: API Gateway developer guide, "Gateway response types for API Gateway".
 */
const defaultStatusCodes: Readonly<Record<string, string>> = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
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

/** Whether exactly the wanted gateway responses are customised. */
export function hasGatewayResponses(
  wanted: GatewayResponses = {},
  observed: readonly ObservedGatewayResponse[],
): boolean {
  const found = new Map(observed.map((response) => [response.type, response]));
  return (
    found.size === Object.keys(wanted).length &&
    Object.entries(wanted).every(([type, response]) => isSame(response, found.get(type)))
  );
}

function isSame(
  { statusCode, responseParameters = {}, responseTemplates = {} }: GatewayResponse,
  found: ObservedGatewayResponse | undefined,
): boolean {
  if (found === undefined) return false;
  const isStatus =
    statusCode === undefined
      ? found.statusCode === undefined || found.statusCode === defaultStatusCodes[found.type]
      : found.statusCode === statusCode;
  const templates = canonicalJson(found.responseTemplates);
  const areTemplates =
    Object.keys(responseTemplates).length === 0
      ? defaultTemplates.includes(templates)
      : templates === canonicalJson(responseTemplates);
  return isStatus && areTemplates && canonicalJson(responseParameters) === canonicalJson(found.responseParameters);
}
