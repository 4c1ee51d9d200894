import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Compiler } from './compilers.ts';
import { readElf } from './elf.ts';
import { diskFull, libraryLinkFailed } from './errors.ts';
import { keyOf } from './hash.ts';
import { mustRun, tellsFullDisk, type ToolRunner } from './run-tool.ts';
import type { Store, Stored } from './store.ts';

/** A library as one object in which only its public names are global. */
export interface LinkedLibrary extends Stored {
  readonly name: string;
  /** Global names that it defines; weak ones apart, as a hook's definition may stand beside another. */
  readonly defines: readonly string[];
  readonly wants: readonly string[];
}

interface LinkContext {
  readonly tools: ToolRunner;
  readonly store: Store;
  readonly compiler: Compiler;
}

/** The one prefix that makes a name public. */
const PUBLIC = 'uc_*';

/**
 * Joins a library's objects into one and makes all names local but `uc_*` and its exports. `--unique` keeps same-named
 * sections apart, so that the final link can drop each by itself.
 */
export async function linkLibrary(
  library: {
    readonly name: string;
    readonly objects: readonly Stored[];
    /** Of each object, for messages. */
    readonly sources: readonly string[];
    readonly exports: readonly string[];
    readonly renames?: readonly (readonly [string, string])[];
    /** Flags by which the objects, several and of gcc's, are optimised as one. */
    readonly lto?: readonly string[];
    readonly isApplication?: true;
  },
  context: LinkContext,
): Promise<LinkedLibrary> {
  const { store, compiler } = context;
  const { lto } = library;
  const globals = [PUBLIC, ...[...library.exports].toSorted()];
  const renames = library.renames ?? [];
  const hashes = library.objects.map((object) => object.hash);
  const inputs = library.objects.map((object) => store.find(object) ?? missing(object));
  const isProgram = lto !== undefined && isWhole(library.sources, inputs);
  const join = lto && ltoJoin(lto, isProgram);
  const key = keyOf(['library', compiler.id, hashes, globals, renames, ...(join ? [join] : [])]);
  const known = store.readRecord<Omit<LinkedLibrary, 'name'>>(key);
  if (known && store.find(known)) return { ...known, name: library.name };

  const joined = store.temporary('.o');
  const [only] = inputs;
  const change = [
    '-w',
    ...renames.map(([from, to]) => `--redefine-sym=${from}=${to}`),
    ...globals.flatMap((name) => ['-G', name]),
  ];
  if (inputs.length === 1 && only) {
    await mustRun(context.tools, compiler.objcopy, [...change, only, joined]);
  } else {
    const whole = store.temporary('.r.o');
    // The number of jobs changes nothing of what comes out.
    const run = (how: readonly string[]) =>
      context.tools.run(compiler.path, [...how, `-flto=${context.tools.jobs}`, '-o', whole, ...inputs]);
    let { exitCode, output } = join
      ? await run(join)
      : await context.tools.run(compiler.linker, ['-r', '--unique', '-o', whole, ...inputs]);
    if (isProgram && exitCode === 0 && hasLost(inputs, whole))
      ({ exitCode, output } = await run(ltoJoin(lto, false)));
    if (exitCode !== 0) throw joinFailed(library, inputs, { output, store });
    await mustRun(context.tools, compiler.objcopy, [...change, whole, joined]);
  }
  const { symbols } = readElf(readFileSync(joined));
  const names = (wanted: (symbol: (typeof symbols)[number]) => boolean) =>
    [
      ...new Set(
        symbols.filter((symbol) => symbol.name !== '' && wanted(symbol)).map((symbol) => symbol.name),
      ),
    ].toSorted();
  const { hash, sizeBytes } = store.adopt(joined);
  const linked = {
    hash,
    sizeBytes,
    defines: names((symbol) => symbol.binding === 'global' && symbol.section !== 0),
    wants: names((symbol) => symbol.section === 0),
  };
  store.writeRecord(key, linked);
  return { ...linked, name: library.name };
}

