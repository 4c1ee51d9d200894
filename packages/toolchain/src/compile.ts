import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Compiler } from './compilers.ts';
import { parseDepfile } from './depfile.ts';
import { diskFull, fileMissing } from './errors.ts';
import type { FileHashes } from './file-hashes.ts';
import { keyOf } from './hash.ts';
import type { PathMap } from './path-map.ts';
import { tellsFullDisk, type ToolRunner } from './run-tool.ts';
import type { Shadows } from './shadows.ts';
import type { Store, Stored } from './store.ts';

/** One source file and all that its object depends on. */
export interface CompileUnit {
  /** Library or application that it belongs to. */
  readonly library: string;
  /** Relative to the library's folder. */
  readonly source: string;
  readonly path: string;
  readonly compiler: Compiler;
  /** All but the source, the output and the prefix maps. */
  readonly args: readonly string[];
  /** In the order in which the compiler searches them. */
  readonly includeFolders: readonly string[];
  /** The force-included header, and its text's hash. */
  readonly configFile: string;
  readonly configHash: string;
}

export interface CompileContext {
  readonly tools: ToolRunner;
  readonly store: Store;
  readonly hashes: FileHashes;
  readonly paths: PathMap;
  readonly shadows: Shadows;
  /** A program before the compiler: ccache, distcc. */
  readonly launcher?: readonly string[] | undefined;
  /** Keep the compiler's colours. */
  readonly colour?: boolean | undefined;
}

export interface CompiledObject extends Stored {
  readonly cached: boolean;
  /** No file that the compiler read changed meanwhile; else the object serves this build only. */
  readonly settled: boolean;
  /** Everything the compiler read, the source first. */
  readonly inputs: readonly string[];
  /** What it said; empty for most. */
  readonly warnings: string;
}

export interface CompileFailure {
  readonly library: string;
  readonly source: string;
  readonly output: string;
}

/** Thrown by `compile`, collected into one error by the build. */
export class CompileError extends Error {
  readonly failure: CompileFailure;
  constructor(failure: CompileFailure) {
    super(failure.output);
    this.failure = failure;
  }
}

/** What a compilation read and made, as the store remembers it; paths are names of the path map. */
interface Outcome {
  readonly inputs: readonly (readonly [name: string, hash: string])[];
  /** Files that an earlier include folder holds under the name of an input: one more of them changes the meaning. */
  readonly shadows: readonly string[];
  readonly object: Stored;
  readonly warnings: string;
}

/** Several sets of headers may go with one source, as in two branches of a repository. */
const OUTCOMES_KEPT = 6;

/**
 * Compiles one unit, or finds its object in the store.
 *
 * The store is asked in two steps, as ccache's direct mode does: source, flags and compiler lead to the outcomes of earlier
 * compilations; the outcome whose headers are still the same has the object.
 */
export async function compile(unit: CompileUnit, context: CompileContext): Promise<CompiledObject> {
  const { store, hashes, paths } = context;
  const sourceHash = hashes.hashOf(unit.path);
  if (sourceHash === undefined) throw fileMissing(unit.path, `Source ${unit.source} of ${unit.library}`);
  const key = unitKey(unit, sourceHash, paths);
  const outcomes = store.readRecord<readonly Outcome[]>(key) ?? [];
  const held = outcomes.find((outcome) => holds(outcome, unit, context) && store.find(outcome.object));
  if (held) {
    const inputs = [unit.path, ...held.inputs.map(([name]) => paths.toPath(name))];
    return {
      ...held.object,
      cached: true,
      settled: true,
      inputs,
      warnings: paths.textToPaths(held.warnings),
    };
  }
  return runCompiler(unit, context, { key, outcomes });
}

/** Equal for units that need the same object, whichever target they are of. */
export function unitKey(unit: CompileUnit, sourceHash: string, paths: PathMap): string {
  return keyOf([
    'compile',
    unit.compiler.id,
    unit.args.map((arg) => (arg === unit.configFile ? unit.configHash : paths.textToNames(arg))),
    paths.toName(unit.path),
    // UBSan writes source paths into the object that no option maps.
    unit.args.some((arg) => arg.startsWith('-fsanitize')) ? unit.path : '',
    sourceHash,
  ]);
}

function holds(outcome: Outcome, unit: CompileUnit, context: CompileContext): boolean {
  const { hashes, paths } = context;
  const inputs = outcome.inputs.map(([name, hash]) => [paths.toPath(name), hash] as const);
  if (inputs.some(([path, hash]) => hashes.hashOf(path) !== hash)) return false;
  const shadows = context.shadows
    .find(
      inputs.map(([path]) => path),
      unit.includeFolders,
    )
    .map(paths.toName);
  return (
    shadows.length === outcome.shadows.length &&
    shadows.every((shadow, index) => shadow === outcome.shadows[index])
  );
}

async function runCompiler(
  unit: CompileUnit,
  context: CompileContext,
  known: { readonly key: string; readonly outcomes: readonly Outcome[] },
): Promise<CompiledObject> {
  const { store, hashes, paths, launcher = [] } = context;
  const object = store.temporary('.o');
  const depfile = store.temporary('.d');
  const command = [...launcher, unit.compiler.path, ...unit.compiler.prefixArgs];
  const args = [
    ...unit.args,
    ...paths.compilerArgs,
    '-MD',
    '-MF',
    depfile,
    '-MT',
    'x',
    '-c',
    unit.path,
    '-o',
    object,
  ];
  let startedMs = 0;
  const { exitCode, output } = await context.tools.run(command[0] ?? '', [...command.slice(1), ...args], {
    onStart: () => {
      startedMs = Date.now();
    },
  });
  if (exitCode !== 0) {
    if (tellsFullDisk(output)) throw diskFull(store.folder, output);
    const text = context.colour ? output : stripVTControlCharacters(output);
    throw new CompileError({ library: unit.library, source: unit.source, output: text });
  }
  // Of assembly that no preprocessor goes over, the compiler writes none.
  const dependencies = existsSync(depfile) ? readFileSync(depfile, 'utf8') : '';
  const headers = parseDepfile(dependencies).filter((path) => path !== unit.path && path !== unit.configFile);
  const stored = store.adopt(object);
  const inputs = [unit.path, ...headers];
  const settled = inputs.every((path) => !hashes.mayDiffer(path, startedMs));
  if (settled) {
    const outcome: Outcome = {
      inputs: headers.map((path) => [paths.toName(path), hashes.hashOf(path) ?? '']),
      shadows: context.shadows.find(headers, unit.includeFolders).map(paths.toName),
      object: { hash: stored.hash, sizeBytes: stored.sizeBytes },
      warnings: paths.textToNames(output),
    };
    store.writeRecord(known.key, [outcome, ...known.outcomes].slice(0, OUTCOMES_KEPT));
  }
  return { ...stored, cached: false, settled, inputs, warnings: output };
}
