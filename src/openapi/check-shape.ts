import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';

const maxDepth = 100;
const maxNodes = 400_000;

interface Place {
  readonly value: unknown;
  readonly key: string | number | undefined;
  readonly parent: Place | undefined;
  readonly depth: number;
}

/**
 * What the rest of this folder relies on: a tree of modest depth and size, of JSON values only, without the one key that
 * means something to JavaScript. Walks with a stack of its own, so that no nesting can exhaust the real one.
 */
export function checkShape(root: unknown): DocumentProblem[] {
  const stack: Place[] = [{ value: root, key: undefined, parent: undefined, depth: 0 }];
  let nodes = 0;
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    const { value, depth } = place;
    nodes += 1;
    if (nodes > maxNodes) return [problemAt([], `has more than ${maxNodes} values; describe a smaller API`)];
    if (depth > maxDepth)
      return [
        problemAt(pathOf(place).slice(0, 6), `is nested more than ${maxDepth} levels deep; name parts of it by $ref`),
      ];
    if (typeof value === 'number' && !Number.isFinite(value))
      return [problemAt(pathOf(place), 'is no number of JSON; write a finite one')];
    if (value === null || typeof value !== 'object') continue;
    for (const [key, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      if (key === '__proto__')
        return [problemAt([...pathOf(place), key], 'is a name that is not taken; remove or rename it')];
      stack.push({ value: child as unknown, key, parent: place, depth: depth + 1 });
    }
  }
  return [];
}

function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) path.unshift(at.key);
  return path;
}
