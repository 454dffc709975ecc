import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

interface Floor {
  /** Rooms of src that this one may import. */
  below: string[];
  /** Packages it may import, besides `packages` of no other room. */
  packages?: RegExp;
}

const pure: RegExp = /^node:crypto$/;
const core = ['clock', 'errors', 'log', 'metrics'];

// A room is a folder or a file directly in src. Imports go down only.
const floors: Record<string, Floor> = {
  errors: { below: [] },
  clock: { below: [] },
  log: { below: [], packages: /^pino$/ },
  metrics: { below: [], packages: /^prom-client$/ },
  api: { below: ['errors'], packages: pure },
  config: { below: ['errors'], packages: /^node:util$/ },
  // Arithmetic of addresses, `BlockList` and `isIP`, which opens no connection.
  desired: { below: ['api', 'errors'], packages: /^node:(crypto|net)$/ },
  // Reads the OpenAPI documents of users; the validator reads the schemas of OpenAPI from its own folder.
  openapi: { below: ['desired', 'api', 'errors'], packages: /^(yaml|@seriousme\/openapi-schema-validator)$/ },
  plan: { below: ['desired', 'api', 'errors'], packages: pure },
  aws: { below: ['plan', 'desired', 'api', ...core], packages: /^(@aws-sdk\/|node:)/ },
  kubernetes: { below: core, packages: /^(@kubernetes\/client-node$|undici$|node:)/ },
  reconcile: { below: ['plan', 'openapi', 'desired', 'api', 'errors', 'clock'], packages: /^node:(crypto|util)$/ },
  health: { below: core, packages: /^node:(http|net)$/ },
  version: { below: [] },
  // Fits the Kubernetes folder, which knows no PrivateApi, to what a pass asks for.
  'object-cache': { below: ['api'] },
  'reference-watches': { below: ['kubernetes', 'api', ...core] },
  'kubernetes-port': {
    below: ['reconcile', 'kubernetes', 'object-cache', 'reference-watches', 'desired', 'api', ...core],
  },
  'cluster-id': { below: ['kubernetes', ...core], packages: /^p-retry$/ },
  operator: {
    below: [
      'cluster-id',
      'kubernetes-port',
      'object-cache',
      'reference-watches',
      'health',
      'reconcile',
      'aws',
      'kubernetes',
      'desired',
      'api',
      'config',
      ...core,
    ],
    packages: /^node:/,
  },
  main: { below: ['operator', 'health', 'kubernetes', 'config', 'version', ...core], packages: /^node:/ },
};

const root = fileURLToPath(new URL('../../', import.meta.url));

interface SourceFile {
  /** Below the root: `src/api/parse.ts`. */
  path: string;
  text: string;
  imports: string[];
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const text = readFileSync(join(root, folder, file), 'utf8');
      return { path: join(folder, file), text, imports: importsOf(text) };
    });
}

/** What a file imports: statically, as types, by re-export or dynamically. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  );
  return [...statements].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** `src/api/parse.ts` -> `api`, `src/clock.ts` -> `clock`. */
const roomOf = (path: string) => path.split('/')[1]?.replace(/\.ts$/, '') ?? '';

const operator = sourceFiles('src');
const sandbox = sourceFiles('sandbox');

/** The place an import of ours leads to, below the root; undefined for a package. */
const placeOf = (file: SourceFile, imported: string) =>
  imported.startsWith('.') ? normalize(join(dirname(file.path), imported)) : undefined;

describe('imports in src go down only', () => {
  test('every room has a floor', () => {
    expect([...new Set(operator.map(({ path }) => roomOf(path)))].filter((room) => !(room in floors))).toEqual([]);
  });

  test('no room imports another that is not below it', () => {
    const wrong = operator.flatMap((file) =>
      file.imports.flatMap((imported) => {
        const place = placeOf(file, imported);
        if (place === undefined || roomOf(place) === roomOf(file.path)) return [];
        const isBelow = place.startsWith('src/') && floors[roomOf(file.path)]?.below.includes(roomOf(place));
        return isBelow ? [] : [`${file.path} imports ${place}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('a package is imported only where it belongs: the AWS SDK in aws, undici and client-node in kubernetes', () => {
    const wrong = operator.flatMap((file) =>
      file.imports
        .filter((imported) => !imported.startsWith('.') && !floors[roomOf(file.path)]?.packages?.test(imported))
        .map((imported) => `${file.path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every import is seen, whatever its form', () => {
    const text = [
      "import a from 'a';",
      "import type {\n  B,\n} from 'b';",
      "export { c } from 'c';",
      "import 'd';",
      "  await import('e');",
    ];
    expect(importsOf(text.join('\n'))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('the pure rooms', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bconsole\.|\bset(Timeout|Interval|Immediate)\b|\bfetch\(/;

  test.each(['api', 'desired', 'openapi', 'plan', 'reconcile'])(
    '%s reads no clock and no environment, draws no lots and waits for nothing',
    (room) => {
      const wrong = operator
        .filter(({ path }) => roomOf(path) === room)
        .flatMap(({ path, text }) =>
          code(text).flatMap((line) => (impure.test(line) ? [`${path}: ${line.trim()}`] : [])),
        );
      expect(wrong).toEqual([]);
    },
  );

  test('only main reads the environment of the process', () => {
    const readers = operator.filter(({ text }) => code(text).some((line) => line.includes('process.env')));
    expect(readers.map(({ path }) => path).filter((path) => path !== 'src/main.ts')).toEqual([]);
  });
});

describe('operator and sandbox', () => {
  test('import nothing from each other', () => {
    const across = [...operator, ...sandbox].flatMap((file) =>
      file.imports
        .map((imported) => placeOf(file, imported))
        .filter((place) => place !== undefined && place.split('/')[0] !== file.path.split('/')[0])
        .map((place) => `${file.path} imports ${place}`),
    );
    expect(across).toEqual([]);
  });
});

describe('names', () => {
  test('files are named in kebab-case after what they export, never after a vague role', () => {
    const names = operator.map(({ path }) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*\.ts$/.test(name))).toEqual([]);
    expect(names.filter((name) => /\b(manager|helpers?|utils?|handler|service|common|misc)\b/.test(name))).toEqual([]);
  });
});

/** The lines of a file that are code, without comments. */
function code(text: string): string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, ''));
}
