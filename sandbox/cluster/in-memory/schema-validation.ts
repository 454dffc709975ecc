import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Json } from './json.ts';
import { canonicalJson, isJsonObject } from './json.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import type { Cause } from './status-error.ts';
import { itemElement } from './typed-value.ts';

// CEL rules (x-kubernetes-validations) are not evaluated here: the real API server stays the authority on them.
const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
addFormats.default(ajv);
const validators = new WeakMap<Schema, ValidateFunction>();

function validatorOf(schema: Schema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const compiled = ajv.compile(withIntOrString(schema));
  validators.set(schema, compiled);
  return compiled;
}

/** The schema with int-or-string spelled in words that ajv knows. */
function withIntOrString<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withIntOrString) as T;
  if (!isJsonObject(schema)) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withIntOrString(value)]));
  return (copy['x-kubernetes-int-or-string'] === true ? { ...copy, type: ['integer', 'string'] } : copy) as T;
}

/** Every field that breaks the schema, worded as the API server words it. */
export function schemaCauses(kind: ResourceKind, object: KubernetesObject): Cause[] {
  const validate = validatorOf(kind.schema);
  const errors = validate(object) ? [] : (validate.errors ?? []);
  const causes = [...errors.map(causeOf), ...duplicateCauses(object as unknown as Json, kind.schema, '')];
  return causes.length > 0 && hasRules(kind.schema) ? [...causes, rulesNotChecked] : causes;
}

const rulesNotChecked: Cause = {
  reason: 'FieldValueInvalid',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; ' +
    'correct the existing errors to complete validation',
  field: '<nil>',
};

function hasRules(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return 'x-kubernetes-validations' in schema || Object.values(schema).some(hasRules);
}

function fieldOf(instancePath: string): string {
  const segments = instancePath.split('/').slice(1);
  return segments
    .map((segment) =>
      /^\d+$/.test(segment) ? `[${segment}]` : `.${segment.replaceAll('~1', '/').replaceAll('~0', '~')}`,
    )
    .join('')
    .replace(/^\./, '');
}

function goTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function causeOf(error: ErrorObject): Cause {
  const field = fieldOf(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const value: unknown = error.data;
  const shown = JSON.stringify(value);
  const limit = String(params['limit']);
  const inBody = (what: string) => `Invalid value: ${shown}: ${field} in body should ${what}`;
  const invalidField = (message: string): Cause => ({ reason: 'FieldValueInvalid', message, field });
  switch (error.keyword) {
    case 'required': {
      const missing = String(params['missingProperty']);
      const path = field === '' ? missing : `${field}.${missing}`;
      return { reason: 'FieldValueRequired', message: 'Required value', field: path };
    }
    case 'type': {
      const type = String(params['type']).replace(',null', '');
      const actual = `"${goTypeOf(value)}"`;
      const message = `Invalid value: ${actual}: ${field} in body must be of type ${type}: ${actual}`;
      return { reason: 'FieldValueTypeInvalid', message, field };
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).map((item) => JSON.stringify(item)).join(', ');
      return {
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${shown}: supported values: ${allowed}`,
        field,
      };
    }
    case 'maxItems': {
      const message = `Too many: ${(value as unknown[]).length}: must have at most ${limit} items`;
      return { reason: 'FieldValueTooMany', message, field };
    }
    case 'maxProperties': {
      const message = `Too many: ${Object.keys(value as object).length}: must have at most ${limit} items`;
      return { reason: 'FieldValueTooMany', message, field };
    }
    case 'maxLength':
      return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${limit} bytes`, field };
    case 'minLength':
      return invalidField(inBody(`be at least ${limit} chars long`));
    case 'minItems':
      return invalidField(
        `Invalid value: ${(value as unknown[]).length}: ${field} in body should have at least ${limit} items`,
      );
    case 'pattern':
      return invalidField(inBody(`match '${String(params['pattern'])}'`));
    case 'minimum':
      return invalidField(inBody(`be greater than or equal to ${limit}`));
    case 'maximum':
      return invalidField(inBody(`be less than or equal to ${limit}`));
    default:
      return invalidField(inBody(error.message ?? error.keyword));
  }
}

/** Items of list maps and sets that share a key. */
function duplicateCauses(value: Json | undefined, schema: Schema | undefined, field: string): Cause[] {
  if (!schema) return [];
  if (Array.isArray(value)) return duplicateItems(value, schema, field);
  if (!isJsonObject(value)) return [];
  const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return Object.entries(value).flatMap(([key, child]) =>
    duplicateCauses(child, schema.properties?.[key] ?? additional, field === '' ? key : `${field}.${key}`),
  );
}

function duplicateItems(list: Json[], schema: Schema, field: string): Cause[] {
  const listType = schema['x-kubernetes-list-type'] ?? 'atomic';
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const below = duplicateCauses(item, schema.items, `${field}[${index}]`);
    const element = itemElement(item, schema);
    if (listType === 'atomic' || !seen.has(element)) {
      seen.add(element);
      return below;
    }
    const shown = listType === 'map' ? element.slice(2) : canonicalJson(item);
    return [
      ...below,
      { reason: 'FieldValueDuplicate', message: `Duplicate value: ${shown}`, field: `${field}[${index}]` },
    ];
  });
}
