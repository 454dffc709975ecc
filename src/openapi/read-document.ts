import type { Json, JsonObject, UserDocument } from '../api/user-document.ts';
import { contentHash } from '../desired/content-hash.ts';
import { checkConstructs } from './check-constructs.ts';
import { checkExtensions } from './check-extensions.ts';
import { checkRefs } from './check-refs.ts';
import { checkShape } from './check-shape.ts';
import { checkStructure } from './check-structure.ts';
import { checkValidatedSchemas } from './check-validated-schemas.ts';
import { isObject, memberOf, objectAt } from './json-object.ts';
import { withWrittenResponses } from './with-written-responses.ts';
import { parseText } from './parse-text.ts';
import type { DocumentProblem } from './problem.ts';
import { readOperations } from './read-operations.ts';
import { isSwagger, schemasOf } from './schemas-of.ts';
import { toOpenApi30 } from './to-open-api-30.ts';

/** A document understood, or everything that is wrong with it. */
export type DocumentReading =
  | { readonly problems: readonly DocumentProblem[]; readonly document?: undefined }
  | { readonly problems?: undefined; readonly document: UserDocument };

/** A description as YAML or JSON text. */
export async function readDocumentText(text: string): Promise<DocumentReading> {
  const { value, problem } = parseText(text);
  return problem === undefined ? readDocument(value) : { problems: [problem] };
}

/** Depends on the document alone, so what was read once may be kept. */
export async function readDocument(value: unknown): Promise<DocumentReading> {
  const unsafe = checkShape(value);
  if (unsafe.length > 0) return { problems: unsafe };
  if (!isObject(value as Json))
    return { problems: [{ pointer: '', message: 'must be an object with openapi or swagger, info and paths' }] };
  const written = value as JsonObject;
  const version = checkVersion(written);
  if (version !== undefined) return { problems: [version] };

  // What is refused whatever the rest says comes first: it is told even where the structure is wrong.
  const forbidden = [...checkExtensions(written), ...checkRefs(written)];
  const wrong = [...forbidden, ...(await checkStructure(written))];
  if (wrong.length > 0) return { problems: wrong };
  const converted = is31(written) ? toOpenApi30(written) : { root: written, problems: [] };
  if (converted.problems.length > 0) return { problems: converted.problems };
  const { root } = converted;
  const { operations, problems } = readOperations(root);
  const all = [...checkConstructs(root), ...problems, ...checkValidatedSchemas(root, operations)];
  if (all.length > 0) return { problems: all };
  return {
    document: {
      dialect: isSwagger(root) ? 'Swagger 2' : 'OpenAPI 3',
      root: withWrittenResponses(root),
      hash: contentHash(written),
      operations,
      gatewayResponses: objectAt(root, 'x-amazon-apigateway-gateway-responses'),
      modelNames: Object.keys(schemasOf(root).schemas),
      hasDefaultValidator: memberOf(root, 'x-amazon-apigateway-request-validator') !== undefined,
    },
  };
}

function is31(root: JsonObject): boolean {
  return typeof root['openapi'] === 'string' && root['openapi'].startsWith('3.1.');
}

function checkVersion(root: JsonObject): DocumentProblem | undefined {
  const version = root['openapi'] ?? root['swagger'];
  const isKnown =
    root['openapi'] === undefined ? version === '2.0' : typeof version === 'string' && /^3\.[01]\.\d+$/u.test(version);
  return isKnown
    ? undefined
    : {
        pointer: root['openapi'] === undefined ? '/swagger' : '/openapi',
        message: 'must be OpenAPI "3.0.x" or "3.1.x", or swagger "2.0", written as text',
      };
}
