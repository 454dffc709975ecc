import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import type { Tags } from '../desired/ownership.ts';

/** EC2 and Elastic Load Balancing write tags alike. */
export function toTags(tags: readonly Pick<Tag, 'Key' | 'Value'>[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** For the call that creates something. */
export function toTagSpecifications(type: ResourceType, tags: Tags): TagSpecification[] {
  return [{ ResourceType: type, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
}
