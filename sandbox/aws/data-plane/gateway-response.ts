import type { HttpResponse } from '../../http.ts';
import type { DeployedApi } from '../state.ts';
import type { Refusal } from './refusal.ts';

/**
 * A refusal as the deployed API words it: constant headers and the status of its DEFAULT_4XX or DEFAULT_5XX gateway
 * response. Responses for single causes, templates and mapped values are not emulated.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function withGatewayResponse(
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
  deployed: DeployedApi | undefined,
): HttpResponse {
  const response = refusal.toResponse(headers);
  const custom = deployed?.gatewayResponses?.get(refusal.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const added = Object.entries(custom?.responseParameters ?? {}).flatMap(([target, value]): [string, string][] => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    return name === undefined || !/^'.*'$/s.test(value) ? [] : [[name.toLowerCase(), value.slice(1, -1)]];
  });
  return {
    ...response,
    status: custom?.statusCode === undefined ? response.status : Number(custom.statusCode),
    headers: { ...response.headers, ...Object.fromEntries(added) },
  };
}
