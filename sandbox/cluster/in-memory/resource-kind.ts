import type { JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';
import { objectMetaSchema } from './object-meta-schema.ts';
import type { Cause } from './status-error.ts';

/** The part of OpenAPI v3 that structural schemas consist of. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  nullable?: boolean;
  default?: unknown;
  format?: string;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  [keyword: string]: unknown;
}

export interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** One resource type that the API serves. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly plural: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly schema: Schema;
  readonly hasStatusSubresource: boolean;
  /** Custom resources need a resourceVersion to be replaced and name their kind in lists. */
  readonly isCustom: boolean;
  /** `metadata.generation` counts the changes of the spec. */
  readonly countsGenerations: boolean;
  /** A removal is answered with the object that was there, instead of a Status. */
  readonly returnsDeleted: boolean;
  /** PUT of a name that does not exist creates it (leases and events), instead of 404. */
  readonly createsOnUpdate: boolean;
  /** PUT without a resourceVersion is taken. */
  readonly allowsUnconditionalUpdate: boolean;
  /** What the server itself fills in or rewrites before it stores an object. */
  readonly complete?: (object: KubernetesObject) => void;
  /** What the server gives a new object and nobody comes to own. */
  readonly allocate?: (object: KubernetesObject) => void;
  /** What is wrong with an object beyond its schema; `before` is the live one when it is replaced. */
  readonly validate?: (object: KubernetesObject, before: KubernetesObject | undefined) => Cause[];
  /** Fields that the server's Go type always has: nobody comes to own their mere presence. */
  readonly alwaysPresent?: JsonObject;
  /** The group named in refusals, when it is another. */
  readonly refusalGroup?: string;
}

const kindsByDefinition = new WeakMap<object, ResourceKind>();

/**
 * The kind that a CustomResourceDefinition (parsed YAML) describes, in its storage version.
 * The same definition gives the same kind, so that its schema is compiled once for many worlds.
 */
export function kindOfDefinition(definition: object): ResourceKind {
  const known = kindsByDefinition.get(definition);
  if (known) return known;
  const { spec } = definition as {
    spec: {
      group: string;
      names: { plural: string; kind: string; listKind?: string };
      scope: string;
      versions: { name: string; storage: boolean; schema: { openAPIV3Schema: Schema }; subresources?: JsonObject }[];
    };
  };
  const version = spec.versions.find((candidate) => candidate.storage);
  if (!version) throw new Error(`${spec.names.kind}: no version of the definition has storage: true`);
  const schema = version.schema.openAPIV3Schema;
  const kind: ResourceKind = {
    group: spec.group,
    version: version.name,
    apiVersion: `${spec.group}/${version.name}`,
    plural: spec.names.plural,
    kind: spec.names.kind,
    listKind: spec.names.listKind ?? `${spec.names.kind}List`,
    namespaced: spec.scope === 'Namespaced',
    schema: withObjectMeta(schema),
    hasStatusSubresource: isJsonObject(version.subresources?.['status']),
    isCustom: true,
    countsGenerations: true,
    returnsDeleted: false,
    createsOnUpdate: false,
    allowsUnconditionalUpdate: false,
  };
  kindsByDefinition.set(definition, kind);
  return kind;
}

/** The schema of a whole object: what a definition leaves out (or may only narrow) about every object is added. */
export function withObjectMeta(schema: Schema): Schema {
  const properties = {
    ...schema.properties,
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: objectMetaSchema,
  };
  return { ...schema, type: 'object', properties };
}
