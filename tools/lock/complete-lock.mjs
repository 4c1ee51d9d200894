// Adds to package-lock.json the optional packages of other platforms that the registry's view left out: without them
// `npm ci` calls the lock incomplete, though none of them would ever be installed here. Run after each `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const cpus = [
  'arm64',
  'arm',
  'ia32',
  'x64',
  'loong64',
  'mips64el',
  'mipsel',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
];

/** What the name of a platform package says: `@nx/nx-linux-arm64-musl` is for os linux, cpu arm64, libc musl. */
function platformOf(name) {
  const words = name.split(/[/.-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = cpus.find((word) => words.includes(word));
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : os === 'linux' ? 'glibc' : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[hoisted]?.version === version) continue;
    const key = lock.packages[hoisted] ? nested : hoisted;
    const platform = platformOf(name);
    if (!platform.os && !platform.cpu) continue;
    lock.packages[key] = { version, optional: true, ...platform };
    added.push(key);
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(`package-lock.json: ${added.length} optional packages of other platforms added`);
