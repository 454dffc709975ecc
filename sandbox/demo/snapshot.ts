import { isDeepStrictEqual } from 'node:util';
import type { World } from '../world.ts';

/** A copy of everything that AWS holds. */
export type Snapshot = ReadonlyMap<string, unknown>;

/** By kind and id, such as `restApis abcde12345`; what has finished DELETING is gone. */
export function takeSnapshot({ aws }: World): Snapshot {
  const now = aws.clock.now();
  const entries = new Map<string, unknown>();
  for (const regional of aws.state.regions.values()) {
    for (const [kind, values] of Object.entries(regional)) {
      if (!(values instanceof Map)) continue;
      for (const [id, value] of values as Map<string, { deletedAt?: number }>) {
        if (value.deletedAt === undefined || value.deletedAt > now) entries.set(`${kind} ${id}`, copyOf(value));
      }
    }
  }
  return entries;
}

/** Without what a Lambda function does: code cannot be copied, and nobody changes it. */
function copyOf(value: object): object {
  return structuredClone(Object.fromEntries(Object.entries(value).filter(([, part]) => typeof part !== 'function')));
}

/** What is in `after` only, and what is missing or changed there. */
export function compareSnapshots(before: Snapshot, after: Snapshot): { added: string[]; touched: string[] } {
  return {
    added: [...after.keys()].filter((key) => !before.has(key)),
    touched: [...before].filter(([key, value]) => !isDeepStrictEqual(value, after.get(key))).map(([key]) => key),
  };
}
