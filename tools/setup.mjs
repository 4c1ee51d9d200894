// Makes a fresh machine ready, then builds: Node packages by `npm ci`, Debian packages by apt-get, both only where
// something is missing. Node built-ins only, since it runs before anything is installed.
//
//   node tools/setup.mjs demo|test|build|lint|bench
//
// UNICORE_NO_APT=1 keeps it from installing Debian packages: it then says which are missing and what is skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const purpose = process.argv[2] ?? 'build';

/** Debian packages by what they serve; `needed` ones end the run where they are missing, others skip what they serve. */
const compiler = {
  names: ['gcc', 'libc6-dev', 'binutils'],
  serves: 'compiling and linking images',
  needed: true,
  commands: ['gcc', 'ld', 'objcopy'],
};
const generators = {
  names: ['make', 'perl', 'tcl'],
  serves: 'generating the sources of OpenSSL and SQLite',
  needed: true,
  commands: ['make', 'perl', 'tclsh'],
};
const curl = { names: ['curl'], serves: "the README's session" };
const openssl = { names: ['openssl'], serves: 'the certificates of the tests of TLS' };
const qemu = { names: ['qemu-system-x86'], serves: 'booting images for kvm, metal and xen' };
const firmware = {
  names: ['ovmf', 'grub-common', 'grub-pc-bin'],
  serves: 'starting images for metal by UEFI and by GRUB',
};
const xen = { names: ['xz-utils'], serves: 'the Xen test bed' };
const rootless = {
  names: ['slirp4netns', 'iproute2', 'util-linux'],
  serves: 'the way out of linuxu images to other networks (published ports work without)',
};
const diod = { names: ['diod'], serves: 'folders of the host in linuxu images (run --share)' };
const dnsmasq = {
  names: ['dnsmasq-base', 'iproute2'],
  serves: 'the boot tests of DNS, DHCP and IPv6 against real servers',
};
const cross = {
  names: [
    'gcc-arm-linux-gnueabi',
    'libc6-dev-armel-cross',
    'gcc-mips-linux-gnu',
    'libc6-dev-mips-cross',
    'qemu-user',
  ],
  serves: 'the unit tests of C libraries on arm32 and big-endian mips',
};
const clang = { names: ['clang', 'libclang-rt-14-dev'], serves: 'builds with clang, and the fuzzers' };
const cpio = { names: ['cpio'], serves: "the test that cpio reads the build's initrds" };
const kconfig = {
  names: ['kconfig-frontends-nox', 'python3-kconfiglib'],
  serves: 'the comparison of our Kconfig with the two that others use',
};
const gdb = { names: ['gdb'], serves: 'the tests of run --gdb' };
const browser = { names: ['chromium'], serves: 'the tests of the page of explore and of the site' };
const tmux = { names: ['tmux'], serves: 'the tests of menuconfig' };
const shells = { names: ['zsh', 'fish'], serves: 'the tests of shell completion' };
const references = { names: ['redis-tools'], serves: 'what the foreign suites say of Linux' };
const peers = { names: ['wrk', 'nginx-light'], serves: 'the comparisons of npm run bench' };
const wanted = {
  build: [compiler, generators],
  lint: [compiler],
  demo: [compiler, generators, qemu, rootless],
  test: [
    compiler,
    generators,
    qemu,
    firmware,
    xen,
    rootless,
    diod,
    cross,
    clang,
    curl,
    openssl,
    dnsmasq,
    cpio,
    gdb,
    kconfig,
    shells,
    tmux,
    browser,
  ],
  foreign: [compiler, generators, qemu, rootless, references],
  bench: [compiler, generators, qemu, rootless, cpio, peers, kconfig],
}[purpose];
if (!wanted) fail(`Unknown purpose "${purpose}": demo, test, foreign, build, lint or bench.`, 2);

checkHost();
installNodePackages();
installDebianPackages(wanted);
if (purpose !== 'lint') build();

function checkHost() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(`Unicore builds on Linux x86_64; this is ${process.platform} ${process.arch}.`);
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Unicore needs Node.js 20.19 or newer; this is ${process.version}. Debian 12's own is 18: take one from npm, \`npx -p node@20 npm test\`.`,
    );
  }
}

function installNodePackages() {
  if (nodeModulesMatchLock()) return;
  say('node_modules does not match package-lock.json: npm ci');
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed; its message stands above.',
  );
}

/** Whether each package of the lock, other platforms' left out, is installed in its version. */
function nodeModulesMatchLock() {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(want).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.optional || entry.devOptional) return true;
    if (entry.link) return existsSync(join(root, path, 'package.json'));
    return have[path]?.version === entry.version;
  });
}

function installDebianPackages(groups) {
  const lacking = groups
    .map((group) => ({ ...group, names: group.names.filter((name) => !isInstalled(name)) }))
    .filter((group) => group.names.length > 0);
  if (lacking.length === 0) return;
  const names = lacking.flatMap((group) => group.names);
  const refused = process.env.UNICORE_NO_APT === '1';
  if (!refused && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`Debian packages that are missing, installed now: ${names.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (args) =>
      spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      }).status === 0;
    // Lists may be absent or old: update first, and let the install say what is wrong where that fails.
    apt(['update']);
    if (apt(['install', '-y', '--no-install-recommends', ...names])) return;
    say('apt-get did not install them; its message stands above.');
  }
  for (const group of lacking) {
    say(
      `missing: ${group.names.join(' ')}; ${group.needed ? 'needed for' : 'skipped without:'} ${group.serves}`,
    );
  }
  say(
    `to install: ${process.getuid() === 0 ? '' : 'sudo '}apt-get install --no-install-recommends ${names.join(' ')}`,
  );
  if (lacking.some((group) => group.needed && !commandsServe(group))) process.exit(1);
}

function isInstalled(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return query.error ? false : query.stdout === 'installed';
}

/** Programs that dpkg does not know of serve as well; most say what version they are, tclsh wants something to do. */
function commandsServe({ commands }) {
  return commands.every(
    (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
}

function build() {
  // A stop of nx's own server is not worth a process that stays behind.
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
  const nx = join(root, 'node_modules/.bin/nx');
  const done = spawnSync(nx, ['run-many', '-t', 'build', '--output-style=static'], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  fail('The build failed; its output stands above. Once mended: npm run build');
}

function run(command, args, message) {
  if (spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0)
    fail(message);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text, status = 1) {
  say(text);
  process.exit(status);
}
