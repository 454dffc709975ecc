import type { CustomResource, Schema } from './crd-schema.ts';

/** JSON Schema for editors: completes and checks a manifest while it is written. CEL rules are left to the API server. */
export function editorSchema({ group, version, kind, schema }: CustomResource): string {
  const { spec } = schema.properties ?? {};
  if (!spec) throw new Error('the CRD has no spec');
  const document = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: kind,
    description: schema.description,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: `${group}/${version}` },
      kind: { const: kind },
      metadata: { type: 'object', required: ['name'] },
      spec: forEditors(spec),
    },
  };
  return JSON.stringify(document);
}

function forEditors(schema: Schema): object {
  if (schema['x-kubernetes-int-or-string']) return integerOrString(schema);
  const { properties, additionalProperties, items, format: _format, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-kubernetes-')));
  return {
    ...plain,
    ...(schema['x-kubernetes-list-type'] === 'set' && { uniqueItems: true }),
    ...(items && { items: forEditors(items) }),
    ...(additionalProperties && { additionalProperties: forEditors(additionalProperties) }),
    // The API server refuses unknown fields under strict validation, which is what kubectl asks for.
    ...(properties && { additionalProperties: false }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, forEditors(field)])),
    }),
  };
}

/** Each limit goes with the type that it is for. */
function integerOrString({ description, minimum, maximum, minLength, maxLength, pattern }: Schema): object {
  return {
    description,
    anyOf: [
      { type: 'integer', minimum, maximum },
      { type: 'string', minLength, maxLength, pattern },
    ],
  };
}
