import { spawn } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedVersions } from './binary-cache.ts';

const progressIntervalMs = 15_000;

/**
 * Compiles both programs from the pinned modules into a directory: minutes with cold Go caches, seconds with warm ones.
 * @throws when Go is missing or the build fails, with the end of its output.
 */
export async function buildBinaries(directory: string, say: (line: string) => void): Promise<void> {
  const versions = pinnedVersions();
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(versions.kubernetes) ?? [];
  // Without these stamps the server calls itself v0.0.0 and clients warn.
  const stamp = Object.entries({ gitVersion: versions.kubernetes, gitMajor: major, gitMinor: minor })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
  say(`building kube-apiserver ${versions.kubernetes} and etcd ${versions.etcd} with Go: about 10 minutes, once`);
  await go(['build', '-v', '-trimpath', '-o', `${directory}/`, '-ldflags', `-s -w ${stamp}`, 'tool'], say);
  // The main package of etcd is called server.
  await rename(join(directory, 'server'), join(directory, 'etcd'));
}

async function go(parameters: string[], say: (line: string) => void): Promise<void> {
  const startedAt = Date.now();
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const child = spawn('go', parameters, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const lastLines: string[] = [];
  let lineCount = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split('\n').filter(Boolean);
    lineCount += lines.length;
    lastLines.push(...lines);
    lastLines.splice(0, lastLines.length - 20);
  });
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    say(`building: ${lineCount} modules and packages after ${seconds} s, now ${lastLines.at(-1) ?? 'starting'}`);
  }, progressIntervalMs);
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ENOENT' ? new Error('Go is not installed (no `go` in PATH)') : error);
      });
      child.once('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`go build failed:\n${lastLines.join('\n')}`));
      });
    });
  } finally {
    clearInterval(progress);
    process.off('exit', killChild);
  }
}
