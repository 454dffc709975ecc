import type { Ids } from '../ids.ts';
import type { Answer, Call } from '../operation.ts';
import type { DocumentationPart } from '../state.ts';
import type { ImportDocument } from './import-document.ts';
import { isObject, objectMember } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { page } from './paging.ts';

export function getDocumentationParts(call: Call): Answer {
  const parts = requireRestApi(call).documentationParts ?? [];
  const body = page(parts, call.query, ({ id, location, properties }) => ({
    id,
    location,
    properties: JSON.stringify(properties),
  }));
  return { status: 200, body };
}

/** Those of `x-amazon-apigateway-documentation`, beside `kept`. Texts elsewhere in a document are not taken for parts here. */
export function importedDocumentation(
  { root }: ImportDocument,
  kept: readonly DocumentationPart[],
  ids: Ids,
): readonly DocumentationPart[] {
  const parts = objectMember(root, 'x-amazon-apigateway-documentation')?.['documentationParts'];
  const added = (Array.isArray(parts) ? parts : []).flatMap((part): DocumentationPart[] =>
    isObject(part)
      ? [
          {
            id: ids.alphanumeric(6),
            location: objectMember(part, 'location') ?? {},
            properties: part['properties'] ?? {},
          },
        ]
      : [],
  );
  return [...kept, ...added];
}
