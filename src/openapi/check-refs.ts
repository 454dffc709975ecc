import type { Json, JsonObject } from '../api/user-document.ts';
import { isObject } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { walkMeaning } from './walk.ts';

/** References stay inside the document, lead somewhere, and do not only lead to each other. */
export function checkRefs(root: JsonObject): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  walkMeaning(root, (object, path) => {
    if (!Object.hasOwn(object, '$ref')) return;
    const at = [...path, '$ref'];
    const reference = object['$ref']!;
    if (typeof reference !== 'string') problems.push(problemAt(at, 'must be text'));
    else if (!reference.startsWith('#/'))
      problems.push(
        problemAt(
          at,
          `${shown(reference)} leads out of the document and is not followed; copy what it means into the document`,
        ),
      );
    else if (path[0] === 'paths' && path.length === 2)
      problems.push(problemAt(at, 'API Gateway takes no reference for a path; write its operations here'));
    else {
      const end = followRef(root, object);
      if (end === undefined) problems.push(problemAt(at, `${shown(reference)} leads nowhere`));
    }
  });
  return problems;
}

/** What an object stands for: the end of its references, or itself. Undefined when they lead nowhere or in a circle. */
export function followRef(root: JsonObject, start: Json | undefined): JsonObject | undefined {
  let value = start;
  for (let steps = 0; steps < 50; steps += 1) {
    if (!isObject(value)) return undefined;
    const reference = Object.hasOwn(value, '$ref') ? value['$ref'] : undefined;
    if (typeof reference !== 'string') return value;
    value = resolvePointer(root, reference);
  }
  return undefined;
}

/** `#/components/schemas/Order`. */
export function resolvePointer(root: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let found: Json | undefined = root;
  for (const segment of reference.slice(2).split('/')) {
    const key = decode(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(found)) found = (found as readonly Json[])[Number(key)];
    else found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function shown(reference: string): string {
  return reference.length > 80 ? `${reference.slice(0, 80)}...` : reference;
}
