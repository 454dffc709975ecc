import { readCustomResource, walkSchema } from '../../../scripts/generate/crd-schema.ts';
import type { Place } from '../../../scripts/generate/crd-schema.ts';

const { schema } = readCustomResource(new URL('../../../crds/privateapis.yaml', import.meta.url));

/** Where the schema of the spec has rules of its own, below `spec`. */
export const specPlaces: readonly Place[] = [...walkSchema(schema.properties?.['spec'] ?? {}, '')];

/**
 * What a person can set: every value, list and map. An object that only groups fields is none; what stands in a list
 * or map of values is set with it.
 */
export const schemaFields: readonly Place[] = specPlaces.filter(
  ({ path, schema: { properties } }) => path !== '' && !/(\[\]|\{\})$/u.test(path) && properties === undefined,
);
