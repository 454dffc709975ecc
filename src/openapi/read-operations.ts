import type { Json, JsonObject, RequestDeclaration, RequestValidator, UserOperation } from '../api/user-document.ts';
import { followRef } from './check-refs.ts';
import { isObject, listAt, memberOf, objectAt, textOf } from './json-object.ts';
import { pointerOf, problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { readAuthorization, readBackend } from './read-own-extensions.ts';
import { isSwagger } from './schemas-of.ts';
import { anyMethod } from './walk.ts';

const verbs: Readonly<Record<string, string>> = {
  delete: 'DELETE', get: 'GET', head: 'HEAD', options: 'OPTIONS', patch: 'PATCH', post: 'POST', put: 'PUT', [anyMethod]: 'ANY',
}; // prettier-ignore

/** Every operation of the document, with what it takes from its path and from the document filled in. */
export function readOperations(root: JsonObject): { operations: UserOperation[]; problems: DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  const take = <T>(value: T | DocumentProblem): T | undefined => {
    if (!isProblem(value)) return value;
    problems.push(value);
    return undefined;
  };
  const documentBackend = take(readBackend(root, [], { mayHavePath: false }));
  const documentAuthorization = take(readAuthorization(root, []));
  const operations = Object.entries(objectAt(root, 'paths')).flatMap(([path, item]) => {
    if (!isObject(item) || !path.startsWith('/')) return [];
    const at = ['paths', path];
    const itemBackend = take(readBackend(item, at, { mayHavePath: true })) ?? documentBackend;
    const itemAuthorization = take(readAuthorization(item, at)) ?? documentAuthorization;
    return Object.entries(verbs).flatMap(([key, method]): UserOperation[] => {
      const operation = memberOf(item, key);
      if (operation === undefined) return [];
      const here = [...at, key];
      if (!isObject(operation) || Object.hasOwn(operation, '$ref')) {
        problems.push(problemAt(here, 'must be an operation, written out here'));
        return [];
      }
      const request = readRequest({ root, item, operation }, here, problems);
      return [
        {
          path,
          method,
          pointer: pointerOf(here),
          backend: take(readBackend(operation, here, { mayHavePath: true })) ?? itemBackend,
          authorization: take(readAuthorization(operation, here)) ?? itemAuthorization,
          security: schemesOf(operation['security'] ?? root['security']),
          request,
        },
      ];
    });
  });
  return { operations, problems };
}

function isProblem(value: unknown): value is DocumentProblem {
  return typeof value === 'object' && value !== null && 'pointer' in value && 'message' in value;
}

function schemesOf(security: Json | undefined): UserOperation['security'] {
  if (!Array.isArray(security)) return [];
  return (security as readonly Json[])
    .filter(isObject)
    .flatMap((one) =>
      Object.keys(one).map((name) => ({ name, scopes: listAt(one, name).flatMap((scope) => textOf(scope) ?? []) })),
    );
}

interface Place {
  readonly root: JsonObject;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

const places: Readonly<Record<string, string>> = { query: 'querystring', header: 'header', path: 'path' };

function readRequest(place: Place, at: readonly string[], problems: DocumentProblem[]): RequestDeclaration {
  const found = parametersOf(place);
  const named = found.flatMap((parameter): { name: string; placeOf: string; required: boolean }[] => {
    const placeOf = places[textOf(parameter['in']) ?? ''];
    const name = parameter['name'];
    return placeOf === undefined || typeof name !== 'string'
      ? []
      : [{ name, placeOf, required: parameter['required'] === true }];
  });
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    problems.push(
      problemAt(
        [...at, 'parameters'],
        `${twice} is the name of two parameters; API Gateway wants names that differ across query, header and path`,
      ),
    );
  const validator = validatorOf(place, at, problems);
  const models = modelsOf(place, found);
  return {
    parameters: Object.fromEntries(
      named.map(({ name, placeOf, required }) => [`method.request.${placeOf}.${name}`, required]),
    ),
    ...(validator && { validator }),
    ...(Object.keys(models).length > 0 && { models }),
  };
}

/** The operation's own parameters win over those of its path. */
function parametersOf({ root, item, operation }: Place): JsonObject[] {
  const parameters = new Map<string, JsonObject>();
  for (const one of [...listAt(operation, 'parameters'), ...listAt(item, 'parameters')]) {
    const parameter = followRef(root, one) ?? {};
    const key = `${textOf(parameter['in'])}/${textOf(parameter['name'])}`;
    if (!parameters.has(key)) parameters.set(key, parameter);
  }
  return [...parameters.values()];
}

const validatorKey = 'x-amazon-apigateway-request-validator';

function validatorOf(
  { root, operation }: Place,
  at: readonly string[],
  problems: DocumentProblem[],
): RequestValidator | undefined {
  const own = memberOf(operation, validatorKey);
  const name = own ?? memberOf(root, validatorKey);
  if (name === undefined) return undefined;
  const validator = typeof name === 'string' ? memberOf(objectAt(root, `${validatorKey}s`), name) : undefined;
  if (typeof name !== 'string' || !isObject(validator)) {
    problems.push(
      problemAt([...(own === undefined ? [] : at), validatorKey], `names no validator of ${validatorKey}s`),
    );
    return undefined;
  }
  return {
    name,
    body: validator['validateRequestBody'] === true,
    parameters: validator['validateRequestParameters'] === true,
  };
}

/** Only schemas that are referred to have a name; of the others AWS makes models named by chance. */
function modelsOf({ root, operation }: Place, parameters: readonly JsonObject[]): Record<string, string> {
  if (isSwagger(root)) {
    const name = modelName(parameters.find((parameter) => parameter['in'] === 'body')?.['schema']);
    const types = [operation['consumes'], root['consumes']].find((list) => Array.isArray(list) && list.length > 0) ?? [
      'application/json',
    ];
    return name === undefined
      ? {}
      : Object.fromEntries(
          (types as readonly Json[]).flatMap((type) => (typeof type === 'string' ? [[type, name]] : [])),
        );
  }
  const content = objectAt(followRef(root, operation['requestBody']), 'content');
  return Object.fromEntries(
    Object.entries(content).flatMap(([type, media]): [string, string][] => {
      const name = modelName(memberOf(media, 'schema'));
      return name === undefined ? [] : [[type, name]];
    }),
  );
}

function modelName(schema: Json | undefined): string | undefined {
  const reference = memberOf(schema, '$ref');
  return typeof reference === 'string'
    ? /^#\/(?:components\/schemas|definitions)\/([^/]+)$/u.exec(reference)?.[1]
    : undefined;
}
