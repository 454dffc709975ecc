import type { Json, JsonObject } from '../api/user-document.ts';
import { isObject, objectAt } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { toSchema30 } from './to-schema-30.ts';
import { convertMeaning } from './walk.ts';
import type { Path } from './walk.ts';

/**
 * OpenAPI 3.1 in the words of 3.0, which is what API Gateway takes, or the constructs that have none.
 * Source: OpenAPI Initiative, "Migrating from OpenAPI 3.0 to 3.1.0".
 */
export function toOpenApi30(root: JsonObject): { root: JsonObject; problems: DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  for (const [path, remedy] of withoutWords(root)) problems.push(problemAt(path, remedy));
  const { hoisted, problems: unhoisted } = hoistDefinitions(root);
  problems.push(...unhoisted);
  const converted = convertMeaning(hoisted, (object, path, isSchema) =>
    isSchema ? toSchema30(object, path, problems) : withoutNew(object, path),
  ) as JsonObject;
  const { jsonSchemaDialect: _dialect, ...rest } = converted;
  return { root: { ...rest, openapi: '3.0.3' }, problems };
}

function withoutWords(root: JsonObject): (readonly [readonly string[], string])[] {
  return [
    ...(Object.keys(objectAt(root, 'webhooks')).length > 0
      ? [[['webhooks'], 'API Gateway cannot call anybody; remove it'] as const]
      : []),
    ...(Object.keys(objectAt(objectAt(root, 'components'), 'pathItems')).length > 0
      ? [[['components', 'pathItems'], 'OpenAPI 3.0 has no path items to refer to; write them under paths'] as const]
      : []),
    ...(root['paths'] === undefined
      ? [[['paths'], 'is missing; a document without paths has nothing to serve'] as const]
      : []),
  ];
}

/** Members that 3.1 added and that only readers look at. */
function withoutNew(object: JsonObject, path: Path): JsonObject {
  const at = path.at(-1);
  const added =
    path.length === 1 && at === 'info' ? 'summary' : path.length === 2 && at === 'license' ? 'identifier' : undefined;
  return added === undefined ? object : Object.fromEntries(Object.entries(object).filter(([key]) => key !== added));
}

/**
 * `$defs` of a named schema become schemas of their own, and references follow them. 3.0 knows named schemas only.
 */
function hoistDefinitions(root: JsonObject): { hoisted: JsonObject; problems: DocumentProblem[] } {
  const schemas = objectAt(objectAt(root, 'components'), 'schemas');
  const moved = new Map<string, string>();
  const added: Record<string, Json> = {};
  const problems: DocumentProblem[] = [];
  const kept = Object.entries(schemas).map(([name, schema]): [string, Json] => {
    if (!isObject(schema) || !isObject(schema['$defs'])) return [name, schema];
    for (const [key, definition] of Object.entries(schema['$defs'])) {
      const newName = `${name}${key}`;
      if (Object.hasOwn(schemas, newName) || Object.hasOwn(added, newName))
        problems.push(
          problemAt(
            ['components', 'schemas', name, '$defs', key],
            `would become the schema ${newName}, which exists; rename it`,
          ),
        );
      added[newName] = definition;
      moved.set(`#/components/schemas/${name}/$defs/${key}`, `#/components/schemas/${newName}`);
    }
    return [name, Object.fromEntries(Object.entries(schema).filter(([member]) => member !== '$defs'))];
  });
  if (moved.size === 0) return { hoisted: root, problems };
  const components = { ...objectAt(root, 'components'), schemas: { ...Object.fromEntries(kept), ...added } };
  const hoisted = convertMeaning({ ...root, components }, (object) => {
    const target = typeof object['$ref'] === 'string' ? moved.get(object['$ref']) : undefined;
    return target === undefined ? object : { ...object, $ref: target };
  }) as JsonObject;
  return { hoisted, problems };
}
