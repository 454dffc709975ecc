import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { ClusterBinaries } from './binary-cache.ts';
import { binariesIn, cacheDirectory, fillCache, pinnedVersions } from './binary-cache.ts';
import { buildBinaries } from './build-binaries.ts';
import { downloadBinaries, envtestIndexUrl } from './download-binaries.ts';

export type { ClusterBinaries } from './binary-cache.ts';

export interface FindBinariesOptions {
  /** Compile them with Go when nothing else serves: minutes, once. */
  readonly build: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Where envtest archives are listed; undefined downloads nothing. */
  readonly downloadIndexUrl?: string | undefined;
  /** Receives progress lines; stderr by default. */
  readonly say?: (line: string) => void;
}

/** No way to kube-apiserver and etcd: the message names every remedy. */
export class BinariesNotFound extends Error {
  override readonly name = 'BinariesNotFound';
}

/**
 * kube-apiserver and etcd: from KUBEBUILDER_ASSETS, PATH or the cache; else an envtest archive is downloaded into the
 * cache; else, when asked to, they are built into it.
 * @throws {BinariesNotFound}
 */
export async function findBinaries(options: FindBinariesOptions): Promise<ClusterBinaries> {
  const { build, environment = process.env } = options;
  const say = options.say ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const assets = environment['KUBEBUILDER_ASSETS'];
  if (assets) {
    const given = binariesIn(assets);
    if (given) return given;
    throw new BinariesNotFound(`KUBEBUILDER_ASSETS is ${assets}, but kube-apiserver and etcd are not both in there`);
  }
  const versions = pinnedVersions();
  const directory = cacheDirectory(environment, versions);
  const found = binariesOnPath(environment) ?? binariesIn(directory);
  if (found) return found;

  const problems: string[] = [];
  const indexUrl = 'downloadIndexUrl' in options ? options.downloadIndexUrl : envtestIndexUrl;
  const sources = [
    ...(indexUrl === undefined
      ? []
      : [(target: string) => downloadBinaries(target, versions.kubernetes, say, indexUrl)]),
    ...(build ? [(target: string) => buildBinaries(target, say)] : []),
  ];
  for (const source of sources) {
    try {
      return await fillCache(directory, source, say);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new BinariesNotFound(
    [
      'kube-apiserver and etcd were not found.',
      ...problems.map((problem) => `  tried: ${problem}`),
      'Remedies, any one of them:',
      '  - set KUBEBUILDER_ASSETS to a directory that has both (setup-envtest use -p path prints one)',
      '  - put both on PATH',
      '  - allow the download of an envtest archive from github.com',
      '  - install Go (https://go.dev/dl) and run `npm test`, which builds them once',
    ].join('\n'),
  );
}

function binariesOnPath(environment: NodeJS.ProcessEnv): ClusterBinaries | undefined {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  const find = (name: string) => directories.map((directory) => join(directory, name)).find((file) => existsSync(file));
  const kubeApiserver = find('kube-apiserver');
  const etcd = find('etcd');
  return kubeApiserver && etcd ? { kubeApiserver, etcd } : undefined;
}