/**
 * Arguments that join objects to one without what a further optimisation would want. If `whole`, no other object refers to any of
 * their names but main, so that all others are as good as static; GCC does not believe that of an object that is linked further, but of a program.
 *
 * Of DWARF 5's lines addr2line 2.40 takes the first file for the unit itself, which is `<artificial>` here; DWARF 4 numbers files from 1.
 *
 * Spec: GCC 12, "Link Options", -flinker-output; "Optimize Options", -fwhole-program. Pure.
 */
function ltoJoin(flags: readonly string[], whole: boolean): readonly string[] {
  const program = flags.includes('-fPIE') ? 'pie' : 'exec';
  return [
    '-r',
    '-nostdlib',
    ...flags,
    '-gdwarf-4',
    '-w',
    ...(whole ? ['-fwhole-program', `-flinker-output=${program}`] : ['-flinker-output=nolto-rel']),
    '-Wl,--unique',
  ];
}

/** Whether main is all that others may refer to: the objects have no public name, nor assembly, which names what it likes. */
function isWhole(sources: readonly string[], inputs: readonly string[]): boolean {
  return (
    sources.every((source) => source.endsWith('.c')) &&
    !inputs
      .flatMap((input) => readElf(readFileSync(input)).symbols)
      .some(({ name, section }) => name.startsWith('uc_') && section !== 0)
  );
}

/** Whether a name went that is still referred to: by assembly within C, into which gcc does not look. */
function hasLost(inputs: readonly string[], joined: string): boolean {
  const symbolsIn = (path: string) =>
    readElf(readFileSync(path)).symbols.filter(({ binding }) => binding !== 'local');
  const had = new Set(
    inputs.flatMap((input) => symbolsIn(input).flatMap(({ name, section }) => (section === 0 ? [] : [name]))),
  );
  return symbolsIn(joined).some(({ name, section }) => section === 0 && had.has(name));
}

/** What gcc says where the folder for its own temporary files is full; it names no cause. */
const TEMPORARIES_FULL = /could not (?:write(?: to)?|close) (?:arguments|response) file/;

function joinFailed(
  library: { readonly name: string; readonly sources: readonly string[]; readonly isApplication?: true },
  inputs: readonly string[],
  { output, store }: { readonly output: string; readonly store: Store },
): Error {
  if (TEMPORARIES_FULL.test(output)) return diskFull(tmpdir(), output);
  if (tellsFullDisk(output)) return diskFull(store.folder, output);
  const text = inputs.reduce(
    (result, input, index) => result.replaceAll(input, library.sources[index] ?? input),
    output,
  );
  return libraryLinkFailed(library, text);
}

function missing(object: Stored): never {
  throw new Error(`object ${object.hash} vanished from the cache while it was in use`);
}

/** Finds names that several libraries define, sorted. Pure. */
export function findDuplicates(
  libraries: readonly LinkedLibrary[],
): readonly { readonly symbol: string; readonly libraries: readonly string[] }[] {
  const owners = new Map<string, string[]>();
  for (const library of libraries) {
    for (const symbol of library.defines) owners.set(symbol, [...(owners.get(symbol) ?? []), library.name]);
  }
  return [...owners]
    .filter(([, names]) => names.length > 1)
    .map(([symbol, names]) => ({ symbol, libraries: names }))
    .toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

/** A name that nobody in the image defines. */
export interface WantedName {
  readonly symbol: string;
  /** Libraries that refer to it. */
  readonly libraries: readonly string[];
  /** Libraries that list it among their `exports`, in sources that this image leaves out. */
  readonly leftOutOf: readonly string[];
}

/** Names that the linker did not find, with the libraries that refer to them, in the order of its messages. Pure. */
export function findWanted(
  linkerOutput: string,
  libraries: readonly LinkedLibrary[],
  planned: readonly { readonly name: string; readonly exports: readonly string[] }[] = [],
): readonly WantedName[] {
  const symbols = new Set(
    [...linkerOutput.matchAll(/undefined reference to [`']([^'`]+)'/g)].map((match) => match[1] ?? ''),
  );
  return [...symbols].map((symbol) => ({
    symbol,
    libraries: libraries.filter((library) => library.wants.includes(symbol)).map((library) => library.name),
    leftOutOf: planned.filter(({ exports }) => exports.includes(symbol)).map(({ name }) => name),
  }));
}
