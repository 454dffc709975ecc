import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { refusalRows, refusalTable } from '../../../sandbox/aws/refusals.ts';
import { provocations } from './provocations.ts';
import { createTestWorld } from './test-world.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test.each(refusalRows.map((row) => [row.operation, row.situation, row] as const))(
  '%s is refused as AWS refuses it: %s',
  async (operation, situation, { status, code, message }) => {
    const provoke = provocations[`${operation}: ${situation}`];
    expect(provoke).toBeDefined();
    const world = createTestWorld();
    const refused: unknown = await provoke!(world).then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = refused as Error & { Code?: string; $metadata?: { httpStatusCode?: number } };
    expect([error.$metadata?.httpStatusCode, error.Code ?? error.name]).toEqual([status, code]);
    expect(error.message).toMatch(pattern(message));
    const last = world.emulator.log.at(-1);
    expect({ status: last?.status, code: last?.code, applied: last?.applied }).toEqual({
      status,
      code,
      applied: false,
    });
  },
);

test('there is no provocation without a row', () => {
  const known = new Set(refusalRows.map(({ operation, situation }) => `${operation}: ${situation}`));
  expect(Object.keys(provocations).filter((name) => !known.has(name))).toEqual([]);
});

test('the documentation lists exactly these refusals', () => {
  const documentation = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8');
  // The formatter pads cells; what they say must be the same.
  const compact = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  expect(compact(documentation)).toContain(compact(refusalTable()));
});

/** A message with its `{placeholders}` open; path variables such as `{id}` in a path are open as well. */
function pattern(message: string): RegExp {
  const source = message.split(/\{[\w+]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('[^]+')}$`);
}
