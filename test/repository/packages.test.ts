import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

interface LockEntry {
  version: string;
  optional?: boolean;
  integrity?: string;
  os?: string | string[];
  cpu?: string | string[];
  optionalDependencies?: Record<string, string>;
}
interface PackageFile {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

const packageFile = JSON.parse(read('package.json')) as PackageFile;
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> };
const { missingEntries } = (await import(new URL('scripts/complete-lock-file.mjs', root).href)) as {
  missingEntries: (lock: object) => unknown[];
};
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

describe('package-lock.json', () => {
  test('has an entry for every optional dependency, so that `npm ci` works on machines of other platforms', () => {
    expect(missingEntries(lock)).toEqual([]);
  });

  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
  ])('has Node, esbuild, oxlint and the compiler for %s %s', (os, cpu) => {
    const fits = ([, entry]: [string, LockEntry]) =>
      [entry.os ?? os].flat().includes(os) && [entry.cpu ?? cpu].flat().includes(cpu) && (entry.os ?? entry.cpu);
    const names = Object.entries(lock.packages)
      .filter(fits)
      .map(([path]) => path.replace('node_modules/', ''));
    const platform = `${os}-${cpu}`;
    expect(names).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^node-(bin-)?${platform}$`)),
        `@esbuild/${platform}`,
        expect.stringMatching(new RegExp(`^@oxlint/binding-${platform}`)),
        `@oxlint-tsgolint/${platform}`,
        `@typescript/typescript-${platform}`,
      ]),
    );
  });

  test('agrees with package.json', () => {
    const own = lock.packages[''] as unknown as PackageFile;
    expect(own.version).toBe(packageFile.version);
    for (const kind of kinds) {
      expect(own[kind]).toEqual(packageFile[kind]);
      for (const [name, version] of Object.entries(packageFile[kind])) {
        expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
      }
    }
  });

  test('names no registry, so that everyone installs from their own', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  test('proves what it installs: only optional packages of other platforms may lack a checksum', () => {
    const unproven = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && !entry.integrity && !entry.optional,
    );
    expect(unproven.map(([path]) => path)).toEqual([]);
  });
});

test('package.json pins every version exactly', () => {
  const ranges = kinds
    .flatMap((kind) => Object.entries(packageFile[kind]))
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(ranges).toEqual([]);
});
