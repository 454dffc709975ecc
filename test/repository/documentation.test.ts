import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { readCustomResource, walkSchema } from '../../scripts/generate/crd-schema.ts';
import { generatedFiles } from '../../scripts/generate/generated-files.ts';
import {
  authorizersObject,
  fullObject,
  lambdaObject,
  logsObject,
  principalsObject,
  smallestObject,
} from '../crd/values.ts';
import { withField } from '../crd/field-path.ts';
import type { Json } from '../crd/field-path.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const markdown = [
  ...readdirSync(root),
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

describe('generated files', () => {
  test('are what the generator writes today: run `npm run gen` and commit the result', async () => {
    const isStale = ([path, text]: [string, string]) => !existsSync(new URL(path, root)) || read(path) !== text;
    expect([...(await generatedFiles())].filter(isStale).map(([path]) => path)).toEqual([]);
  });
});

describe('samples', () => {
  // Formats and \p{...} in patterns: the editors that use the schema read it the same way.
  const isValid = new Ajv({ allErrors: true }).compile(JSON.parse(read('docs/private-api.schema.json')));
  const problems = (object: unknown) => (isValid(object) ? [] : isValid.errors);

  test('the editor schema takes every sample and refuses a misspelt field', () => {
    expect(problems(smallestObject)).toEqual([]);
    expect(problems(logsObject)).toEqual([]);
    expect(problems(fullObject)).toEqual([]);
    expect(problems(principalsObject)).toEqual([]);
    expect(problems(lambdaObject)).toEqual([]);
    expect(problems(authorizersObject)).toEqual([]);
    expect(problems(withField(smallestObject, 'spec.rotes', []))).not.toEqual([]);
    expect(problems(withField(smallestObject, 'spec.routes[].method', 'get'))).not.toEqual([]);
  });

  test('the full sample uses every field, but for those that exclude others and have a sample of their own', () => {
    const { spec = {} } = readCustomResource(new URL('crds/privateapis.yaml', root)).schema.properties ?? {};
    const paths = [...walkSchema(spec, 'spec')].map(({ path }) => path);
    const objects = [fullObject, principalsObject, logsObject, lambdaObject, authorizersObject];
    const used = new Set(objects.flatMap((object) => pathsOf(object.spec, 'spec')));
    expect(paths.filter((path) => !used.has(path))).toEqual([]);
  });

  test('every PrivateApi in the documentation is one that the schema takes', () => {
    const blocks = markdown.flatMap((file) =>
      [...read(file).matchAll(/```ya?ml\n([\s\S]*?)```/g)].map(([, yaml]) => ({ file, yaml: yaml ?? '' })),
    );
    const objects = blocks.flatMap(({ file, yaml }) =>
      parseAllDocuments(yaml).map((document) => ({ file, object: document.toJS() as { kind?: string } | null })),
    );
    const ours = objects.filter(({ object }) => object?.kind === 'PrivateApi');
    expect(ours.length).toBeGreaterThanOrEqual(2);
    expect(ours.flatMap(({ file, object }) => problems(object)?.map((problem) => ({ file, problem })))).toEqual([]);
  });
});

describe('links', () => {
  test('every relative link in the documentation leads to a file', () => {
    const links = markdown.flatMap((file) =>
      [
        ...read(file)
          .replaceAll(/`[^`]*`/g, '')
          .matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g),
      ].map(([, target]) => ({ file, target: target ?? '' })),
    );
    const broken = links.filter(({ file, target }) => !existsSync(new URL(target, new URL(file, root))));
    expect(broken).toEqual([]);
  });
});

test('continuous integration runs the tests by the command that the documentation names', () => {
  expect(read('.ci/run')).toContain('npm test');
  expect(read('CONTRIBUTING.md')).toContain('npm test');
  expect(statSync(new URL('.ci/run', root)).mode & 0o111).not.toBe(0);
});

/** Every path that an object uses, in the schema's spelling: lists as `[]`, values of maps as `{}`. */
function pathsOf(value: Json | undefined, path: string): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((element) => pathsOf(element, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return [path];
  const isMap = path === 'spec.tags' || path === 'spec.stage.variables';
  return [
    path,
    ...Object.entries(value).flatMap(([key, field]) => pathsOf(field, isMap ? `${path}{}` : `${path}.${key}`)),
  ];
}
