import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readCustomResource, walkSchema } from '../../scripts/generate/crd-schema.ts';
import { withField } from '../crd/field-path.ts';
import type { Json } from '../crd/field-path.ts';
import {
  authorizersAtMaximum,
  managedEndpointAtMaximum,
  objectWithEverythingAtMaximum,
  principalsAtMaximum,
} from '../crd/largest-object.ts';
import { refusals } from '../crd/refusals.ts';
import { configMapObject, fullObject, managedEndpointObject, smallestObject, spare } from '../crd/values.ts';
import { realCluster } from './real-cluster.ts';

const file = new URL('../../crds/privateapis.yaml', import.meta.url);
const cluster = realCluster({ crds: readFileSync(file, 'utf8') });

beforeAll(async () => {
  await cluster().apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
});

const collection = '/apis/privateapi.dev/v1alpha1/namespaces/shop/privateapis';
const strictDryRun = '?dryRun=All&fieldValidation=Strict';
const regionFixed =
  'region cannot be set or removed after creation; delete the object and create it in the other region';
const regionImmutable = 'region is immutable; delete the object and create it in the other region';
const stageImmutable =
  "stage.name is immutable, since it is part of every caller's URL; delete the object and create another";

/** What the API server has against a new object; empty when it would take it. */
async function objections(object: Json): Promise<string> {
  const { status, body } = await cluster().request('POST', collection + strictDryRun, object);
  return status === 201 ? '' : body.message;
}

/** The object as the API server stores it, under a name of its own. */
async function create(name: string, object: Json) {
  const { status, body } = await cluster().request(
    'POST',
    `${collection}?fieldValidation=Strict`,
    withField(object, 'metadata.name', name),
  );
  expect([status, body.message]).toEqual([201, undefined]);
  return body;
}

describe('limits', () => {
  const cases = refusals.map((row) => ({ ...row, wrong: JSON.stringify(row.bad).slice(0, 60) }));
  test.each(cases)('$path takes a value within its $keyword and refuses $wrong', async (row) => {
    const at = row.at ?? row.path;
    const object = row.of ?? fullObject;
    expect(await objections(withField(object, at, row.good))).toBe('');
    expect(await objections(withField(object, at, row.bad))).toContain(row.says);
  });

  const { spec = {} } = readCustomResource(file).schema.properties ?? {};
  const required = [...walkSchema(spec, 'spec')].flatMap(({ path, schema }) =>
    (schema.required ?? []).map((field) => `${path}.${field}`),
  );
  test.each(['spec', ...required])('%s is required', async (path) => {
    const object = path.startsWith('spec.openApi.')
      ? configMapObject
      : path.startsWith('spec.endpoint.managed.')
        ? managedEndpointObject
        : fullObject;
    expect(await objections(withField(object, path, undefined))).toContain('Required value');
  });

  test('a name of 63 characters is taken and one of 64 is refused', async () => {
    expect(await objections(withField(fullObject, 'metadata.name', 'a'.repeat(63)))).toBe('');
    expect(await objections(withField(fullObject, 'metadata.name', 'a'.repeat(64)))).toContain(
      'may not be more than 63',
    );
  });

  test('an unknown field is refused under strict validation, which is what kubectl asks for', async () => {
    const misspelt = { ...smallestObject, spec: { ...smallestObject.spec, route: [] } };
    expect(await objections(misspelt)).toContain('unknown field "spec.route"');
  });
});

describe('an object with every list and map at its maximum', () => {
  test('is stored, and can be changed', async () => {
    const stored = await create('largest', objectWithEverythingAtMaximum({ longestStrings: false }));
    const changed = await cluster().request('PUT', `${collection}/largest`, withField(stored, 'spec.suspend', true));
    expect([changed.status, changed.body.message]).toEqual([200, undefined]);
  });

  // Not stored: with the longest strings as well it is larger than what etcd takes in one request (1.5 MiB).
  test('stays within the budget of the CEL rules even when every string is as long as it may be', async () => {
    expect(await objections(objectWithEverythingAtMaximum({ longestStrings: true }))).toBe('');
    expect(await objections(principalsAtMaximum({ longestStrings: true }))).toBe('');
    expect(await objections(authorizersAtMaximum({ longestStrings: true }))).toBe('');
    expect(await objections(managedEndpointAtMaximum({ longestStrings: true }))).toBe('');
  });
});

