import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { bundle } from '../../scripts/build/bundle.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The instructions of the Dockerfile, continued lines joined: ['COPY', '--from=build /a /b']. */
const instructions = read('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
const stages = instructions.reduce<(typeof instructions)[]>(
  (found, instruction) =>
    instruction[0] === 'FROM'
      ? [...found, [instruction]]
      : [...found.slice(0, -1), [...(found.at(-1) ?? []), instruction]],
  [],
);
const runtime = stages.at(-1) ?? [];
const argument = (name: string) => runtime.find(([instruction]) => instruction === name)?.[1] ?? '';

describe('Dockerfile', () => {
  const copied = instructions
    .filter(([name, words]) => name === 'COPY' && !words.includes('--from='))
    .flatMap(([, words]) =>
      words
        .split(/\s+/)
        .slice(0, -1)
        .map((source) => source.replace(/^\.\//, '')),
    );

  test('copies from the repository only what is there and what .dockerignore lets through', () => {
    expect(copied.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    const admitted = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(copied.toSorted()).toEqual(admitted.toSorted());
  });

  test('puts nothing but the bundle, the schemas that it reads and its compile cache into the image', () => {
    const sources = runtime.filter(([name]) => name === 'COPY').map(([, words]) => words.split(/\s+/).at(-2));
    expect(sources).toEqual(['/build/dist/main.js', '/build/dist/schemas', '/build/compile-cache']);
  });

  test('runs as a numeric user other than root, who also owns the compile cache and fills it', () => {
    expect(argument('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const cache = runtime.find(([name, words]) => name === 'COPY' && words.includes('compile-cache'))?.[1];
    expect(cache).toContain(`--chown=${argument('USER')} `);
    expect(argument('ENV')).toBe(`NODE_COMPILE_CACHE=${cache?.split(' ').at(-1)}`);
    const order = runtime.map(([name]) => name).filter((name) => /^(USER|ENV|RUN)$/.test(name));
    expect(order).toEqual(['USER', 'ENV', 'RUN']);
  });

  test('starts the bundle, without a shell', () => {
    const command = JSON.parse(argument('ENTRYPOINT')) as string[];
    expect(command).toEqual(['/nodejs/bin/node', '/app/main.js']);
    expect(JSON.parse(argument('RUN'))).toEqual([...command, '--help']);
  });

  test('builds and runs with the major version of Node that development uses', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const [major] = Object.values(optionalDependencies).map((version) => version.split('.')[0]);
    const images = stages.map(([from]) => from?.[1]);
    expect(images).toEqual([expect.stringContaining(`node:${major}-`), expect.stringContaining(`/nodejs${major}-`)]);
  });
});

test('the operator can be bundled into one file that needs nothing but Node', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const { files, externals } = await bundle(join(root, 'src/main.ts'), join(folder, 'main.js'));
    expect(files.filter((file) => !file.includes('node_modules/') && !file.startsWith('src/'))).toEqual([]);
    // With the module entry points there is one copy of each package; a second copy would come from the other ones.
    expect(files.filter((file) => file.includes('/dist-cjs/'))).toEqual([]);
    // ws (of client-node) asks for these two natively built parts and does without when they are missing.
    const optional = new Set(['bufferutil', 'utf-8-validate']);
    expect(externals.filter((name) => !isBuiltin(name) && !optional.has(name))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
