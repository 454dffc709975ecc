import type { Json, JsonObject, UserOperation } from '../api/user-document.ts';
import { followRef, resolvePointer } from './check-refs.ts';
import { isObject, listAt, memberOf, objectAt } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { isSwagger } from './schemas-of.ts';

/**
 * What API Gateway does not know when it checks a body, so that it would refuse good requests or let bad ones through.
 * Source: API Gateway developer guide, "Amazon API Gateway important notes" for REST APIs; models are JSON schema draft 4.
 */
const unknown: Readonly<Record<string, (value: Json, schema: JsonObject) => boolean>> = {
  discriminator: () => true,
  nullable: (value) => value === true,
  exclusiveMinimum: () => true,
  exclusiveMaximum: () => true,
  format: (value, schema) =>
    schema['type'] === 'number' && /^(int32|int64|decimal)$/iu.test(typeof value === 'string' ? value : ''),
};

/** Only schemas that bodies are checked against matter: elsewhere models are for readers. */
export function checkValidatedSchemas(root: JsonObject, operations: readonly UserOperation[]): DocumentProblem[] {
  const problems = new Map<string, DocumentProblem>();
  const seen = new Set<Json>();
  for (const { request, path, method } of operations) {
    if (request.validator?.body !== true) continue;
    for (const [place, schema] of bodySchemas(root, path, method)) look(schema, place);
  }
  return [...problems.values()];

  function look(value: Json | undefined, path: (string | number)[]): void {
    if (Array.isArray(value)) (value as readonly Json[]).forEach((item, index) => look(item, [...path, index]));
    if (!isObject(value) || seen.has(value)) return;
    seen.add(value);
    const reference = value['$ref'];
    if (typeof reference === 'string') return look(resolvePointer(root, reference), reference.slice(2).split('/'));
    for (const [keyword, isMeant] of Object.entries(unknown)) {
      const found = memberOf(value, keyword);
      if (found === undefined || !isMeant(found, value)) continue;
      const problem = problemAt(
        [...path, keyword],
        'is not known to API Gateway when it checks bodies against this schema; remove it, or let the validator of the operation check parameters only',
      );
      problems.set(problem.pointer, problem);
    }
    for (const member of ['properties', 'patternProperties', 'definitions'])
      for (const [name, schema] of Object.entries(objectAt(value, member))) look(schema, [...path, member, name]);
    for (const member of ['items', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf'])
      look(value[member], [...path, member]);
  }
}

function bodySchemas(root: JsonObject, path: string, method: string): [(string | number)[], Json | undefined][] {
  const key = method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();
  const item = objectAt(objectAt(root, 'paths'), path);
  const operation = objectAt(item, key);
  const at = ['paths', path, key];
  if (isSwagger(root)) {
    return listAt(operation, 'parameters').flatMap((parameter, index): [(string | number)[], Json | undefined][] => {
      const found = followRef(root, parameter);
      return found?.['in'] === 'body' ? [[[...at, 'parameters', index, 'schema'], found['schema']]] : [];
    });
  }
  return Object.entries(objectAt(followRef(root, operation['requestBody']), 'content')).map(([type, media]) => [
    [...at, 'requestBody', 'content', type, 'schema'],
    memberOf(media, 'schema'),
  ]);
}
