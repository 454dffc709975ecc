import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { excludedAnswers } from './recordings/excluded-answers.ts';
import { recordedCases, recordedTotals } from './recordings/recorded-answers.ts';
import { createPlayer } from './recordings/recorded-case.ts';
import { createTestWorld } from './test-world.ts';

/** Number of answers reproduced, by case. */
const reproduced = new Map<string, number>();

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test.each(recordedCases.map((one) => [one.file, one.name, one] as const))(
  'answers recorded from AWS in %s %s are reproduced',
  async (file, name, { play }) => {
    const player = createPlayer(createTestWorld());
    await play(player);
    expect(player.steps.length).toBeGreaterThan(0);
    expect(new Set(player.steps).size).toBe(player.steps.length);
    reproduced.set(`${file} ${name}`, player.steps.length);
  },
);

test('every recorded answer is reproduced or listed with the reason why not', () => {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const listed = (matches: (because: string) => boolean) =>
    sum(excludedAnswers.filter(({ because }) => matches(because)).map(({ answers }) => answers));
  const numbers = {
    recorded: sum(Object.values(recordedTotals)),
    'not from the control plane (invokes, set-up)': listed((because) => because === 'setup'),
    'of operations that are not implemented': listed((because) => because === 'operation'),
    'excluded with a reason': listed((because) => because !== 'operation' && because !== 'setup'),
    reproduced: sum([...reproduced.values()]),
  };
  process.stdout.write(`answers recorded from AWS: ${JSON.stringify(numbers)}\n`);
  const { recorded, ...parts } = numbers;
  expect(sum(Object.values(parts))).toBe(recorded);
});
