import type { Json, JsonObject } from '../api/user-document.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import type { Path } from './walk.ts';

/** Keywords of JSON Schema 2020-12 that 3.0 cannot say in any way. */
const withoutWords = [
  '$anchor', '$defs', '$dynamicAnchor', '$dynamicRef', '$id', '$vocabulary', 'contains', 'contentSchema',
  'dependentRequired', 'dependentSchemas', 'else', 'if', 'maxContains', 'minContains', 'patternProperties',
  'prefixItems', 'propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties',
]; // prettier-ignore

/** One schema object of 3.1, whose inner schemas are converted already, in the words of 3.0. */
export function toSchema30(schema: JsonObject, path: Path, problems: DocumentProblem[]): JsonObject {
  for (const keyword of withoutWords) {
    if (Object.hasOwn(schema, keyword))
      problems.push(
        problemAt(
          [...path, keyword],
          'has no words in OpenAPI 3.0, which is what API Gateway takes; describe it otherwise',
        ),
      );
  }
  const { $schema: _schema, $comment: _comment, ...rest } = schema;
  return [
    withReference,
    withType,
    withConst,
    withExamples,
    withBounds('Minimum'),
    withBounds('Maximum'),
    withContent,
  ].reduce((converted, step) => step(converted), rest);
}

/** In 3.0 nothing may stand beside a reference. */
function withReference(schema: JsonObject): JsonObject {
  const { $ref, ...rest } = schema;
  if ($ref === undefined || Object.keys(rest).length === 0) return schema;
  const { allOf = [], ...others } = rest;
  return { ...others, allOf: [{ $ref }, ...(allOf as readonly Json[])] };
}

function withType(schema: JsonObject): JsonObject {
  const { type, ...rest } = schema;
  if (type === 'null') return { ...rest, nullable: true, enum: [null] };
  if (!Array.isArray(type)) return schema;
  const types = (type as readonly Json[]).filter((one) => one !== 'null');
  const nullable = types.length < type.length && { nullable: true };
  if (types.length === 0) return { ...rest, nullable: true, enum: [null] };
  if (types.length === 1) return { ...rest, type: types[0]!, ...nullable };
  const alternatives = types.map((one) => ({ type: one, ...nullable }));
  return rest['anyOf'] === undefined
    ? { ...rest, anyOf: alternatives }
    : { ...rest, allOf: [...((rest['allOf'] ?? []) as readonly Json[]), { anyOf: alternatives }] };
}

function withConst(schema: JsonObject): JsonObject {
  if (!Object.hasOwn(schema, 'const')) return schema;
  const { const: value, ...rest } = schema;
  return { ...rest, enum: [value!] };
}

function withExamples(schema: JsonObject): JsonObject {
  const { examples, ...rest } = schema;
  if (!Array.isArray(examples)) return schema;
  const [first] = examples as readonly Json[];
  return { ...(first !== undefined && { example: first }), ...rest };
}

/** A number of its own in 3.1, in 3.0 a flag beside the bound. */
function withBounds(which: 'Minimum' | 'Maximum'): (schema: JsonObject) => JsonObject {
  const exclusive = `exclusive${which}`;
  const inclusive = which.toLowerCase();
  return (schema) => {
    const bound = schema[exclusive];
    if (typeof bound !== 'number') return schema;
    const { [exclusive]: _bound, ...rest } = schema;
    const other = rest[inclusive];
    const isOtherTighter = typeof other === 'number' && (which === 'Minimum' ? other > bound : other < bound);
    return isOtherTighter ? rest : { ...rest, [inclusive]: bound, [exclusive]: true };
  };
}

function withContent(schema: JsonObject): JsonObject {
  const { contentEncoding, contentMediaType, ...rest } = schema;
  if (contentEncoding === undefined && contentMediaType === undefined) return schema;
  const format =
    contentEncoding === 'base64' ? 'byte' : contentMediaType === 'application/octet-stream' ? 'binary' : undefined;
  return { ...rest, ...(format && rest['format'] === undefined && { format }) };
}
