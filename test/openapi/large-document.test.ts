import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { parsePrivateApi } from '../../src/api/parse.ts';
import { desiredState } from '../../src/desired/desired-state.ts';
import { readDocumentText } from '../../src/openapi/read-document.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { someFacts } from '../builders/facts.ts';
import { owner } from '../builders/names.ts';
import { anObservedState } from '../builders/observed-state.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { largeDocument } from './large-document.ts';

/** CPU time, which does not depend on what else the machine does. */
async function cpuMs<T>(run: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

test('a document of 300 resources and 1 MiB costs a pass that has read it less than a second of CPU', async () => {
  const text = JSON.stringify(largeDocument());
  expect(Buffer.byteLength(text)).toBeGreaterThan(900_000);
  // Loads and compiles the schemas of OpenAPI, once in the life of a process.
  await readDocumentText('{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{}}');
  const first = await cpuMs(() => readDocumentText(text));
  const document = first.result.document!;
  expect(document.operations).toHaveLength(598);

  const object = aPrivateApi();
  const pass = await cpuMs(() => {
    const parsed = parsePrivateApi(object, document);
    if (parsed.problems !== undefined) throw new Error(parsed.problems.join());
    const desired = desiredState(parsed.object, someFacts(), owner);
    return planSteps(desired, anObservedState(desired, { deployments: [] }));
  });
  expect(pass.result.steps.map(({ kind }) => kind)).toContain('put-rest-api');

  const yaml = await cpuMs(() => readDocumentText(stringify(largeDocument(), { aliasDuplicateObjects: false })));
  expect(yaml.result.document?.hash).toBe(document.hash);
  console.log(
    `CPU: reading JSON ${Math.round(first.ms)} ms, reading YAML ${Math.round(yaml.ms)} ms, a pass that has read it ${Math.round(pass.ms)} ms`,
  );
  // Alone on a machine, reading JSON takes some 200 ms and YAML some 900; a loaded one counts its waiting for memory as CPU.
  expect(first.ms).toBeLessThan(3_000);
  expect(pass.ms).toBeLessThan(1_000);
});
