import type { Validator } from '@seriousme/openapi-schema-validator';
import type { JsonObject } from '../api/user-document.ts';
import type { DocumentProblem } from './problem.ts';

/** Loaded when somebody has a document, and compiled once: each version's schema costs some tenths of a second. */
let loaded: Promise<Validator> | undefined;

async function load(): Promise<Validator> {
  const library = await import('@seriousme/openapi-schema-validator');
  return new library.Validator({ allErrors: true });
}

/** Errors that only say that some alternative did not fit; the alternative's own errors say why. */
const vague = new Set(['oneOf', 'anyOf', 'if', 'not', '$ref', 'allOf']);

/** What the published schema of the document's version has against it. Only objects are handed on: a text would be read as the name of a file. */
export async function checkStructure(root: JsonObject): Promise<DocumentProblem[]> {
  const { valid, errors } = await (await (loaded ??= load())).validate(root);
  if (valid || errors === undefined) return [];
  // References are checked in `check-refs.ts`, with a pointer.
  if (typeof errors === 'string') return [];
  const byPlace = new Map<string, DocumentProblem>();
  const telling = errors.filter(({ keyword }) => !vague.has(keyword));
  const deepestFirst = (telling.length > 0 ? telling : errors).toSorted(
    (a, b) => depthOf(b.instancePath) - depthOf(a.instancePath),
  );
  for (const { instancePath, keyword, params, message } of deepestFirst) {
    // Where a part is wrong, what holds it says so too.
    if ([...byPlace.keys()].some((deeper) => deeper === instancePath || deeper.startsWith(`${instancePath}/`)))
      continue;
    byPlace.set(instancePath, { pointer: instancePath, message: wordsFor(keyword, params, message) });
    if (byPlace.size >= maxProblems) break;
  }
  return [...byPlace.values()].toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1));
}

/** More would not be read, and finding the places of thousands takes its time. */
const maxProblems = 30;

function wordsFor(keyword: string, params: Record<string, unknown>, message: string | undefined): string {
  if (keyword === 'required') return `lacks ${String(params['missingProperty'])}; add it`;
  if (keyword === 'additionalProperties')
    return `has ${String(params['additionalProperty'])}, which OpenAPI does not know here; remove or rename it`;
  if (keyword === 'unevaluatedProperties')
    return `has ${String(params['unevaluatedProperty'])}, which OpenAPI does not know here; remove or rename it`;
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).slice(0, 10).join(', ')}`;
  return message ?? 'is not what OpenAPI allows here';
}

function depthOf(pointer: string): number {
  return pointer.split('/').length;
}
