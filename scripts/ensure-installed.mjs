// Runs before every npm script, under whatever Node the machine has: installs the locked packages when they are
// missing or older than the lock file, and checks the Node that the next script will run on.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lockFile = join(root, 'package-lock.json');
const installedMark = join(root, 'node_modules', '.package-lock.json');

/** True when every package of the lock file that belongs on this machine is installed in the locked version. */
function isInstalled() {
  if (!existsSync(installedMark)) return false;
  if (statSync(installedMark).mtimeMs >= statSync(lockFile).mtimeMs) return true;
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedMark, 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  );
}

if (!isInstalled()) {
  console.error('Installing packages (npm ci) ...');
  // npm is a shell script on some machines and a .cmd file on others: let the shell find it.
  const { status } = spawnSync('npm ci --no-audit --no-fund --loglevel=error', {
    cwd: root,
    shell: true,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error(
      'npm ci failed: see the lines above. Remedy: check the network and the registry npm uses, then run again.',
    );
    process.exit(1);
  }
}

const bundledNode = join(root, 'node_modules', '.bin', 'node');
const version = existsSync(bundledNode)
  ? execFileSync(bundledNode, ['--version'], { encoding: 'utf8' }).trim()
  : process.version;
const [major, minor] = version.slice(1).split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Node ${version} is too old: 22.19 or newer is needed, and no Node package exists for ${process.platform}-${process.arch}. Remedy: install Node 26.`,
  );
  process.exit(1);
}
