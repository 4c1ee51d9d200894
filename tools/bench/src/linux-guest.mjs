// Linux guests, the peers of the comparisons: Debian's kernel and one program of Debian's, in an initramfs that holds
// nothing else. Packages come from apt by name, into a cache folder; nothing is installed.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Of each platform: the package whose dependency is the kernel, and the modules of its network device. */
const kernels = {
  kvm: {
    kernelPackage: 'linux-image-cloud-amd64',
    modules: [
      ...['virtio', 'virtio_ring', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
      ...['failover', 'net_failover', 'virtio_net'],
    ],
  },
  // As dom0 of the test bed.
  xen: { kernelPackage: 'linux-image-amd64', modules: ['xen-netfront'] },
};

/**
 * Returns the kernel and the initramfs of a guest of `platform`, made in `folder`, or made there before. It runs `command`
 * by busybox' shell once modules, /dev, /proc, /sys and, where there is an `address` (with prefix length), its network are
 * there. `packages` are unpacked, `modules` put in beside those of the network, and `fill` adds files: it gets the guest's
 * root, the folder of the unpacked packages, and a function that copies a program and its libraries to a path of the guest.
 */
export function linuxGuest({ platform, folder, address, packages = [], modules = [], fill, command }) {
  const { kernelPackage, modules: ofNetwork } = kernels[platform];
  const kernel = join(folder, 'vmlinuz');
  const initramfs = join(folder, 'initramfs.cpio');
  if (existsSync(kernel) && existsSync(initramfs)) return { kernel, initramfs };
  rmSync(folder, { recursive: true, force: true });
  const unpacked = join(folder, 'packages');
  unpack([kernelOf(kernelPackage), 'busybox-static', ...packages], unpacked);

  const tree = join(folder, 'tree');
  for (const path of ['bin', 'dev', 'etc', 'proc', 'sys', 'modules', 'tmp'])
    mkdirSync(join(tree, path), { recursive: true });
  install(join(unpacked, 'bin/busybox'), join(tree, 'bin/busybox'));
  installModules([...modules, ...ofNetwork], unpacked, tree);
  writeFileSync(join(tree, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
  writeFileSync(join(tree, 'etc/group'), 'root:x:0:\n');
  fill(tree, unpacked, (program, to) => installProgram(program, to, unpacked, tree));
  writeFileSync(join(tree, 'init'), init(address, command));
  chmodSync(join(tree, 'init'), 0o755);
  const partial = `${initramfs}.partial`;
  execFileSync('sh', ['-c', `find . | cpio -o -H newc --quiet > "$0"`, partial], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const boot = join(unpacked, 'boot');
  copyFileSync(join(boot, readdirSync(boot).find((name) => name.startsWith('vmlinuz')) ?? ''), kernel);
  renameSync(partial, initramfs);
  return { kernel, initramfs };
}

/** Fetches packages of Debian into `folder` and unpacks them there. */
function unpack(packages, folder) {
  mkdirSync(folder, { recursive: true });
  run('apt-get', ['download', '-q', ...packages], folder);
  for (const file of readdirSync(folder))
    if (file.endsWith('.deb')) run('dpkg-deb', ['-x', file, '.'], folder);
}

/** What programs of a folder of unpacked packages find their libraries by. */
export function libraryPath(unpacked) {
  return { ...process.env, LD_LIBRARY_PATH: join(unpacked, 'usr/lib/x86_64-linux-gnu') };
}

function kernelOf(name) {
  const version = /Depends: (linux-image-\S+)/.exec(text('apt-cache', ['depends', name]))?.[1];
  if (!version) throw new Error(`apt-cache does not know ${name}: run apt-get update`);
  return version;
}

function installModules(names, unpacked, tree) {
  const found = text('find', [join(unpacked, 'lib/modules'), '-name', '*.ko'])
    .trim()
    .split('\n');
  for (const name of names) {
    const file = found.find((path) => basename(path) === `${name}.ko`);
    if (file) copyFileSync(file, join(tree, 'modules', `${name}.ko`));
  }
}

function installProgram(program, to, unpacked, tree) {
  install(program, join(tree, to));
  const libraries = text('ldd', [program], libraryPath(unpacked));
  if (/not found/.test(libraries)) throw new Error(`${program} lacks libraries:\n${libraries}`);
  for (const [, library] of libraries.matchAll(/(\/\S+\.so\S*)/g))
    install(library, join(tree, library.startsWith(unpacked) ? library.slice(unpacked.length) : library));
}

function init(address, command) {
  const network = address
    ? `/bin/busybox ip link set lo up
/bin/busybox ip link set eth0 up
/bin/busybox ip addr add ${address} dev eth0
`
    : '';
  return `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs none /dev
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
# Three rounds put them in, whatever their order.
for round in 1 2 3; do
  for module in /modules/*.ko; do /bin/busybox insmod $module 2> /dev/null; done
done
${network}echo ready
${command}
`;
}

function install(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function text(file, args, env = process.env) {
  return execFileSync(file, args, { encoding: 'utf8', env });
}

function run(file, args, cwd) {
  execFileSync(file, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
