import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findBinaries } from '../../../sandbox/cluster/binaries.ts';
import { cacheDirectory, fillCache, pinnedVersions } from '../../../sandbox/cluster/binary-cache.ts';
import type { HttpFunction } from '../../../sandbox/http.ts';
import { listen } from '../../../sandbox/listen.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'binaries-test-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function directoryWith(...names: string[]): string {
  const directory = mkdtempSync(join(root, 'bin-'));
  for (const name of names) writeFileSync(join(directory, name), name);
  return directory;
}

const find = (environment: NodeJS.ProcessEnv, downloadIndexUrl?: string) =>
  findBinaries({
    build: false,
    environment: { XDG_CACHE_HOME: root, ...environment },
    downloadIndexUrl,
    say: () => {},
  });

describe('the binaries are found', () => {
  test('in KUBEBUILDER_ASSETS, before anywhere else', async () => {
    const assets = directoryWith('kube-apiserver', 'etcd');
    const found = await find({ KUBEBUILDER_ASSETS: assets, PATH: directoryWith('kube-apiserver', 'etcd') });
    expect(found).toEqual({ kubeApiserver: join(assets, 'kube-apiserver'), etcd: join(assets, 'etcd') });
  });

  test('on PATH, each in its own directory', async () => {
    const [one, two] = [directoryWith('etcd'), directoryWith('kube-apiserver')];
    const found = await find({ PATH: `${one}:${two}` });
    expect(found).toEqual({ kubeApiserver: join(two, 'kube-apiserver'), etcd: join(one, 'etcd') });
  });

  test('in the cache, in a directory named after versions and platform', async () => {
    const directory = cacheDirectory({ XDG_CACHE_HOME: root }, pinnedVersions());
    mkdirSync(directory, { recursive: true });
    for (const name of ['kube-apiserver', 'etcd']) writeFileSync(join(directory, name), name);
    expect((await find({ PATH: '' })).etcd).toBe(join(directory, 'etcd'));
    expect(directory).toMatch(/private-api-operator\/kubernetes-v1\.\d+\.\d+-etcd-v3\.\d+\.\d+-\w+-\w+$/);
  });
});

test('a KUBEBUILDER_ASSETS without them is an error that names it', async () => {
  const assets = directoryWith('etcd');
  await expect(find({ KUBEBUILDER_ASSETS: assets })).rejects.toThrow(`KUBEBUILDER_ASSETS is ${assets}`);
});

test('found nowhere, the error names every remedy', async () => {
  const error = (await find({ PATH: '' }).catch((thrown: unknown) => thrown)) as Error;
  for (const remedy of ['KUBEBUILDER_ASSETS', 'PATH', 'download', 'Go']) expect(error.message).toContain(remedy);
});

test('without Go a build fails at once and says so', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = root;
  try {
    const options = { build: true, environment: { XDG_CACHE_HOME: root, PATH: root }, downloadIndexUrl: undefined };
    await expect(findBinaries({ ...options, say: () => {} })).rejects.toThrow('Go is not installed');
  } finally {
    process.env['PATH'] = path;
  }
});

describe('the download', () => {
  const version = `${pinnedVersions().kubernetes.split('.').slice(0, 2).join('.')}.0`;
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

  function archive(): Buffer {
    const directory = join(root, 'controller-tools', 'envtest');
    mkdirSync(directory, { recursive: true });
    for (const name of ['kube-apiserver', 'etcd', 'kubectl']) writeFileSync(join(directory, name), `real ${name}`);
    const file = join(root, 'archive.tar.gz');
    execFileSync('tar', ['-czf', file, '-C', root, 'controller-tools']);
    return readFileSync(file);
  }

  async function withIndex<T>(hashOf: (bytes: Buffer) => string, use: (indexUrl: string) => Promise<T>): Promise<T> {
    const bytes = archive();
    let url = '';
    const serve: HttpFunction = ({ path }) => {
      const name = `envtest-${version}-${platform}.tar.gz`;
      const index = { releases: { [version]: { [name]: { hash: hashOf(bytes), selfLink: `${url}/archive` } } } };
      return Promise.resolve({ status: 200, headers: {}, body: path === '/archive' ? bytes : JSON.stringify(index) });
    };
    const server = await listen(serve);
    url = server.url;
    try {
      return await use(`${url}/index.yaml`);
    } finally {
      await server.close();
    }
  }

  test('fills the cache with an archive whose checksum is the index’s', async () => {
    const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('hex');
    const found = await withIndex(sha512, (indexUrl) => find({ PATH: '' }, indexUrl));
    expect(readFileSync(found.etcd, 'utf8')).toBe('real etcd');
  });

  test('refuses an archive with another checksum and leaves nothing behind', async () => {
    const found = withIndex(
      () => 'abc',
      (indexUrl) => find({ PATH: '' }, indexUrl),
    );
    await expect(found).rejects.toThrow('not abc');
    expect(readdirSync(join(root, 'private-api-operator'))).toEqual([]);
  });

  test('fails clearly when the index cannot be reached', async () => {
    await expect(find({ PATH: '' }, 'http://127.0.0.1:1/index.yaml')).rejects.toThrow(
      'cannot download http://127.0.0.1:1',
    );
  });
});

describe('filling the cache', () => {
  const fill = (directory: string) => {
    for (const name of ['kube-apiserver', 'etcd']) writeFileSync(join(directory, name), name);
    return Promise.resolve();
  };

  test('two at a time do the work once', async () => {
    const directory = join(root, 'cache', 'versions');
    let times = 0;
    const counted = async (target: string) => {
      times += 1;
      await fill(target);
    };
    await Promise.all([fillCache(directory, counted, () => {}), fillCache(directory, counted, () => {})]);
    expect([times, readdirSync(join(root, 'cache'))]).toEqual([1, ['versions']]);
  });

  test('a failure leaves nothing behind, and the next try succeeds', async () => {
    const directory = join(root, 'cache', 'versions');
    const failing = fillCache(
      directory,
      () => Promise.reject(new Error('no network')),
      () => {},
    );
    await expect(failing).rejects.toThrow('no network');
    expect(readdirSync(join(root, 'cache'))).toEqual([]);
    expect((await fillCache(directory, fill, () => {})).etcd).toBe(join(directory, 'etcd'));
  });

  test('a lock left behind by a process that is gone counts as free', async () => {
    mkdirSync(join(root, 'cache'));
    writeFileSync(join(root, 'cache', 'versions.lock'), '999999999');
    const made = await fillCache(join(root, 'cache', 'versions'), fill, () => {});
    expect(readFileSync(made.etcd, 'utf8')).toBe('etcd');
  });
});
