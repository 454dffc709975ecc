import { Ajv } from 'ajv';
import type { Method, Model, RestApi } from '../state.ts';
import { modelUrl } from '../api-gateway/models.ts';
import type { Served } from './invoke.ts';
import { invalidRequestBody, missingParameters, notEmulated } from './refusal.ts';

/**
 * What the method's validator asks for, as the deployment has it: parameters that must be there first, then the body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validateRequest({ request, api, route, deployed }: Served): void {
  const { method } = route.deployed;
  const validator = deployed.requestValidators?.get(method.requestValidatorId ?? '');
  if (validator?.validateRequestParameters === true) {
    const missing = missingNames(method, request.headers, new URLSearchParams(request.rawQuery));
    if (missing.length > 0) throw missingParameters(missing);
  }
  if (validator?.validateRequestBody === true) {
    const models = deployed.models ?? new Map<string, Model>();
    const model = models.get(modelNameFor(method, request.headers['content-type']) ?? '');
    if (model !== undefined && !fits(request.body, model, models, api)) throw invalidRequestBody();
  }
}

/** Variables of the path are there, or the request would not have come here. */
function missingNames(
  { requestParameters }: Method,
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): string[] {
  return Object.entries(requestParameters ?? {}).flatMap(([parameter, isRequired]) => {
    const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(parameter) ?? [];
    const value = place === 'header' ? headers[name.toLowerCase()] : query.get(name);
    return place !== undefined && isRequired && (value ?? '') === '' ? [name] : [];
  });
}

/** A body of no media type is taken for JSON; one of a media type without a model is not looked at. */
function modelNameFor({ requestModels }: Method, contentType = 'application/json'): string | undefined {
  return requestModels?.[contentType.split(';')[0]!.trim().toLowerCase()];
}

function fits(body: Uint8Array, model: Model, models: ReadonlyMap<string, Model>, api: RestApi): boolean {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString());
  } catch {
    return false;
  }
  try {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const { name, schema } of models.values()) {
      // Draft 4 is not what this library knows; what models say is the same in later drafts.
      const { $schema: _draft, ...rest } = JSON.parse(schema) as Record<string, unknown>;
      ajv.addSchema(rest, modelUrl(api.id, name));
    }
    return ajv.validate(modelUrl(api.id, model.name), value);
  } catch (error) {
    throw notEmulated(`model ${model.name}: ${error instanceof Error ? error.message : ''}`);
  }
}
