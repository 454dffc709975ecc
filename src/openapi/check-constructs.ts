import type { JsonObject } from '../api/user-document.ts';
import { isObject, objectAt } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { schemasOf } from './schemas-of.ts';

/** Quota "size of models", in bytes. */
const maxModelBytes = 400_000;

/**
 * What OpenAPI allows and API Gateway's import does not take, told before AWS refuses it without a place.
 * Source: API Gateway developer guide, "Amazon API Gateway important notes" for REST APIs.
 */
export function checkConstructs(root: JsonObject): DocumentProblem[] {
  return [
    ...checkModels(root),
    ...Object.entries(objectAt(root, 'paths')).flatMap(([path, item]) => checkPath(path, isObject(item) ? item : {})),
  ];
}

function checkModels(root: JsonObject): DocumentProblem[] {
  const { at, schemas } = schemasOf(root);
  return Object.entries(schemas).flatMap(([name, schema]) => [
    ...(/^[A-Za-z0-9]{1,255}$/u.test(name)
      ? []
      : [
          problemAt(
            [...at, name],
            'API Gateway names models by letters and digits only; rename the schema and the references to it',
          ),
        ]),
    ...(Buffer.byteLength(JSON.stringify(schema)) <= maxModelBytes
      ? []
      : [
          problemAt(
            [...at, name],
            `is larger than the ${maxModelBytes} bytes that API Gateway allows a model; split it by $ref`,
          ),
        ]),
  ]);
}

/** As `spec.routes[].path` has it. */
const pathPattern = /^(\/|(\/([A-Za-z0-9._:-]+|\{[A-Za-z0-9._-]+\}))*(\/([A-Za-z0-9._:-]+|\{[A-Za-z0-9._-]+\+?\})))$/u;

function checkPath(path: string, item: JsonObject): DocumentProblem[] {
  if (path.startsWith('x-')) return [];
  const at = ['paths', path];
  return [
    ...(pathPattern.test(path) && path.length <= 512 ? [] : [problemAt(at, whyNot(path))]),
    ...(Object.hasOwn(item, 'trace')
      ? [problemAt([...at, 'trace'], 'API Gateway has no method TRACE; remove it')]
      : []),
  ];
}

function whyNot(path: string): string {
  if (path.length > 512) return 'is longer than 512 characters';
  if (path.length > 1 && path.endsWith('/'))
    return 'ends in a slash, which API Gateway does not tell from the path without; remove it';
  if (/[^/]\{|\}[^/]/u.test(path))
    return 'has a variable that is not a whole segment; API Gateway takes /{id} and neither /a{id} nor /{id}.json';
  return 'is no path of API Gateway: segments are letters, digits and . _ : - or one variable, the last may be greedy like {proxy+}';
}
