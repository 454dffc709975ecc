import type { Json, JsonObject } from '../api/user-document.ts';
import { followRef } from './check-refs.ts';
import { isObject, objectAt } from './json-object.ts';

/**
 * Responses written out where they are referred to: API Gateway takes no reference for a response, and this is what its
 * developer guide advises ("Amazon API Gateway important notes").
 */
export function withWrittenResponses(root: JsonObject): JsonObject {
  const paths = mapObjects(objectAt(root, 'paths'), (item) =>
    mapObjects(item, (operation) => {
      if (!isObject(operation['responses'])) return operation;
      const responses = mapObjects(operation['responses'], (response) =>
        Object.hasOwn(response, '$ref') ? (followRef(root, response) ?? response) : response,
      );
      return { ...operation, responses };
    }),
  );
  return { ...root, paths };
}

function mapObjects(holder: JsonObject, change: (one: JsonObject) => Json): JsonObject {
  return Object.fromEntries(Object.entries(holder).map(([key, one]) => [key, isObject(one) ? change(one) : one]));
}
