import type { Call } from '../operation.ts';
import type { Tags } from '../state.ts';

/** Tags that come with the creation of a resource of this type. */
export function readTagSpecifications({ query }: Call, resourceType: string): Tags {
  const tags: Record<string, string> = {};
  for (let index = 1; query.has(`TagSpecification.${index}.ResourceType`); index += 1) {
    const at = `TagSpecification.${index}`;
    if (query.get(`${at}.ResourceType`) !== resourceType) continue;
    for (let tag = 1; query.has(`${at}.Tag.${tag}.Key`); tag += 1) {
      tags[query.get(`${at}.Tag.${tag}.Key`)!] = query.get(`${at}.Tag.${tag}.Value`) ?? '';
    }
  }
  return tags;
}
