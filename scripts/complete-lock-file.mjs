// npm records only the platform packages it could resolve on this machine, and `npm ci` then refuses the lock file
// elsewhere. This adds an entry for every optional dependency that has none: the version is the exact one of the
// dependency, the platform is read off the package's name, no integrity is invented.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const operatingSystems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'aix',
  'netbsd',
  'openbsd',
  'sunos',
];
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32'];

/** Every optional dependency of the lock file without an entry, as [place in the lock file, version, owner's entry]. */
export function missingEntries(lock) {
  const missing = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const places = [`node_modules/${name}`, `${path}/node_modules/${name}`];
      if (!places.some((place) => lock.packages[place]?.version))
        missing.push([places[0], range.replace(/^[\^~]/, ''), entry]);
    }
  }
  return missing;
}

function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = operatingSystems.find((word) => words.includes(word));
  const cpu = processors.find((word) => words.includes(word));
  const libc =
    os !== 'linux'
      ? undefined
      : words.some((w) => w.startsWith('musl'))
        ? 'musl'
        : words.some((w) => w.startsWith('gnu'))
          ? 'glibc'
          : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock);
  for (const [place, version, owner] of missing) {
    lock.packages[place] = { version, ...(owner.dev && { dev: true }), optional: true, ...platformOf(place) };
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} entries to package-lock.json`);
}
