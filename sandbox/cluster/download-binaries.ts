import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

// The index that setup-envtest reads: for each archive its address and SHA-512.
// https://book.kubebuilder.io/reference/artifacts
export const envtestIndexUrl =
  'https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml';

const indexTimeoutMs = 3_000;
const archiveTimeoutMs = 300_000;

interface EnvtestIndex {
  releases: Record<string, Record<string, { hash: string; selfLink: string }>>;
}

/**
 * Downloads the envtest archive of the wanted Kubernetes minor version (its newest patch) into a directory.
 * @throws within seconds when the index cannot be reached, and when the archive's checksum is not the index's.
 */
export async function downloadBinaries(
  directory: string,
  kubernetesVersion: string,
  say: (line: string) => void,
  indexUrl: string = envtestIndexUrl,
): Promise<void> {
  const index = parse(Buffer.from(await fetchBytes(indexUrl, indexTimeoutMs)).toString()) as EnvtestIndex;
  const minor = kubernetesVersion.split('.').slice(0, 2).join('.');
  const version = Object.keys(index.releases)
    .filter((candidate) => candidate.startsWith(`${minor}.`) && !candidate.includes('-'))
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))
    .at(-1);
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const archive =
    version === undefined ? undefined : index.releases[version]?.[`envtest-${version}-${platform}.tar.gz`];
  if (!archive) throw new Error(`there is no envtest archive of Kubernetes ${minor} for ${platform}`);

  say(`downloading ${archive.selfLink}`);
  const bytes = await fetchBytes(archive.selfLink, archiveTimeoutMs);
  const hash = createHash('sha512').update(bytes).digest('hex');
  if (hash !== archive.hash) throw new Error(`${archive.selfLink} has SHA-512 ${hash}, not ${archive.hash}`);
  const file = join(directory, 'archive.tar.gz');
  await writeFile(file, bytes);
  // The programs are in controller-tools/envtest/.
  await promisify(execFile)('tar', ['-xzf', file, '-C', directory, '--strip-components=2']);
  await rm(file);
}

async function fetchBytes(url: string, timeoutMs: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    throw new Error(`cannot download ${url}: ${why}`, { cause: error });
  }
}
