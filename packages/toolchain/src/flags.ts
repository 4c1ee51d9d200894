import type { Profile } from '@unicore/resolve';
import type { Compiler } from './compilers.ts';

/** Flags of the profiles, of target and test programs alike. */
export const PROFILE_FLAGS: Readonly<Record<Profile, readonly string[]>> = {
  debug: ['-Og', '-g', '-fno-omit-frame-pointer'],
  size: ['-Os', '-g'],
  speed: ['-O3', '-g'],
};

/** Of an application: large programs are tuned for -O2, and run faster by less code (docs/decisions/0009). */
const APP_PROFILE_FLAGS: typeof PROFILE_FLAGS = { ...PROFILE_FLAGS, speed: ['-O2', '-g'] };

/**
 * Of an application whose files are optimised as one. What inlining makes many of, switches of a few cases, is quicker by comparisons than by
 * a jump through a table (gcc: from 5 cases on); the switch of an interpreter keeps its table.
 */
const JOINED_PROFILE_FLAGS: typeof PROFILE_FLAGS = {
  ...PROFILE_FLAGS,
  speed: ['-O3', '-g', '--param=case-values-threshold=9'],
};

const FLAGS_BY_KIND = {
  library: PROFILE_FLAGS,
  application: APP_PROFILE_FLAGS,
  joined: JOINED_PROFILE_FLAGS,
};

/** The warnings of the house, for packages of the author's own. */
export const LIBRARY_WARNINGS = [
  '-Wall', '-Wextra', '-Wshadow', '-Wpointer-arith', '-Wcast-qual', '-Wwrite-strings', '-Wconversion', '-Wundef', '-Wvla',
  '-Wmissing-prototypes', '-Wstrict-prototypes',
]; // prettier-ignore

/** An application may be anyone's program: only what points to mistakes. */
export const APP_WARNINGS = ['-Wall'];

const EVERYWHERE = [
  '-std=gnu11', '-nostdinc', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections', '-fno-common',
  '-fno-asynchronous-unwind-tables', '-fno-strict-aliasing', '-gno-record-gcc-switches', '-pipe',
]; // prettier-ignore

const HOSTED = [
  '-std=gnu11', '-g', '-fno-omit-frame-pointer', '-ffunction-sections', '-fdata-sections', '-fno-common', '-fno-strict-aliasing',
  '-gno-record-gcc-switches', '-pipe',
]; // prettier-ignore

const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

const BY_ARCHITECTURE: Readonly<Record<string, readonly string[]>> = {
  arm32: ['-fno-pie'],
  arm64: ['-fPIE'],
  mips: ['-fno-pie'],
  x86_64: ['-fPIE', '-mstack-protector-guard=global', '-fstack-protector-strong', '-fcf-protection=none'],
};

/**
 * Flags by which code for a target is compiled: by architecture and profile, never by platform. An application is compiled
 * hosted, so that main returns 0 by itself and the compiler knows printf and strlen. Pure.
 *
 * @param kind - `joined`: an application by link-time optimisation, which gcc alone does
 */
export function targetFlags(
  compiler: Compiler,
  profile: Profile,
  kind: keyof typeof FLAGS_BY_KIND,
): readonly string[] {
  return [
    ...EVERYWHERE,
    ...(kind === 'library' ? ['-ffreestanding'] : []),
    ...(BY_ARCHITECTURE[compiler.architecture] ?? []),
    ...FLAGS_BY_KIND[kind][profile],
  ];
}

/**
 * Flags of a source that is optimised together with others when they are joined. Its object holds code as well, by which the build sees what
 * it refers to; the seed, else a random number, names its sections. Pure.
 */
export function ltoFlags(source: string): readonly string[] {
  return ['-flto', '-ffat-lto-objects', `-frandom-seed=${source}`];
}

/** Flags of gcc at which clang stops; what they forbid, -fno-builtin forbids it as well. */
const GCC_ALONE = new Set(['-fno-tree-loop-distribute-patterns']);

/** A library's own flags, without those that this compiler does not know. Pure. */
export function spokenBy(family: Compiler['family'], flags: readonly string[]): readonly string[] {
  return family === 'gcc' ? flags : flags.filter((flag) => !GCC_ALONE.has(flag));
}

/** Flags of the final link that hold for every platform; the platform's own come after them. Pure. */
export function linkFlags(architecture: string): readonly string[] {
  const position = BY_ARCHITECTURE[architecture]?.includes('-fPIE')
    ? ['-static-pie', '-Wl,--no-dynamic-linker', '-Wl,-z,pack-relative-relocs']
    : ['-static', '-no-pie'];
  return [
    '-nostdlib',
    '-nostartfiles',
    ...position,
    '-Wl,--gc-sections',
    '-Wl,--build-id=none',
    '-Wl,-z,noexecstack',
  ];
}

/** Calls by the global offset table of MIPS cannot reach names that became local: none for what is linked statically. */
const HOSTED_BY_ARCHITECTURE: Readonly<Record<string, readonly string[]>> = {
  mips: ['-fno-pic', '-mno-shared', '-mplt'],
};

/** Unlike gcc, clang puts red zones between entries of linker sets, so it must leave all globals alone. */
const CLANG_SPARES_SETS = ['-mllvm', '-asan-globals=0'];

export interface HostedKind {
  readonly compiler: Pick<Compiler, 'architecture' | 'family'>;
  /** For this machine: sanitizers run, which qemu-user cannot carry. */
  readonly native: boolean;
  /** For libFuzzer. */
  readonly fuzzer: boolean;
}

/** Flags of test programs on glibc. Pure. */
export function hostedFlags({ compiler, native, fuzzer }: HostedKind): readonly string[] {
  return [
    ...HOSTED,
    ...(HOSTED_BY_ARCHITECTURE[compiler.architecture] ?? []),
    ...(native ? ['-O1', ...SANITIZERS] : ['-O2']),
    ...(native && compiler.family === 'clang' ? CLANG_SPARES_SETS : []),
    ...(fuzzer ? ['-fsanitize=fuzzer-no-link'] : []),
  ];
}

/** Flags of linking them. Pure. */
export function hostedLinkFlags({ native, fuzzer }: HostedKind): readonly string[] {
  return [
    ...(native ? SANITIZERS : ['-static', '-no-pie']),
    // Tables of coverage name every function: without that option none would be left out, and each would need what it calls.
    ...(fuzzer ? ['-fsanitize=fuzzer', '-Wl,-z,start-stop-gc'] : []),
    '-Wl,--gc-sections',
    '-Wl,-z,noexecstack',
  ];
}
