import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** The faults of watch, cache, clock and leadership that a controller meets; each is the beginning of a test's name. */
const FAULTS: Record<string, string> = {
  C1: 'the cache lags behind while passes run',
  C2: 'the deletion of a former object arrives after its namesake was made',
  C3: 'create, delete and create are seen as one event',
  C4: 'a spec that changed and changed back is never seen changed',
  C5: 'events arrive twice',
  C6: 'a watch ends inside a line, or sends a line that cannot be read',
  C7: '410 Gone on a watch, or on the continue token of a list',
  C8: 'nothing but bookmarks, or not even those',
  C9: 'a connection is open and silent',
  C10: 'a long list while objects change',
  C11: 'the API server is away',
  C12: 'the definition is missing, is made anew, or loses a field',
  C13: 'the wall clock jumps',
  C14: 'objects vanish without a deletion event',
  L1: 'a leader is stopped for longer than its Lease, and goes on',
  L2: 'the Lease is edited by hand, and two lead',
  L3: 'the Lease cannot be renewed',
  L4: 'SIGTERM in the middle of a create',
  L5: 'SIGKILL',
  L6: 'older and newer versions of the status',
};

const root = new URL('../', import.meta.url).pathname;
const tests = ['kubernetes', 'simulation']
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('fault-table.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

test.each(Object.entries(FAULTS))('%s (%s) has a test of that name', (id) => {
  // At the start of a title, alone or with the number of a scenario before it.
  expect(tests).toMatch(new RegExp(`['\`](\\w+, )?${id}: `));
});

test('the fourteen scenarios in which an informer goes wrong have tests', () => {
  const missing = Array.from({ length: 14 }, (_, index) => index + 1).filter(
    (number) => !new RegExp(`['\`]${number}(, C\\d+)?: `).test(tests),
  );
  expect(missing).toEqual([]);
});
