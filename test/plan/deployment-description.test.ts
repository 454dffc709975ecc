import { expect, test } from '@jest/globals';
import {
  deploymentDescription,
  hasSameHashes,
  parseDeploymentDescription,
} from '../../src/plan/deployment-description.ts';
import { aDesiredState } from '../builders/desired-state.ts';

const { hashes } = aDesiredState().definition!;
const description = deploymentDescription(hashes);

test('hashes are read back from the description they were written to', () => {
  expect(parseDeploymentDescription(description)).toEqual(hashes);
});

test('a description is short enough for AWS, which takes 1024 characters', () => {
  expect(description.length).toBeLessThan(1024);
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['words of a person', 'deployed by hand'],
  ['another format', description.replace('v1', 'v2')],
  ['a hash that is too short', description.slice(0, -1)],
  ['something after it', `${description} copied`],
  ['something before it', `copy of ${description}`],
])('%s is not ours', (_name, text) => {
  expect(parseDeploymentDescription(text)).toBeUndefined();
});

test.each(['document', 'policy', 'links'] as const)('another %s hash is another deployment', (name) => {
  expect(hasSameHashes(hashes, { ...hashes, [name]: '0'.repeat(16) })).toBe(false);
  expect(hasSameHashes(hashes, { ...hashes })).toBe(true);
});
