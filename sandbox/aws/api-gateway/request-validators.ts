import type { Ids } from '../ids.ts';
import type { Answer, Call } from '../operation.ts';
import type { RequestValidator } from '../state.ts';
import type { ImportDocument } from './import-document.ts';
import { isObject, objectMember } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { page } from './paging.ts';

export function getRequestValidators(call: Call): Answer {
  const validators = [...(requireRestApi(call).requestValidators?.values() ?? [])];
  return { status: 200, body: page(validators, call.query, (validator) => ({ ...validator })) };
}

/** By id, those of the document beside `kept`. */
export function importedValidators(
  { root }: ImportDocument,
  kept: readonly RequestValidator[],
  ids: Ids,
): ReadonlyMap<string, RequestValidator> {
  const defined = objectMember(root, 'x-amazon-apigateway-request-validators') ?? {};
  const added = Object.entries(defined).map(([name, settings]): RequestValidator => {
    const flag = (key: string) => isObject(settings) && settings[key] === true;
    return {
      id: ids.alphanumeric(6),
      name,
      validateRequestBody: flag('validateRequestBody'),
      validateRequestParameters: flag('validateRequestParameters'),
    };
  });
  const others = kept.filter(({ name }) => !Object.hasOwn(defined, name));
  return new Map([...others, ...added].map((validator) => [validator.id, validator]));
}
