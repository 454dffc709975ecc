import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { refusals } from '../crd/refusals.ts';
import { startCampaign } from './fields/campaign.ts';
import type { RunningCampaign } from './fields/campaign.ts';
import type { AnyField, FieldRow, ImmutableField, ConductField } from './fields/field-row.ts';
import { allFields } from './fields/read-fields.ts';
import { schemaFields, specPlaces } from './fields/schema-fields.ts';
import { useVirtualTime } from './world.ts';

const rows = allFields.filter((row): row is FieldRow => 'redeploys' in row);
const immutables = allFields.filter((row): row is ImmutableField => 'immutable' in row);
const conducts = allFields.filter((row): row is ConductField => 'conduct' in row);

let campaign: RunningCampaign | undefined;

beforeEach(useVirtualTime);
afterEach(() => {
  campaign?.end();
  campaign = undefined;
  jest.useRealTimers();
});

async function start(row: AnyField): Promise<RunningCampaign> {
  campaign = await startCampaign(row);
  return campaign;
}

const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
/** A deployment that held the same state before is served again: no new one. */
const backToDeployment = ['UpdateStage', 'PutRestApi'];

describe('the table of fields', () => {
  test('has a row for every field of the CRD', () => {
    const known = new Set(allFields.map(({ field }) => field));
    expect(schemaFields.map(({ path }) => path).filter((path) => !known.has(path))).toEqual([]);
  });

  test('has no row for what is no field, and no field twice', () => {
    const known = new Set(schemaFields.map(({ path }) => path));
    const named = allFields.map(({ field }) => field);
    expect(named.filter((field, index) => !known.has(field) || named.indexOf(field) !== index)).toEqual([]);
  });

  test('leaves out a change only where the field knows one value', () => {
    const oneValue = schemaFields.filter(({ schema }) => schema.enum?.length === 1).map(({ path }) => path);
    expect(rows.filter(({ change }) => change === undefined).map(({ field }) => field)).toEqual(oneValue);
  });

  test('calls immutable what the CRD does, in the same words', () => {
    const inCrd = specPlaces.flatMap(({ path, schema }) =>
      (schema['x-kubernetes-validations'] ?? [])
        .filter(({ rule }) => rule === 'self == oldSelf')
        .map(({ message }) => [path, message]),
    );
    const inTable = immutables.map(({ field, immutable }) => [field, immutable]);
    expect(Object.fromEntries(inTable)).toEqual(Object.fromEntries(inCrd));
  });

  test('names no CEL rule that is not tried on a real API server', () => {
    const tried = refusals.filter(({ keyword }) => keyword === 'rule').map(({ says }) => says);
    const named = allFields.flatMap(({ invalid }) => invalid.filter(({ by }) => by === 'rule'));
    expect(named.filter(({ says }) => !tried.some((words) => words.includes(says) || says.includes(words)))).toEqual(
      [],
    );
  });
});

describe.each(rows)('$field', (row) => {
  test('is set, changed, unset, refused when invalid, and set again; AWS follows', async () => {
    const { apply, refuse, observed, state } = await start(row);
    const { set, change, redeploys, values, writes = {} } = row;
    const stageOnly = ['UpdateStage'];
    const servedId = () => observed().stage.deploymentId;
    const expectStep = async (step: 'set' | 'change' | 'unset' | 'recover', spec: object, value: unknown) => {
      const isNew = step === 'set' || step === 'change';
      const before = servedId();
      const made = await apply(spec as never);
      expect([step, made]).toEqual([
        step,
        writes[step] ?? (redeploys ? (isNew ? deployment : backToDeployment) : stageOnly),
      ]);
      expect([step, row.aws(observed())]).toEqual([step, value]);
      const deployments = made.filter((name) => name === 'CreateDeployment').length;
      if (redeploys && deployments === 1) expect(servedId()).not.toBe(before);
      if (!redeploys) expect([deployments, servedId()]).toEqual([0, before]);
    };

    await apply({});
    const unset = state();
    expect(row.aws(observed())).toEqual(values[0]);
    await expectStep('set', set, values[1]);
    if (change !== undefined) await expectStep('change', change, values[2]);
    await expectStep('unset', {}, values[0]);
    expect(state()).toEqual(unset);
    for (const invalid of row.invalid.filter(({ by }) => by !== 'rule')) {
      await refuse(invalid);
      expect(state()).toEqual(unset);
    }
    await expectStep('recover', set, values[1]);
  });
});

describe.each(immutables)('$field', (row) => {
  test('is met at creation', async () => {
    const { apply, observed, refuse, remove } = await start(row);
    await apply({});
    expect(row.aws(observed())).toEqual(row.values[0]);
    for (const invalid of row.invalid.filter(({ by }) => by !== 'rule')) await refuse(invalid);
    await remove();
    await apply(row.set);
    expect(row.aws(observed())).toEqual(row.values[1]);
  });
});

describe.each(conducts)('$field', (row) => {
  test('is done as it says, set, changed and unset; refused when invalid', async () => {
    const { apply, refuse, ...rest } = await start(row);
    await apply({});
    for (const invalid of row.invalid.filter(({ by }) => by !== 'rule')) await refuse(invalid);
    await apply({});
    await row.conduct({ apply, ...rest });
  });
});
