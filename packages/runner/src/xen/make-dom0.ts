import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { captureCommand } from '../spawn.ts';
import * as recipe from './bed-recipe.ts';
import { bedUnpreparable } from './errors.ts';
import { nativeFolder } from './prepare-bed.ts';
import { dependenciesOf, loadOrder, payloadOf } from './unpack-kernel.ts';

const libraryFolder = 'lib/x86_64-linux-gnu';

/**
 * Makes hypervisor, kernel and initial file system of dom0 out of `<work>/packages`, as `<work>/xen`, `<work>/vmlinux` and
 * `<work>/initrd`.
 */
export async function makeDom0(work: string, note: (line: string) => void): Promise<void> {
  const files = join(work, 'files');
  note('unpacking the packages');
  await unpackPackages(join(work, 'packages'), files);
  const found = indexOf(files);
  const busybox = found('busybox');

  note("unpacking dom0's kernel");
  writeFileSync(join(work, 'xen'), gunzipSync(readFileSync(found(/^xen-4\.\d+-amd64\.gz$/))));
  const payload = join(work, 'payload.xz');
  writeFileSync(payload, payloadOf(readFileSync(found(/^vmlinuz-/))));
  await shell('xz -dc "$1" >"$2" && rm "$1"', [payload, join(work, 'vmlinux')]);

  note("packing dom0's files");
  const root = join(work, 'root');
  makeFolders(root);
  copyPrograms(root, found);
  await linkBusybox(root, busybox);
  copyLibraries(root, files, found);
  copyModules(root, found);
  for (const [name, place] of Object.entries(recipe.scripts)) {
    mkdirSync(dirname(join(root, place)), { recursive: true });
    copyFileSync(join(nativeFolder(), name), join(root, place));
    chmodSync(join(root, place), 0o755);
  }
  await shell(
    'cd "$1" && find . | LC_ALL=C sort | "$2" cpio -o -H newc -R 0:0 2>/dev/null | gzip -1n >"$3"',
    [root, busybox, join(work, 'initrd')],
  );
}

async function unpackPackages(packages: string, files: string): Promise<void> {
  mkdirSync(files);
  for (const name of readdirSync(packages)) {
    const patterns = name.startsWith('linux-image-') ? recipe.kernelPatterns : [];
    await shell(
      'set -e; from=$1 to=$2; shift 2; dpkg-deb --fsys-tarfile "$from" | tar -x -C "$to" --no-same-owner --wildcards "$@"',
      [join(packages, name), files, ...patterns],
    );
  }
}

type Find = (name: string | RegExp) => string;

/** Finds files by name, links that lead out of the folder left out; the first in alphabetical order wins. */
function indexOf(folder: string): Find {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const paths = all.filter((path) => existsSync(join(folder, path)));
  return (name) => {
    const path = paths.find((each) =>
      typeof name === 'string' ? basename(each) === name : name.test(basename(each)),
    );
    if (path === undefined) throw bedUnpreparable(`the packages hold no ${String(name)}`, '');
    return join(folder, path);
  };
}

function makeFolders(root: string): void {
  for (const name of ['dev', 'proc', 'sys', 'run', 'tmp', 'root', 'bin', 'usr', 'etc/xen/scripts', 'lib64'])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ['var/lib/xen/dump', 'var/lib/xenstored', 'var/log', 'modules', libraryFolder])
    mkdirSync(join(root, name), { recursive: true });
  symlinkSync('/bin', join(root, 'usr/bin'));
  symlinkSync('/bin', join(root, 'sbin'));
  symlinkSync('/lib', join(root, 'usr/lib'));
  symlinkSync('../run', join(root, 'var/run'));
  symlinkSync('../run/lock', join(root, 'var/lock'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(root, 'etc/xen/xl.conf'), 'autoballoon="off"\n');
}

function copyPrograms(root: string, found: Find): void {
  const copy = (name: string, to: string): void => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(found(name), join(root, to));
    chmodSync(join(root, to), 0o755);
  };
  for (const name of recipe.xenPrograms) {
    // The tools look for one another here.
    copy(name, `lib/xen-4.17/bin/${name}`);
    symlinkSync(`/lib/xen-4.17/bin/${name}`, join(root, 'bin', name));
  }
  copy('xenstore', 'bin/xenstore');
  for (const name of recipe.xenstoreNames) symlinkSync('xenstore', join(root, `bin/xenstore-${name}`));
  copy('tail', 'bin/tail'); // GNU's: it wakes when a file grows, busybox's looks once a second.
}

async function linkBusybox(root: string, busybox: string): Promise<void> {
  copyFileSync(busybox, join(root, 'bin/busybox'));
  const { stdout } = await captureCommand(busybox, ['--list']);
  for (const name of stdout.split('\n').filter(Boolean))
    if (!existsSync(join(root, 'bin', name))) symlinkSync('busybox', join(root, 'bin', name));
}

function copyLibraries(root: string, files: string, found: Find): void {
  const copy = (name: string, to: string): void => {
    copyFileSync(found(name), join(root, to));
    chmodSync(join(root, to), 0o755);
  };
  const names = readdirSync(files, { recursive: true, encoding: 'utf8' }).map((path) => basename(path));
  const ofXen = names.filter((name) => /^lib(?:xen\w*|xlutil)\.so\.[\d.]+$/.test(name));
  for (const name of new Set([...ofXen, ...recipe.libraries])) copy(name, `${libraryFolder}/${name}`);
  copy('ld-linux-x86-64.so.2', 'lib64/ld-linux-x86-64.so.2');
}

function copyModules(root: string, found: Find): void {
  const fileOf = (name: string): string => found(new RegExp(`^${name.replaceAll('_', '[-_]')}\\.ko$`));
  const orderOf = (names: readonly string[]): readonly string[] =>
    loadOrder(names, (name) => dependenciesOf(readFileSync(fileOf(name))));
  const atStart = orderOf(recipe.modules);
  const forDisks = orderOf(recipe.diskModules).filter((name) => !atStart.includes(name));
  for (const name of [...atStart, ...forDisks])
    copyFileSync(fileOf(name), join(root, 'modules', `${name}.ko`));
  writeFileSync(join(root, 'modules/order'), `${atStart.join('\n')}\n`);
  writeFileSync(join(root, 'modules/disk-order'), `${forDisks.join('\n')}\n`);
}

async function shell(script: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await captureCommand('/bin/sh', ['-c', script, 'sh', ...args]);
  if (status !== 0) throw bedUnpreparable(`a step ended with status ${status}: ${script}`, stderr);
}
