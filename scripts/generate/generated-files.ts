import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readCustomResource } from './crd-schema.ts';
import { editorSchema } from './editor-schema.ts';
import { iamPolicy, readOperationsTable } from './iam-policy.ts';
import { referencePage } from './reference-page.ts';
import { typeScriptTypes } from './typescript-types.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Everything that `npm run gen` writes: path below the repository's root -> text. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const resource = readCustomResource(new URL('crds/privateapis.yaml', root));
  const samples = {
    'The smallest object': read('deploy/samples/smallest.yaml'),
    'An object with every field': read('deploy/samples/full.yaml'),
    'An object for named principals only': read('deploy/samples/principals.yaml'),
    'An object described by OpenAPI': read('deploy/samples/openapi.yaml'),
  };
  const sources: [path: string, text: string][] = [
    ['src/api/generated/private-api-types.ts', typeScriptTypes(resource)],
    ['docs/reference.md', referencePage(resource, samples)],
    ['docs/private-api.schema.json', editorSchema(resource)],
    [
      'deploy/iam/policy.json',
      JSON.stringify(iamPolicy(readOperationsTable(new URL('deploy/iam/operations.yaml', root)))),
    ],
  ];
  return new Map(await Promise.all(sources.map(async ([path, text]) => [path, await formatted(path, text)] as const)));
}

// proseWrap `never` keeps tables narrow: padded columns would make every diff of the reference page a diff of all its rows.
async function formatted(path: string, text: string): Promise<string> {
  const filepath = fileURLToPath(new URL(path, root));
  return format(text, { ...(await resolveConfig(filepath)), filepath, proseWrap: 'never' });
}
