import { badRequest, limitExceeded } from '../aws-error.ts';
import type { Tags } from '../state.ts';
import type { AwsSettings } from '../settings.ts';

/**
 * Tags as they may be stored: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-restrictions.html
 * @throws AwsError for reserved keys, forbidden characters, and more tags than a resource may have
 */
export function checkedTags(tags: Tags | undefined, settings: AwsSettings): Tags {
  const entries = Object.entries(tags ?? {});
  for (const [key, value] of entries) {
    if (key.startsWith('aws:'))
      throw badRequest(`Invalid tag key: ${key}. aws: prefixed tag key names are not allowed`);
    if (!isTagText(key, 1, 128)) throw badRequest(`Invalid tag key: ${key}`);
    if (!isTagText(value, 0, 256)) throw badRequest(`Invalid tag value: ${value}`);
  }
  if (settings.enforceQuotas && entries.length > settings.quotas.tagsPerResource) {
    throw limitExceeded('Maximum number of tags for this resource has been reached');
  }
  return Object.fromEntries(entries);
}

const isTagText = (text: string, minimum: number, maximum: number) =>
  text.length >= minimum && text.length <= maximum && /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u.test(text);

/** Create answers and lists name tags only when there are some. */
export const tagsWhenAny = (tags: Tags) => (Object.keys(tags).length === 0 ? {} : { tags });
