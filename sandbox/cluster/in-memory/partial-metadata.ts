import type { JsonObject } from './json.ts';

const kindOfPartial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

/**
 * Whether an Accept header asks for metadata only, such as `application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
export function wantsMetadataOnly(accept: string | undefined, as: 'Object' | 'List'): boolean {
  const parameters = (accept ?? '').split(';').slice(1);
  const name = as === 'List' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  return [`as=${name}`, 'g=meta.k8s.io', 'v=v1'].every((parameter) => parameters.includes(parameter));
}

export function partialObject({ metadata }: JsonObject): JsonObject {
  return { ...kindOfPartial, metadata: metadata ?? null };
}

/** The list of partial objects for a list of whole ones. */
export function partialList({ metadata, items }: JsonObject): JsonObject {
  const { continue: token, ...rest } = metadata as JsonObject;
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { ...rest, ...(token !== undefined && token !== '' && { continue: token }) },
    // Not an empty list: the server's Go slice is never made when there is nothing to put in.
    items: (items as JsonObject[]).length === 0 ? null : (items as JsonObject[]).map(partialObject),
  };
}
