import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The two programs of a control plane, as file paths. */
export interface ClusterBinaries {
  readonly kubeApiserver: string;
  readonly etcd: string;
}

/** The versions that go.mod asks for: what is built, and what the cache is named after. */
export interface ClusterVersions {
  readonly kubernetes: string;
  readonly etcd: string;
}

export function pinnedVersions(): ClusterVersions {
  const goMod = readFileSync(new URL('go.mod', import.meta.url), 'utf8');
  const versionOf = (module: string) => {
    const version = new RegExp(`^(?:require )?\\s*${module} (v\\S+)`, 'm').exec(goMod)?.[1];
    if (!version) throw new Error(`sandbox/cluster/go.mod does not require ${module}`);
    return version;
  };
  return { kubernetes: versionOf('k8s.io/kubernetes'), etcd: versionOf('go.etcd.io/etcd/server/v3') };
}

/** Where this machine keeps the binaries of these versions, whether or not they are there. */
export function cacheDirectory(environment: NodeJS.ProcessEnv, { kubernetes, etcd }: ClusterVersions): string {
  const root = environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const name = `kubernetes-${kubernetes}-etcd-${etcd}-${process.platform}-${process.arch}`;
  return join(root, 'private-api-operator', name);
}

/** The binaries in a directory, undefined unless both are there. */
export function binariesIn(directory: string): ClusterBinaries | undefined {
  const binaries = { kubeApiserver: join(directory, 'kube-apiserver'), etcd: join(directory, 'etcd') };
  return existsSync(binaries.kubeApiserver) && existsSync(binaries.etcd) ? binaries : undefined;
}

/**
 * Makes the cache directory with `fill`, which writes into a directory of its own. The result appears at once or not
 * at all, and of several processes that want it one works while the others wait.
 * @throws what `fill` throws; the cache is then as before.
 */
export async function fillCache(
  directory: string,
  fill: (directory: string) => Promise<void>,
  say: (line: string) => void,
): Promise<ClusterBinaries> {
  await mkdir(dirname(directory), { recursive: true });
  const unlock = await lock(`${directory}.lock`, say);
  try {
    const made = binariesIn(directory);
    if (made) return made;
    const workDirectory = await mkdtemp(`${directory}.part-`);
    try {
      await fill(workDirectory);
      if (!binariesIn(workDirectory)) throw new Error(`kube-apiserver and etcd are not both in ${workDirectory}`);
      if (!binariesIn(directory)) {
        await rm(directory, { recursive: true, force: true });
        await rename(workDirectory, directory);
      }
    } finally {
      await rm(workDirectory, { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
  const binaries = binariesIn(directory);
  if (!binaries) throw new Error(`the cache ${directory} was removed while it was being filled`);
  return binaries;
}

/** Holds the lock file, which names the process; one left behind by a process that is gone counts as free. */
async function lock(file: string, say: (line: string) => void): Promise<() => Promise<void>> {
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, String(process.pid));
  try {
    for (let isFirstTry = true; !tryLink(own, file); isFirstTry = false) {
      const holder = livingHolder(file);
      if (holder === undefined) await rm(file, { force: true });
      else if (isFirstTry) say(`waiting for process ${holder}, which is preparing the same binaries`);
      await sleep(200);
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(file, { force: true });
}

/** A link appears with its content, unlike a file that is opened and then written. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function livingHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? Number(readFileSync(file, 'utf8')) : undefined;
  }
}
