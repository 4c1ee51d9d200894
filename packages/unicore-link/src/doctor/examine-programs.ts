import type { PoolIndex } from '@unicore/resolve';
import { captureCommand, findProgram } from '@unicore/runner';
import { ARCHITECTURES, hostArchitecture } from '@unicore/toolchain';
import { type Distribution, everywhere, lacking, type PackageNames } from './distribution.ts';
import type { Examination, Group } from './examination.ts';

interface ProgramEntry {
  readonly command: string;
  readonly packages: PackageNames;
  readonly group: Group;
  /** What goes without it. */
  readonly purpose: string;
  /** Where it is not there; default: `limited`. */
  readonly absent?: 'missing' | 'optional';
  /** Default: `--version`. */
  readonly versionArgs?: readonly string[];
}

const utilLinux = everywhere('util-linux');
const binutils = everywhere('binutils');
const qemuUser: PackageNames = { ...everywhere('qemu-user'), alpine: 'qemu-arm qemu-mips' };
const iproute: PackageNames = { ...everywhere('iproute2'), fedora: 'iproute' };

const programs: readonly ProgramEntry[] = [
  {
    command: 'gcc',
    packages: everywhere('gcc'),
    group: 'build',
    purpose: 'compiles images',
    absent: 'missing',
  },
  { command: 'ld', packages: binutils, group: 'build', purpose: 'links images', absent: 'missing' },
  {
    command: 'objcopy',
    packages: binutils,
    group: 'build',
    purpose: 'makes names of libraries local',
    absent: 'missing',
  },
  {
    command: 'clang',
    packages: everywhere('clang'),
    group: 'build',
    purpose: '--compiler clang, lib fuzz',
    absent: 'optional',
  },
  {
    command: 'slirp4netns',
    packages: everywhere('slirp4netns'),
    group: 'network',
    purpose: 'the way out of images for linuxu to other networks; published ports work without',
  },
  {
    command: 'pasta',
    packages: everywhere('passt'),
    group: 'network',
    purpose: 'nothing here starts it; a tap device that you join by it is one of run --net tap:NAME',
    absent: 'optional',
  },
  {
    command: 'ip',
    packages: iproute,
    group: 'network',
    purpose: 'makes the devices that slirp4netns is bridged to',
    versionArgs: ['-V'],
  },
  {
    command: 'setpriv',
    packages: { ...utilLinux, alpine: 'setpriv' },
    group: 'run',
    purpose: 'ends an image with the command that started it, even where that was killed',
  },
  {
    command: 'addr2line',
    packages: binutils,
    group: 'run',
    purpose: 'names functions and lines of backtraces',
  },
  { command: 'gdb', packages: everywhere('gdb'), group: 'run', purpose: 'run --gdb', absent: 'optional' },
  {
    command: 'qemu-arm',
    packages: qemuUser,
    group: 'author',
    purpose: 'lib test on arm32',
    absent: 'optional',
  },
  {
    command: 'qemu-mips',
    packages: qemuUser,
    group: 'author',
    purpose: 'lib test in big-endian byte order',
    absent: 'optional',
  },
];

/** Looks for each program that a build, a run or a test calls, and asks it for its version. */
export function examinePrograms(distribution: Distribution): Promise<readonly Examination[]> {
  return Promise.all(programs.map((entry) => examine(entry, distribution)));
}

async function examine(entry: ProgramEntry, distribution: Distribution): Promise<Examination> {
  const { command, packages, group, purpose, absent = 'limited', versionArgs } = entry;
  const path = findProgram(command);
  if (path === undefined)
    return {
      ...{ group, name: command, state: absent },
      ...lacking(`not installed: ${purpose}`, distribution, packages),
    };
  const version = await versionOf(path, versionArgs);
  if (version === undefined)
    return { group, name: command, state: absent, detail: `${path} does not run: ${purpose}` };
  return { group, name: command, state: 'ok', detail: version };
}

/** The first line that a program says of itself; undefined where it does not run. */
export async function versionOf(
  path: string,
  args: readonly string[] = ['--version'],
): Promise<string | undefined> {
  const { status, stdout, stderr } = await captureCommand(path, args, { timeoutMs: 10_000 });
  if (status !== 0) return undefined;
  return `${stdout}\n${stderr}`.trim().split('\n')[0] || path;
}

const crossPackages: Readonly<Record<string, PackageNames>> = {
  arm32: { debian: 'gcc-arm-linux-gnueabi libc6-dev-armel-cross' },
  arm64: {
    debian: 'gcc-aarch64-linux-gnu',
    fedora: 'gcc-aarch64-linux-gnu',
    arch: 'aarch64-linux-gnu-gcc',
  },
  mips: { debian: 'gcc-mips-linux-gnu libc6-dev-mips-cross' },
};

/** Architectures that only tests of libraries use today. */
const testedArchitectures: readonly string[] = ['arm32', 'mips'];

/** Cross compilers: needed for images of an architecture as soon as the pool has a library for it. */
export async function examineCrossCompilers(
  { libraries }: PoolIndex,
  distribution: Distribution,
): Promise<readonly Examination[]> {
  const images = new Set(libraries.flatMap(({ pool, archs }) => (pool === 'arch' ? (archs ?? []) : [])));
  const others = Object.entries(ARCHITECTURES).filter(([name]) => name !== hostArchitecture());
  return Promise.all(
    others.map(([architecture, { triplet, debianPackage }]) => {
      const uses = [
        images.has(architecture)
          ? `images for ${architecture}`
          : `not needed for images yet, as no library of the pool is for ${architecture}`,
        ...(testedArchitectures.includes(architecture) ? [`lib test on ${architecture}`] : []),
      ];
      const entry: ProgramEntry = {
        command: `${triplet}-gcc`,
        packages: crossPackages[architecture] ?? { debian: debianPackage },
        group: images.has(architecture) ? 'build' : 'author',
        purpose: uses.join('; '),
        ...(images.has(architecture) ? {} : { absent: 'optional' as const }),
      };
      return examine(entry, distribution);
    }),
  );
}

/** The headers that programs of this machine are compiled with: those are the tests of libraries, and the network of linuxu. */
export async function examineHeaders(distribution: Distribution): Promise<Examination> {
  const name = 'C headers';
  const purpose = 'the network of images for linuxu, and lib test';
  const compiler = findProgram('gcc');
  if (compiler === undefined)
    return { group: 'run', name, state: 'limited', detail: `not tried without gcc: ${purpose}` };
  const { status } = await captureCommand(compiler, ['-fsyntax-only', '-x', 'c', '-'], {
    input: '#include <stdio.h>\n#include <linux/if_tun.h>\n',
    timeoutMs: 20_000,
  });
  if (status === 0)
    return { group: 'run', name, state: 'ok', detail: "the C library's and Linux's are there" };
  return {
    ...{ group: 'run', name, state: 'limited' },
    ...lacking(`not installed: ${purpose}`, distribution, {
      debian: 'libc6-dev linux-libc-dev',
      fedora: 'glibc-devel kernel-headers',
      arch: 'glibc linux-api-headers',
      alpine: 'musl-dev linux-headers',
    }),
  };
}
