import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readCustomResource, walkSchema } from '../../scripts/generate/crd-schema.ts';
import { refusals } from './refusals.ts';

const file = new URL('../../crds/privateapis.yaml', import.meta.url);
const { schema } = readCustomResource(file);
const places = ['spec', 'status'].flatMap((part) => [...walkSchema(schema.properties?.[part] ?? {}, part)]);
const fields = places.filter(({ path }) => !path.endsWith('[]') && !path.endsWith('{}'));
const inSpec = places.filter(({ path }) => path.startsWith('spec'));

/** The paths of all places that break a rule; empty when it holds. */
const breaking = (candidates: typeof places, holds: (place: (typeof places)[number]) => boolean) =>
  candidates.filter((place) => !holds(place)).map(({ path }) => path);

describe('descriptions, as kubectl explain shows them', () => {
  test('every field has one', () => {
    expect(breaking(fields, ({ schema }) => Boolean(schema.description))).toEqual([]);
  });

  test('every one starts with a sentence that stands alone', () => {
    const standsAlone = /^[A-Z`][^.]{3,}(\.[^ ][^.]*)*\.( |$)/;
    expect(breaking(fields, ({ schema }) => standsAlone.test(schema.description ?? ''))).toEqual([]);
  });

  test('a field that cannot change says so', () => {
    const immutable = ({ rule }: { rule: string }) => rule === 'self == oldSelf';
    const isImmutable = fields.filter(({ schema }) => schema['x-kubernetes-validations']?.some(immutable));
    expect(isImmutable.map(({ path }) => path)).toEqual([
      'spec.region',
      'spec.endpoint.managed.vpcId',
      'spec.stage.name',
    ]);
    expect(breaking(isImmutable, ({ schema }) => schema.description?.endsWith('Immutable.') ?? false)).toEqual([]);
  });
});

describe('limits, without which CEL rules have no bounded cost', () => {
  test('every list and every map of the spec has a maximum', () => {
    expect(breaking(inSpec, ({ schema }) => !schema.items || schema.maxItems !== undefined)).toEqual([]);
    expect(
      breaking(inSpec, ({ schema }) => !schema.additionalProperties || schema.maxProperties !== undefined),
    ).toEqual([]);
  });

  test('every string of the spec has a maximum length or a list of values', () => {
    const isLimited = ({ schema }: (typeof places)[number]) =>
      schema.type !== 'string' || schema.enum !== undefined || schema.maxLength !== undefined;
    expect(breaking(inSpec, isLimited)).toEqual([]);
  });

  test('every integer has a format, and in the spec a range or a list of values', () => {
    expect(breaking(places, ({ schema }) => schema.type !== 'integer' || Boolean(schema.format))).toEqual([]);
    const hasRange = (schema: { minimum?: number; maximum?: number; enum?: unknown[] }) =>
      schema.enum !== undefined || (schema.minimum !== undefined && schema.maximum !== undefined);
    expect(breaking(inSpec, ({ schema }) => schema.type !== 'integer' || hasRange(schema))).toEqual([]);
  });

  test('every pattern is anchored at both ends', () => {
    expect(breaking(places, ({ schema }) => !schema.pattern || /^\^.*\$$/.test(schema.pattern))).toEqual([]);
  });
});

describe('lists, as server-side apply merges them', () => {
  test('every list says how it merges', () => {
    expect(breaking(places, ({ schema }) => !schema.items || Boolean(schema['x-kubernetes-list-type']))).toEqual([]);
  });

  test('every list of objects in the spec is a map by required keys', () => {
    const isKeyed = ({ schema }: (typeof places)[number]) =>
      schema.items?.type !== 'object' ||
      (schema['x-kubernetes-list-map-keys'] ?? []).some((key) => schema.items?.required?.includes(key));
    expect(breaking(inSpec, isKeyed)).toEqual([]);
    const keysAreRequired = ({ schema }: (typeof places)[number]) =>
      (schema['x-kubernetes-list-map-keys'] ?? []).every((key) => schema.items?.required?.includes(key));
    expect(breaking(places, keysAreRequired)).toEqual([]);
  });
});

describe('rules', () => {
  test('every rule has a message that starts in lower case, as it follows the field, and does not end in a full stop', () => {
    const rules = places.flatMap(({ schema }) => schema['x-kubernetes-validations'] ?? []);
    expect(rules.filter(({ message }) => !/^[a-z].*[^.]$/.test(message ?? ''))).toEqual([]);
  });

  test('every limit of the spec has a good and a bad value in the table that is tried on a real API server', () => {
    const keywords = [
      'enum', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties',
      'maxProperties',
    ] as const; // prettier-ignore
    const limits = inSpec.flatMap(({ path, schema }) => [
      ...keywords.filter((keyword) => schema[keyword] !== undefined).map((keyword) => `${path} ${keyword}`),
      ...(/^(map|set)$/.test(schema['x-kubernetes-list-type'] ?? '') ? [`${path} x-kubernetes-list-type`] : []),
    ]);
    const tried = new Set(refusals.map(({ path, keyword }) => `${path} ${keyword}`));
    expect(limits.filter((limit) => !tried.has(limit))).toEqual([]);

    const rules = inSpec
      .flatMap(({ path, schema }) => (schema['x-kubernetes-validations'] ?? []).map((rule) => ({ path, ...rule })))
      .filter(({ rule }) => !rule.includes('oldSelf'));
    const isTried = ({ path, message }: { path: string; message: string }) =>
      refusals.some((row) => row.path === path && row.keyword === 'rule' && message.startsWith(row.says));
    expect(rules.filter((rule) => !isTried(rule))).toEqual([]);
  });
});

describe('the resource', () => {
  const { spec } = parse(readFileSync(file, 'utf8'));

  test('kubectl get shows readiness, reason, id, URL and age; -o wide adds stage, region and message', () => {
    const columns = (priority?: number) =>
      spec.versions[0].additionalPrinterColumns
        .filter((column: { priority?: number }) => column.priority === priority)
        .map((column: { name: string }) => column.name);
    expect(columns()).toEqual(['Ready', 'Reason', 'API-ID', 'URL', 'Age']);
    expect(columns(1)).toEqual(['Stage', 'Region', 'Message']);
  });

  test('status is a subresource, and an object that nobody has seen has observedGeneration -1', () => {
    expect(spec.versions[0].subresources).toEqual({ status: {} });
    expect(schema.properties?.['status']?.default).toEqual({ observedGeneration: -1 });
    expect(schema.properties?.['status']?.properties?.['observedGeneration']?.default).toBe(-1);
  });

  test('it is namespaced, in category aws, and has a short name', () => {
    expect(spec.scope).toBe('Namespaced');
    expect(spec.names).toMatchObject({ shortNames: ['papi'], categories: ['aws'] });
  });
});
