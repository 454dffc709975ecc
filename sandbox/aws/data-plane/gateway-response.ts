import type { HttpResponse } from '../../http.ts';
import type { DeployedApi, GatewayResponse } from '../state.ts';
import { notEmulated } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/**
 * A refusal as the deployed API words it: by the gateway response of its type, else by the default of its hundred.
 * Constant headers, the status, and templates of texts and of a few `$context` variables; mapped values are not emulated.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function withGatewayResponse(
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
  deployed: DeployedApi | undefined,
): HttpResponse {
  const response = refusal.toResponse(headers);
  const responses = deployed?.gatewayResponses;
  const custom =
    responses?.get(refusal.responseType) ?? responses?.get(refusal.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  if (custom === undefined) return response;
  const added = Object.entries(custom.responseParameters ?? {}).flatMap(([target, value]): [string, string][] => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    return name === undefined || !/^'.*'$/s.test(value) ? [] : [[name.toLowerCase(), value.slice(1, -1)]];
  });
  const body = bodyOf(custom, refusal, headers) ?? { mediaType: 'application/json', text: refusal.body };
  return {
    status: custom.statusCode === undefined ? response.status : Number(custom.statusCode),
    headers: {
      ...response.headers,
      'content-type': body.mediaType,
      'content-length': String(Buffer.byteLength(body.text)),
      ...Object.fromEntries(added),
    },
    body: body.text,
  };
}

function bodyOf(
  { responseTemplates }: GatewayResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
): { mediaType: string; text: string } | undefined {
  const templates = Object.entries(responseTemplates ?? {});
  const [mediaType, template] = templates.find(([type]) => type === 'application/json') ?? templates[0] ?? [];
  if (mediaType === undefined || template === undefined) return undefined;
  const { message = '', Message = message } = JSON.parse(refusal.body) as { message?: string; Message?: string };
  const variables: Readonly<Record<string, string | undefined>> = {
    'error.message': Message,
    'error.messageString': JSON.stringify(Message),
    'error.responseType': refusal.responseType,
    requestId: headers['x-amzn-requestid'],
  };
  const text = template.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw notEmulated(`$context.${name} in gateway responses`);
    return value;
  });
  return { mediaType, text };
}
