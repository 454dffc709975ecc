import type { Tags } from '../desired/ownership.ts';

export interface TagChanges {
  readonly set: Tags;
  readonly remove: readonly string[];
}

/** What TagResource and UntagResource have to do; tags that AWS or its services put on (`aws:`) are left alone. */
export function diffTags(desired: Tags, observed: Tags): TagChanges {
  return {
    set: Object.fromEntries(Object.entries(desired).filter(([key, value]) => observed[key] !== value)),
    remove: Object.keys(observed).filter((key) => !Object.hasOwn(desired, key) && !key.startsWith('aws:')),
  };
}

export function hasTagChanges(changes: TagChanges): boolean {
  return Object.keys(changes.set).length + changes.remove.length > 0;
}
