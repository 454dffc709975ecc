import { notFound } from '../aws-error.ts';
import type { Ids } from '../ids.ts';
import type { Answer, Call } from '../operation.ts';
import type { Model } from '../state.ts';
import type { ImportDocument } from './import-document.ts';
import { isObject } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { page } from './paging.ts';
import { defined } from './rest-apis.ts';

export function getModels(call: Call): Answer {
  return { status: 200, body: page([...(requireRestApi(call).models?.values() ?? [])], call.query, modelJson) };
}

export function getModel(call: Call): Answer {
  const name = call.path['modelName'] ?? '';
  const model = requireRestApi(call).models?.get(name);
  if (model === undefined) throw notFound(`Invalid model name specified: ${name}`);
  return { status: 200, body: modelJson(model) };
}

/** Every API has these two from birth. */
export function modelsFromBirth(ids: Ids): ReadonlyMap<string, Model> {
  const schema = '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "type" : "object"\n}';
  return new Map(
    ['Empty', 'Error'].map((name) => [
      name,
      { id: ids.alphanumeric(6), name, description: undefined, contentType: 'application/json', schema },
    ]),
  );
}

/**
 * A model for each schema of the document. References between them become the URLs by which models name each other.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function importedModels(
  { schemas }: ImportDocument,
  restApiId: string,
  ids: Ids,
  errors: string[],
): ReadonlyMap<string, Model> {
  for (const name of Object.keys(schemas)) {
    if (!/^[A-Za-z0-9]+$/.test(name)) errors.push(`Model name must be alphanumeric: ${name}`);
  }
  return new Map(
    Object.entries(schemas).map(([name, schema]) => {
      const description =
        isObject(schema) && typeof schema['description'] === 'string' ? schema['description'] : undefined;
      const text = JSON.stringify(withModelUrls(schema, restApiId));
      return [name, { id: ids.alphanumeric(6), name, description, contentType: 'application/json', schema: text }];
    }),
  );
}

export const modelUrl = (restApiId: string, name: string) =>
  `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${name}`;

function withModelUrls(value: Json, restApiId: string): Json {
  if (Array.isArray(value)) return value.map((one: Json) => withModelUrls(one, restApiId));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const name = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(typeof one === 'string' ? one : '')?.[1];
      return [key, key === '$ref' && name !== undefined ? modelUrl(restApiId, name) : withModelUrls(one, restApiId)];
    }),
  );
}

const modelJson = (model: Model): JsonObject => defined({ ...model });
