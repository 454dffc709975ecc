import type { Json, JsonObject } from '../api/user-document.ts';
import { checkShape } from './check-shape.ts';
import { checkStructure } from './check-structure.ts';
import { checkValidatedSchemas } from './check-validated-schemas.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { walkKeys } from './walk.ts';

const maxSchemaBytes = 64 * 1024;

/** A schema that a route gives for its body: as strict as one of a document, and complete in itself. */
export async function checkBodySchema(schema: unknown): Promise<DocumentProblem[]> {
  const unsafe = checkShape(schema);
  if (unsafe.length > 0) return unsafe;
  const body = schema as JsonObject;
  if (Buffer.byteLength(JSON.stringify(body)) > maxSchemaBytes)
    return [problemAt([], `is larger than ${maxSchemaBytes / 1024} KiB; put the API into an OpenAPI document`)];
  const problems: DocumentProblem[] = [];
  walkKeys(body, (key, value, path) => {
    if (key === '$ref' && typeof value === 'string')
      problems.push(problemAt([...path, key], 'has nothing to refer to; write the schema out'));
    if (key.toLowerCase().startsWith('x-amazon-apigateway-'))
      problems.push(problemAt([...path, key], 'is not taken; remove it'));
  });
  if (problems.length > 0) return problems;
  const found = [...(await checkStructure(documentOf(body))), ...checkValidatedSchemas(documentOf(body), [operation])];
  return found.map(({ pointer, message }) => ({ pointer: pointer.replace(bodyPointer, ''), message }));
}

const operation = {
  path: '/',
  method: 'POST',
  pointer: '',
  backend: undefined,
  authorization: undefined,
  security: [],
  request: { parameters: {}, validator: { name: '', body: true, parameters: false } },
} as const;

const bodyPointer = '/paths/~1/post/requestBody/content/application~1json/schema';

function documentOf(schema: JsonObject): { readonly [key: string]: Json } {
  return {
    openapi: '3.0.3',
    info: { title: 'A body', version: '1' },
    paths: {
      '/': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { default: { description: 'Any' } },
        },
      },
    },
  };
}
