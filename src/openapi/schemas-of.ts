import type { JsonObject } from '../api/user-document.ts';
import { objectAt } from './json-object.ts';

/** The schemas that become models, and where they stand. */
export function schemasOf(root: JsonObject): { readonly at: readonly string[]; readonly schemas: JsonObject } {
  return isSwagger(root)
    ? { at: ['definitions'], schemas: objectAt(root, 'definitions') }
    : { at: ['components', 'schemas'], schemas: objectAt(objectAt(root, 'components'), 'schemas') };
}

export function isSwagger(root: JsonObject): boolean {
  return Object.hasOwn(root, 'swagger');
}