describe('defaults', () => {
  test('the smallest object comes back with every default', async () => {
    const { spec, status } = await create('smallest', smallestObject);
    const [backend] = smallestObject.spec['backends'] as { [key: string]: Json }[];
    expect(spec).toEqual({
      ...smallestObject.spec,
      backends: [{ ...backend, timeoutMilliseconds: 29000 }],
      authorization: { type: 'IAM' },
      stage: { name: 'prod' },
      history: { limit: 5 },
      deletionPolicy: 'Delete',
      suspend: false,
    });
    expect(status).toEqual({ observedGeneration: -1 });
  });

  test('TLS verification is on unless it is switched off', async () => {
    const backend = { ...spare, protocol: 'HTTPS', tls: {} };
    const withTls = withField(fullObject, 'spec.backends[]', backend);
    const { spec } = await create('tls', withTls);
    expect(spec.backends[0].tls).toEqual({ insecureSkipVerification: false });
  });
});

describe('what cannot change after creation', () => {
  const transitions: { name: string; from: Json; field: string; to: Json | undefined; says?: string }[] = [
    {
      name: 'a region cannot become another',
      from: fullObject,
      field: 'spec.region',
      to: 'eu-north-1',
      says: regionImmutable,
    },
    { name: 'a region cannot be removed', from: fullObject, field: 'spec.region', to: undefined, says: regionFixed },
    {
      name: 'a region cannot be added',
      from: smallestObject,
      field: 'spec.region',
      to: 'eu-west-1',
      says: regionFixed,
    },
    { name: 'a region may be repeated', from: fullObject, field: 'spec.region', to: 'eu-west-1' },
    { name: 'a stage cannot be renamed', from: fullObject, field: 'spec.stage.name', to: 'v2', says: stageImmutable },
    {
      name: 'the default stage cannot be renamed',
      from: smallestObject,
      field: 'spec.stage',
      to: { name: 'v2' },
      says: stageImmutable,
    },
    { name: 'the default stage may be spelled out', from: smallestObject, field: 'spec.stage', to: { name: 'prod' } },
    { name: 'a stage named like the default may be left out', from: fullObject, field: 'spec.stage', to: undefined },
    {
      name: 'a stage of another name cannot fall back to the default',
      from: withField(fullObject, 'spec.stage.name', 'v2'),
      field: 'spec.stage',
      to: undefined,
      says: stageImmutable,
    },
    { name: 'everything else may change', from: fullObject, field: 'spec.deletionPolicy', to: 'Retain' },
  ];

  test.each(transitions.map((row, index) => ({ ...row, objectName: `transition-${index}` })))(
    '$name',
    async ({ from, field, to, says, objectName }) => {
      const stored = await create(objectName, from);
      const { status, body } = await cluster().request(
        'PUT',
        `${collection}/${objectName}${strictDryRun}`,
        withField(stored, field, to),
      );
      if (says === undefined) expect([status, body.message]).toEqual([200, undefined]);
      else expect([status, body.message]).toEqual([422, expect.stringContaining(says)]);
    },
  );
});

describe('status', () => {
  test('is written through its subresource only, and does not change the generation', async () => {
    const stored = await create('with-status', smallestObject);
    const status = { observedGeneration: 1, accountId: '111122223333' };
    const main = await cluster().request('PUT', `${collection}/with-status`, { ...stored, status });
    expect(main.body.status).toEqual({ observedGeneration: -1 });
    const { body } = await cluster().request('PUT', `${collection}/with-status/status`, {
      ...main.body,
      status,
      spec: fullObject.spec,
    });
    expect(body.status).toEqual(status);
    expect(body.spec).toEqual(stored.spec);
    expect(body.metadata.generation).toBe(1);
  });
});
