/** Who refers to what, by keys. */
export type ReferenceIndex = ReturnType<typeof createReferenceIndex>;

/**
 * Keeps, for one kind that is referred to, who refers to which object of it. The reflector of the referring kind keeps
 * it up to date by `set`; the (metadata-only) reflector of the referred kind asks it whom a change concerns.
 */
export function createReferenceIndex() {
  const targetsByUser = new Map<string, ReadonlySet<string>>();
  const usersByTarget = new Map<string, Set<string>>();

  function set(user: string, targets: Iterable<string>): readonly string[] {
    const before = [...(targetsByUser.get(user) ?? [])];
    const after = new Set(targets);
    for (const target of before) if (!after.has(target)) forget(target, user);
    for (const target of after) {
      const users = usersByTarget.get(target) ?? new Set();
      usersByTarget.set(target, users.add(user));
    }
    if (after.size > 0) targetsByUser.set(user, after);
    else targetsByUser.delete(user);
    return before.filter((target) => !usersByTarget.has(target));
  }

  function forget(target: string, user: string): void {
    const users = usersByTarget.get(target);
    users?.delete(user);
    if (users?.size === 0) usersByTarget.delete(target);
  }

  return {
    /**
     * What `user` refers to now; nothing once it is gone. All are keys as `keyOf` makes them.
     * @returns what nobody refers to any more.
     */
    set,
    /** Who refers to `target`, whether that exists or not: a user waits for what is not there yet. */
    users: (target: string): readonly string[] => [...(usersByTarget.get(target) ?? [])],
    isReferredTo: (target: string): boolean => usersByTarget.has(target),
    /** What anybody refers to. */
    targets: (): readonly string[] => [...usersByTarget.keys()],
  };
}
