import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { compilerMissing, compilerUnfit, noCompilerKnown } from './errors.ts';
import { stampOf } from './file-hashes.ts';
import { keyOf } from './hash.ts';
import { mustRun, type ToolRunner } from './run-tool.ts';

export type CompilerFamily = 'gcc' | 'clang';

/** A compiler for one architecture, with the binutils beside it. */
export interface Compiler {
  readonly family: CompilerFamily;
  readonly architecture: string;
  /** Absolute path. */
  readonly path: string;
  /** Arguments before all others, such as clang's --target. */
  readonly prefixArgs: readonly string[];
  readonly objcopy: string;
  readonly linker: string;
  /** First line of `--version`. */
  readonly version: string;
  /** stddef.h and its like. */
  readonly includeFolder: string;
  readonly libgcc: string;
  /** Differs wherever the compiler or its binutils differ. */
  readonly id: string;
  /** The programs themselves, which a finished image depends on too. */
  readonly programs: readonly string[];
}

interface Architecture {
  /** GNU name, the prefix of cross tools. */
  readonly triplet: string;
  readonly debianPackage: string;
}

export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  arm32: { triplet: 'arm-linux-gnueabi', debianPackage: 'gcc-arm-linux-gnueabi' },
  arm64: { triplet: 'aarch64-linux-gnu', debianPackage: 'gcc-aarch64-linux-gnu' },
  mips: { triplet: 'mips-linux-gnu', debianPackage: 'gcc-mips-linux-gnu' },
  x86_64: { triplet: 'x86_64-linux-gnu', debianPackage: 'gcc-x86-64-linux-gnu' },
};

/** The architecture of this machine, by our names. */
export function hostArchitecture(): string {
  const names: Readonly<Record<string, string>> = { x64: 'x86_64', arm: 'arm32', mips: 'mips' };
  return names[process.arch] ?? process.arch;
}

/**
 * Finds the compiler for an architecture on PATH and asks it once for its version and folders: the answers are kept in
 * the store's folder for as long as the programs stay the same, so that a build of nothing spawns nothing.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING`, `ERR_UNICORE_NO_COMPILER_KNOWN`
 */
export async function findCompiler(
  architecture: string,
  wanted: string | undefined,
  { tools, store }: { readonly tools: ToolRunner; readonly store: { readonly folder: string } },
): Promise<Compiler> {
  const programs = findPrograms(architecture, wanted, tools.environment);
  const { family } = programs;
  const key = keyOf([family, ...programs.all.map((path) => [path, stampOf(path)])]);
  const file = join(store.folder, 'compilers', key.slice(0, 32));
  const answers = readAnswers(file) ?? (await ask(programs, tools));
  writeAnswers(file, answers);
  return {
    family,
    architecture,
    path: programs.compiler,
    prefixArgs: programs.prefixArgs,
    objcopy: programs.objcopy,
    linker: programs.linker,
    ...answers,
    id: keyOf([answers.version, key]),
    programs: programs.all,
  };
}

export interface Programs {
  readonly family: CompilerFamily;
  readonly compiler: string;
  readonly prefixArgs: readonly string[];
  readonly linker: string;
  readonly objcopy: string;
  /** Real paths of all. */
  readonly all: readonly string[];
}

/**
 * Finds the programs for an architecture without running any.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING`, `ERR_UNICORE_NO_COMPILER_KNOWN`
 */
export function findPrograms(
  architecture: string,
  wanted = 'gcc',
  environment: NodeJS.ProcessEnv = process.env,
): Programs {
  const known = ARCHITECTURES[architecture];
  if (!known) throw noCompilerKnown(architecture, Object.keys(ARCHITECTURES));
  const host = hostArchitecture();
  const prefix = architecture === host ? '' : `${known.triplet}-`;
  const find = (command: string, debianPackage: string) => {
    const path = which(command, environment['PATH']);
    const chosen = command === wanted && !['gcc', 'clang'].includes(wanted);
    if (!path)
      throw compilerMissing({ command, architecture, debianPackage, hostArchitecture: host, chosen });
    return path;
  };
  const family = basename(wanted).includes('clang') ? 'clang' : 'gcc';
  const command = family === 'gcc' && (prefix || wanted === 'gcc') ? `${prefix}gcc` : wanted;
  const binutils = prefix ? `binutils-${known.debianPackage.slice('gcc-'.length)}` : 'binutils';
  const compiler = find(command, family === 'clang' ? 'clang' : prefix ? known.debianPackage : 'gcc');
  const linker = find(`${prefix}ld`, binutils);
  const objcopy = find(`${prefix}objcopy`, binutils);
  const prefixArgs = family === 'clang' ? [`--target=${known.triplet}`] : [];
  const assembler = which(`${prefix}as`, environment['PATH']);
  const all = [compiler, linker, objcopy, ...(assembler ? [assembler] : [])].map((path) =>
    realpathSync(path),
  );
  return { family, compiler, prefixArgs, linker, objcopy, all };
}

/** Finds an executable as the shell does. */
export function which(command: string, path = ''): string | undefined {
  const candidates = isAbsolute(command)
    ? [command]
    : path
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, command));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface Answers {
  readonly version: string;
  readonly includeFolder: string;
  readonly libgcc: string;
}

async function ask(programs: Programs, tools: ToolRunner): Promise<Answers> {
  const ask1 = async (...args: readonly string[]) =>
    (await mustRun(tools, programs.compiler, [...programs.prefixArgs, ...args])).split('\n')[0] ?? '';
  const runtime = programs.family === 'clang' ? ['--rtlib=libgcc'] : [];
  const [version, includeFolder, libgcc] = await Promise.all([
    ask1('--version'),
    ask1('-print-file-name=include'),
    ask1(...runtime, '-print-libgcc-file-name'),
  ]);
  // Either word comes back as it was asked where a compiler does not know it, and not at all from another program.
  if (!isAbsolute(includeFolder) || !isAbsolute(libgcc) || version === '')
    throw compilerUnfit(programs.compiler);
  return { version, includeFolder: realpathSync(includeFolder), libgcc };
}

function readAnswers(file: string): Answers | undefined {
  try {
    const answers = JSON.parse(readFileSync(file, 'utf8')) as Answers;
    return stampOf(answers.includeFolder) && stampOf(answers.libgcc) ? answers : undefined;
  } catch {
    return undefined;
  }
}

function writeAnswers(file: string, answers: Answers): void {
  if (stampOf(file)) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(answers));
    renameSync(temporary, file);
  } catch {
    // Only speed is lost.
  }
}
