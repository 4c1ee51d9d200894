// Makes what upstream's Configure and Makefile generate into `vendor/generated`: headers, assembly for x86_64, and the lists of
// sources that go with each choice of options. Node built-ins only: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const vendor = join(dirname(dirname(fileURLToPath(import.meta.url))), 'vendor');
const made = join(vendor, 'generated');
const scratch = join(vendor, 'build-generated');

/** What no image has: nothing that loads code or asks at a terminal, no protocol before TLS 1.2. */
const always =
  'afalgeng async ct dgram dso dtls engine module nextprotoneg secure-memory shared srp ssl3 tests tls1 tls1_1 ui-console';
/** What option `legacy` brings back. */
const legacy =
  'aria bf camellia cast des dsa ec2m gost idea md4 mdc2 rc2 rc4 rmd160 seed siphash sm2 sm3 sm4 whirlpool';
const libraries = [
  'libcrypto',
  'libssl',
  ...['common', 'default', 'legacy'].map((name) => `providers/lib${name}.a`),
];
/** Headers that sources name from the top of upstream's tree. */
const fromTop = [
  'crypto/pkcs7/pk7_local.h',
  'e_os.h',
  'include/crypto/chacha.h',
  'include/crypto/poly1305.h',
];
const headers = /^(?:include\/(?!openssl\/configuration\.h)|providers\/common\/include\/).*\.h$/;

/** Of this script: vendor/ is made anew where the pin changes, what is generated where this does. */
const version = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');
const stamp = join(made, '.version');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
  rmSync(made, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
  const all = configure('all', []);
  const allPlain = configure('all-plain', ['no-asm']);
  const lean = configure('lean', without(legacy));
  const leanPlain = configure('lean-plain', [...without(legacy), 'no-asm']);
  run('make', ['-s', 'build_generated', ...all.made], all.folder);
  const out = join(scratch, 'made');
  for (const name of readdirSync(join(vendor, 'include/openssl')))
    if (name.endsWith('.h')) copy(join(vendor, 'include/openssl', name), join(out, 'public/openssl', name));
  for (const name of fromTop) copy(join(vendor, name), join(out, 'top', name));
  for (const name of all.made) copy(join(all.folder, name), join(out, placeOf(name)));
  for (const { name, folder } of [all, lean])
    copy(configuration(folder), join(out, name, 'openssl/configuration.h'));
  const groups = groupSources({ all, allPlain, lean, leanPlain });
  write(join(out, 'sources.json'), `${JSON.stringify(groups, null, 1)}\n`);
  write(join(out, 'exports.json'), `${JSON.stringify(publicNames(), null, 1)}\n`);
  const defines = [...all.defines].filter((name) => !allPlain.defines.has(name)).toSorted();
  write(join(out, 'openssl_asm.h'), defines.map((name) => `#define ${name}\n`).join(''));
  write(join(out, '.version'), version);
  renameSync(out, made);
  rmSync(scratch, { recursive: true });
}

function without(features) {
  return features.split(' ').map((feature) => `no-${feature}`);
}

function configuration(folder) {
  return join(folder, 'include/openssl/configuration.h');
}

/** Programs see the headers in `openssl/` alone, which stand in a folder of their own. */
function placeOf(name) {
  return name.replace(/^include\/openssl\//, 'public/openssl/');
}

/** Runs Configure in a folder of its own and reads what it decided. */
function configure(name, features) {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const options = [...without(always), ...features, '--with-rand-seed=getrandom'];
  run('perl', ['../../Configure', 'linux-x86_64', ...options], folder);
  const print = 'use lib "."; use configdata; use JSON::PP; print encode_json(\\%unified_info)';
  const info = JSON.parse(run('perl', ['-e', print], folder));
  const sources = new Set();
  for (const library of libraries) {
    for (const object of info.sources[library] ?? []) {
      // Upstream's own files lie two folders up, what is generated beside; libraries list objects of others as well.
      for (const source of info.sources[object] ?? [])
        if (!source.endsWith('.o')) sources.add(source.replace(/^\.\.\/\.\.\//, ''));
    }
  }
  const generated = Object.keys(info.generate);
  return {
    name,
    folder,
    sources,
    defines: new Set(libraries.flatMap((library) => info.defines[library] ?? [])),
    made: generated.filter((file) => headers.test(file) || sources.has(file)),
    generated: new Set(generated),
  };
}

/** The lists of sources by what brings them: always, or under a condition. */
function groupSources({ all, allPlain, lean, leanPlain }) {
  const groups = { always: [], asm: [], plain: [], legacy: [], legacyAsm: [], legacyPlain: [] };
  for (const source of new Set([...all.sources, ...allPlain.sources])) {
    const legacyOnly = !lean.sources.has(source) && !leanPlain.sources.has(source);
    const [asm, plain] = legacyOnly ? [all, allPlain] : [lean, leanPlain];
    const way = asm.sources.has(source) ? (plain.sources.has(source) ? '' : 'Asm') : 'Plain';
    const group = legacyOnly ? `legacy${way}` : way === '' ? 'always' : way.toLowerCase();
    groups[group].push(`vendor/${all.generated.has(source) ? 'generated/' : ''}${source}`);
  }
  for (const list of Object.values(groups)) list.sort();
  return groups;
}

/** Upstream's list of public names, as the prefixes that they have; internal ones start with `ossl_` or in lower case. */
function publicNames() {
  const names = ['libcrypto', 'libssl'].flatMap((library) => {
    const text = readFileSync(join(vendor, `util/${library}.num`), 'utf8');
    return [...text.matchAll(/^(\w+)/gm)].map(([name]) => name);
  });
  const prefixOf = (name) => /^(?:[A-Z]\w*?|[abdiopsv]2[abdiostv])_/.exec(name)?.[0];
  return [...new Set(names.map((name) => (prefixOf(name) ? `${prefixOf(name)}*` : name)))].toSorted();
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function run(command, args, cwd) {
  const env = { ...process.env, CC: 'gcc', LC_ALL: 'C' };
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 0) return done.stdout;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}\n`);
  console.error(
    "error: OpenSSL's sources are not generated.\n  It takes perl, make and gcc: apt-get install perl make gcc",
  );
  return process.exit(1);
}
