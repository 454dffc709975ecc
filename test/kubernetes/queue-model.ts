import type { Priority } from '../../src/kubernetes/work-queue.ts';

/** What happens to a queue, in the words of its users. */
export type QueueOperation =
  | { readonly kind: 'add'; readonly key: string; readonly priority: Priority }
  | { readonly kind: 'addAfter'; readonly key: string; readonly ms: number; readonly priority: Priority }
  | { readonly kind: 'take' }
  | { readonly kind: 'done'; readonly key: string }
  | { readonly kind: 'fail'; readonly key: string }
  | { readonly kind: 'forget'; readonly key: string }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'shutDown' };

/** A wish that a key be worked on: from `dueMs` on, with its place in line once it is due and the key is not in work. */
interface Wish {
  dueMs: number;
  priority: Priority;
  place: number | undefined;
}

/** The queue's contract at its plainest: one wish per key, and a rule which wish is next. Slow and obvious on purpose. */
export function createQueueModel(backoffMsFor: (failures: number) => number) {
  const wishes = new Map<string, Wish>();
  const inWork = new Set<string>();
  const failures = new Map<string, number>();
  let nowMs = 0;
  let places = 0;
  let isShutDown = false;

  const isDue = (wish: Wish | undefined) => wish !== undefined && wish.dueMs <= nowMs;

  function wishFor(key: string, dueMs: number, priority: Priority): void {
    const known = wishes.get(key);
    if (isShutDown || (isDue(known) && dueMs > nowMs)) return;
    const isRaised = known !== undefined && known.priority === 'low' && priority === 'normal';
    const wish: Wish = {
      dueMs: Math.min(dueMs, known?.dueMs ?? dueMs),
      priority: known !== undefined && known.priority === 'normal' ? 'normal' : priority,
      place: isRaised ? undefined : known?.place,
    };
    if (isDue(wish) && !inWork.has(key)) wish.place ??= places++;
    wishes.set(key, wish);
  }

  function take(): string | undefined {
    const line = [...wishes].filter(([key, wish]) => isDue(wish) && !inWork.has(key));
    const rank = ([, wish]: [string, Wish]) => (wish.priority === 'normal' ? 0 : 1e9) + (wish.place ?? Number.NaN);
    const [next] = line.toSorted((a, b) => rank(a) - rank(b));
    if (next === undefined) return undefined;
    wishes.delete(next[0]);
    inWork.add(next[0]);
    return next[0];
  }

  function done(key: string): void {
    const wish = wishes.get(key);
    if (inWork.delete(key) && wish !== undefined && isDue(wish)) wish.place = places++;
  }

  function fail(key: string): void {
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    wishFor(key, nowMs + backoffMsFor(count), 'normal');
  }

  function advance(ms: number): void {
    const ripening = [...wishes].filter(([, wish]) => !isDue(wish) && wish.dueMs <= nowMs + ms);
    nowMs += ms;
    for (const [key, wish] of ripening.toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) {
      if (!inWork.has(key)) wish.place = places++;
    }
  }

  return {
    /** Returns the key that a `take` yields. */
    perform: (operation: QueueOperation): string | undefined => {
      if (operation.kind === 'take') return take();
      if (operation.kind === 'add') wishFor(operation.key, nowMs, operation.priority);
      else if (operation.kind === 'addAfter') wishFor(operation.key, nowMs + operation.ms, operation.priority);
      else if (operation.kind === 'done') done(operation.key);
      else if (operation.kind === 'fail') fail(operation.key);
      else if (operation.kind === 'forget') failures.delete(operation.key);
      else if (operation.kind === 'advance') advance(operation.ms);
      else {
        isShutDown = true;
        wishes.clear();
      }
      return undefined;
    },
    /** What can be seen from outside. */
    view: () => ({
      inWork: [...inWork].toSorted(),
      depth: [...wishes].filter(([key, wish]) => isDue(wish) && !inWork.has(key)).length,
      later: [...wishes].flatMap(([key, wish]) => (isDue(wish) ? [] : `${key}@${wish.dueMs}`)).toSorted(),
      failures: Object.fromEntries([...failures].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }),
  };
}
