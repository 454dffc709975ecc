import type { Json, JsonObject, UserDocument } from '../api/user-document.ts';
import { contentHash } from '../desired/content-hash.ts';
import { checkConstructs } from './check-constructs.ts';
import { checkExtensions } from './check-extensions.ts';
import { checkRefs } from './check-refs.ts';
import { checkShape } from './check-shape.ts';
import { checkStructure } from './check-structure.ts';
import { isObject, memberOf, objectAt } from './json-object.ts';
import { parseText } from './parse-text.ts';
import type { DocumentProblem } from './problem.ts';
import { readOperations } from './read-operations.ts';
import { isSwagger, schemasOf } from './schemas-of.ts';

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
  const root = value as JsonObject;
  const version = checkVersion(root);
  if (version !== undefined) return { problems: [version] };

  // What is refused whatever the rest says comes first: it is told even where the structure is wrong.
  const forbidden = [...checkExtensions(root), ...checkRefs(root)];
  const wrong = [...forbidden, ...(await checkStructure(root))];
  if (wrong.length > 0) return { problems: wrong };
  const constructs = checkConstructs(root);
  const { operations, problems } = readOperations(root);
  const all = [...constructs, ...problems];
  if (all.length > 0) return { problems: all };
  return {
    document: {
      dialect: isSwagger(root) ? 'Swagger 2' : 'OpenAPI 3',
      root,
      hash: contentHash(root),
      operations,
      gatewayResponses: objectAt(root, 'x-amazon-apigateway-gateway-responses'),
      modelNames: Object.keys(schemasOf(root).schemas),
      hasDefaultValidator: memberOf(root, 'x-amazon-apigateway-request-validator') !== undefined,
    },
  };
}

function checkVersion(root: JsonObject): DocumentProblem | undefined {
  const version = root['openapi'] ?? root['swagger'];
  const isKnown =
    root['openapi'] === undefined ? version === '2.0' : typeof version === 'string' && /^3\.0\.\d+$/u.test(version);
  return isKnown
    ? undefined
    : {
        pointer: root['openapi'] === undefined ? '/swagger' : '/openapi',
        message: 'must be OpenAPI "3.0.x" or "3.1.x", or swagger "2.0", written as text',
      };
}
