import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePrivateApi } from '../../src/api/parse.ts';
import { checkReferences } from '../../src/desired/check-references.ts';
import { desiredState } from '../../src/desired/desired-state.ts';
import { resolveBackends } from '../../src/desired/resolve-backends.ts';
import { planDomain } from '../../src/plan/plan-domain.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { aDomainContext, anObservedDomain } from '../builders/observed-domain.ts';
import { someSettings } from '../builders/facts.ts';
import { owner } from '../builders/names.ts';
import { goldenCases } from './cases.ts';
import { goldenContent } from './golden-file.ts';
import { fileOf, readAccepted, readBackendObjects, readFacts } from './read-inputs.ts';

/** As a file holds it: absent fields are left out. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

/** Documents are read while the file is loaded: a description of tests cannot wait. */
const accepted = new Map(
  await Promise.all(
    goldenCases
      .filter(({ inputsOf }) => inputsOf === undefined)
      .map(async ({ name }) => [name, await readAccepted(name)] as const),
  ),
);

describe.each(goldenCases)('$name', ({ name, inputsOf = name, observe }) => {
  const object = accepted.get(inputsOf)!;
  const facts = readFacts(inputsOf);
  const { resolved, problems } = resolveBackends(object, readBackendObjects(inputsOf), facts, someSettings());
  const desired = desiredState(resolved, facts, owner);

  test('the inputs are what a pass would go on with', () => {
    expect(parsePrivateApi(object, object.spec.document).problems).toBeUndefined();
    expect(problems).toEqual([]);
    expect(checkReferences(resolved, facts, someSettings()).filter(({ pending }) => !pending)).toEqual([]);
  });

  if (inputsOf === name) {
    test('desired.json', async () => {
      expect(asJson(desired)).toEqual(await goldenContent(fileOf(name, 'desired.json'), desired));
    });
  }

  if (desired.domain !== undefined) {
    test('domain-plan.json: AWS has made the name, and nothing of the rest is there', async () => {
      const plan = planDomain(desired.domain, anObservedDomain(desired.domain!), aDomainContext());
      expect(asJson(plan)).toEqual(await goldenContent(fileOf(name, 'domain-plan.json'), plan));
    });
  }

  test('plan.json', async () => {
    const plan = planSteps(desired, observe(desired));
    expect(asJson(plan)).toEqual(await goldenContent(fileOf(name, 'plan.json'), plan));
  });
});

test('every folder is a case, and every case has a folder', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'calls',
  );
  expect(folders.map(({ name }) => name).sort()).toEqual(goldenCases.map(({ name }) => name).sort());
});

test('what others changed never makes a deployment, except where none of ours is left to serve', () => {
  const desired = desiredState(accepted.get('in-line')!, readFacts('in-line'), owner);
  const deploying = goldenCases
    .filter(({ name }) => name.startsWith('drift-'))
    .filter(({ observe }) =>
      planSteps(desired, observe(desired)).steps.some(({ kind }) => kind === 'create-deployment'),
    );
  expect(deploying.map(({ name }) => name)).toEqual(['drift-stage-elsewhere-links-gone']);
});

test('in continuous integration no golden file is rewritten', async () => {
  const before = { UPDATE_GOLDEN: process.env['UPDATE_GOLDEN'], CI: process.env['CI'] };
  const file = fileOf('smallest', 'never-written.json');
  try {
    Object.assign(process.env, { UPDATE_GOLDEN: '1', CI: 'true' });
    await expect(goldenContent(file, {})).rejects.toThrow('not rewritten in continuous integration');
    expect(existsSync(file)).toBe(false);
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
