import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BadInput } from '../simulation/bad-input/bad-input.ts';
import { badInputs, isOperators } from '../simulation/bad-input/inputs.ts';
import { specOf, validSpecs } from '../simulation/fields/campaign.ts';
import { smallest } from '../simulation/fields/field-row.ts';
import type { Spec } from '../simulation/fields/field-row.ts';
import { allFields } from '../simulation/fields/read-fields.ts';
import { realCluster } from './real-cluster.ts';

// The table of fields that test/simulation/field-campaign.test.ts carries into AWS, on a real API server: it also judges
// by CEL rules, and merges and defaults what is applied.

const cluster = realCluster({ crds: readFileSync(new URL('../../crds/privateapis.yaml', import.meta.url), 'utf8') });
const collection = '/apis/privateapi.dev/v1alpha1/namespaces/shop/privateapis';

beforeAll(async () => {
  await cluster().apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
});

const object = (name: string, spec: Spec) => ({
  apiVersion: 'privateapi.dev/v1alpha1',
  kind: 'PrivateApi',
  metadata: { name, namespace: 'shop' },
  spec,
});

/** Without storing it. */
const create = (spec: Spec) =>
  cluster().request('POST', `${collection}?dryRun=All&fieldValidation=Strict`, object('new', spec));

/** As `kubectl apply --server-side`. */
const apply = (name: string, spec: Spec) =>
  cluster().request('PATCH', `${collection}/${name}?fieldManager=kubectl&force=true`, object(name, spec), {
    contentType: 'application/apply-patch+yaml',
  });

describe.each(allFields.map((row, index) => ({ ...row, name: `field-${index}` })))('$field', (row) => {
  test('what is invalid is refused', async () => {
    for (const invalid of row.invalid.filter(({ by }) => !isOperators(by))) {
      const { status, body } = await create(specOf(row, invalid.spec));
      expect([status, body.message]).toEqual([422, expect.stringContaining(invalid.says)]);
    }
  });

  const mutable = 'immutable' in row ? [] : [...validSpecs(row), specOf(row)];
  test('applied over what was there, an object is as if it were new', async () => {
    for (const spec of mutable) {
      const [applied, fresh] = [await apply(row.name, spec), await create(spec)];
      expect([applied.status, applied.body.message]).toEqual([expect.any(Number), undefined]);
      expect(applied.body.spec).toEqual(fresh.body.spec);
    }
  });

  if ('immutable' in row) {
    test('cannot be changed after creation', async () => {
      await apply(row.name, specOf(row, row.set));
      const { status, body } = await apply(row.name, specOf(row, row.change));
      expect([status, body.message]).toEqual([422, expect.stringContaining(row.immutable)]);
    });
  }
});

// The server stops to listen at 3 MiB, whatever is in them.
const fits = ({ spec }: BadInput) => JSON.stringify(spec).length < 3 * 1024 * 1024;

test.each(badInputs.filter((input) => fits(input) && !isOperators(input.by)))('$name: $by', async (input) => {
  const { status, body } = await create({ ...smallest, ...input.spec });
  const refused = input.by === 'unknown field' ? 400 : 422;
  expect([status, body.message]).toEqual([refused, expect.stringContaining(input.says)]);
});
