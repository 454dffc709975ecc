import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The part of Kubernetes' structural schema that our CRD uses. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  description?: string;
  format?: string;
  default?: unknown;
  enum?: (string | number)[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-validations'?: ValidationRule[];
}

/** A CEL rule of the schema. */
export interface ValidationRule {
  rule: string;
  message: string;
  fieldPath?: string;
}

export interface CustomResource {
  group: string;
  version: string;
  kind: string;
  schema: Schema;
}

interface CustomResourceDefinition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; storage: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

/** Reads the stored version of a CRD file. Throws when the file has none. */
export function readCustomResource(file: URL): CustomResource {
  const { spec } = parse(readFileSync(file, 'utf8')) as CustomResourceDefinition;
  const version = spec.versions.find(({ storage }) => storage);
  if (!version) throw new Error(`${file.pathname} has no storage version`);
  return { group: spec.group, version: version.name, kind: spec.names.kind, schema: version.schema.openAPIV3Schema };
}

/** A schema and where it stands: `spec.backends[].port`; values of a map are `spec.tags{}`. */
export interface Place {
  path: string;
  schema: Schema;
  required: boolean;
}

/** Every schema below `schema`, parents first, in the order of the file. */
export function* walkSchema(schema: Schema, path: string, required = true): Generator<Place> {
  yield { path, schema, required };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield* walkSchema(property, path ? `${path}.${name}` : name, schema.required?.includes(name) ?? false);
  }
  if (schema.items) yield* walkSchema(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* walkSchema(schema.additionalProperties, `${path}{}`);
}
