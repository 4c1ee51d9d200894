import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Plan, TargetPlan } from '@unicore/resolve';
import { compileCommands, writeIfChanged } from './compile-commands.ts';
import { compileAll, createCompileOnce, type CompileOnce } from './compile-all.ts';
import type { CompiledObject, CompileContext } from './compile.ts';
import { findCompiler, findPrograms, type Compiler, type CompilerFamily } from './compilers.ts';
import { listInitrd } from './cpio.ts';
import { duplicateSymbols } from './errors.ts';
import { openFileHashes, settle, stampOf } from './file-hashes.ts';
import { keyOf } from './hash.ts';
import { describeImage, imageFiles, linkerScript, linkImage, linkRecipe, packInitrd } from './link-image.ts';
import { findDuplicates, linkLibrary, type LinkedLibrary } from './link-library.ts';
import type { BuildReporter, WarningEvent } from './reporter.ts';
import { createToolRunner } from './run-tool.ts';
import { createShadows } from './shadows.ts';
import { areUntouched, readStamp, stampAll, writeStamp, type BuildStamp } from './stamp.ts';
import { defaultStoreFolder, guarded, openStore } from './store.ts';
import { isRunning } from './trim-store.ts';
import { pathMapOf, unitsOf, type LibraryUnits } from './units.ts';

export interface BuildOptions {
  /** Default: gcc. */
  readonly compiler?: CompilerFamily | undefined;
  /** Program before the compiler, with its arguments: `['ccache']`. */
  readonly launcher?: readonly string[] | undefined;
  readonly reporter?: BuildReporter | undefined;
  /** Default: `<application>/build`. */
  readonly buildFolder?: string | undefined;
  /** Default: `$XDG_CACHE_HOME/unicore`, else `~/.cache/unicore`. */
  readonly cacheFolder?: string | undefined;
  readonly cacheLimitBytes?: number | undefined;
  /** Compilers at once. Default: the number of cores. */
  readonly jobs?: number | undefined;
  /** Keep the compiler's colours in messages. */
  readonly colour?: boolean | undefined;
  readonly warningsAsErrors?: boolean | undefined;
  /** Ends the tools that run and rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** A finished image; all paths are absolute. */
export interface BuiltImage {
  readonly name: string;
  readonly platform: string;
  readonly architecture: string;
  /** `build/<platform>-<architecture>` */
  readonly folder: string;
  /** The stripped image. */
  readonly path: string;
  /** The same with symbols. */
  readonly symbolsPath: string;
  readonly mapPath: string;
  /** `image.json` */
  readonly descriptionPath: string;
  readonly initrdPath?: string;
  /** Of the stripped image. */
  readonly sizeBytes: number;
  /** Nothing that the image is made of had changed. */
  readonly upToDate: boolean;
}

/** What all targets of one build share. */
interface Session {
  readonly plan: Plan;
  readonly options: BuildOptions;
  readonly reporter: BuildReporter;
  readonly buildFolder: string;
  /** `.unicore`: what later builds go by. */
  readonly stateFolder: string;
}

/** Raised where the way of building changes, so that no stamp of an older toolchain counts. */
const STAMP_LAYOUT = 1;

/**
 * Builds the image of each target of a plan: compiles, links each library, links and packs the image. What is already built is
 * taken from the object cache, or left as it stands. The images replace their predecessors only when all has succeeded.
 *
 * Reads and writes the application's `build` and `.unicore` folders and the cache; runs compilers; prints nothing.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILE`, `ERR_UNICORE_COMPILER_MISSING`, `ERR_UNICORE_DISK_FULL`,
 *   `ERR_UNICORE_DUPLICATE_SYMBOL`, `ERR_UNICORE_FILE_MISSING`, `ERR_UNICORE_LINK`, `ERR_UNICORE_NO_LINKER_SCRIPT`,
 *   `ERR_UNICORE_TOOL`, `ERR_UNICORE_UNKNOWN_ARCHITECTURE`
 */
export async function buildImages(plan: Plan, options: BuildOptions = {}): Promise<readonly BuiltImage[]> {
  const startedMs = Date.now();
  const session: Session = {
    plan,
    options,
    reporter: options.reporter ?? {},
    buildFolder: options.buildFolder ?? join(plan.app.folder, 'build'),
    stateFolder: join(plan.app.folder, '.unicore'),
  };
  const stale = plan.targets.filter((target) => !isUpToDate(session, target));
  if (stale.length > 0) {
    await settle(startedMs);
    await buildStale(session, stale);
  }
  return plan.targets.map((target) => finished(session, target, !stale.includes(target)));
}

function targetName(target: TargetPlan): string {
  return `${target.platform}-${target.architecture}`;
}

function stampFile(session: Session, target: TargetPlan): string {
  return join(session.stateFolder, targetName(target), 'stamp.json');
}

/** All that decides about an image and is no file of its own. */
function stampKey({ plan, options, buildFolder }: Session, target: TargetPlan): string {
  const programs = findPrograms(
    target.architecture,
    options.compiler ?? 'gcc',
    options.environment ?? process.env,
  );
  const { targets: _, ...rest } = plan;
  const stamps = programs.all.map((path) => [path, stampOf(path)]);
  return keyOf([
    STAMP_LAYOUT,
    rest,
    target,
    buildFolder,
    options.compiler,
    options.warningsAsErrors === true,
    stamps,
  ]);
}

function isUpToDate(session: Session, target: TargetPlan): boolean {
  const stamp = readStamp(stampFile(session, target));
  if (!stamp || stamp.key !== stampKey(session, target)) return false;
  if (!areUntouched(stamp.inputs) || !areUntouched(stamp.outputs)) return false;
  for (const warning of stamp.warnings) tellWarning(session, warning);
  return true;
}

function tellWarning({ reporter, options }: Session, warning: WarningEvent): void {
  reporter.onWarning?.(
    options.colour ? warning : { ...warning, text: stripVTControlCharacters(warning.text) },
  );
}

function finished(session: Session, target: TargetPlan, upToDate: boolean): BuiltImage {
  const names = imageFiles(session.plan, target);
  const folder = join(session.buildFolder, targetName(target));
  const path = join(folder, names.image);
  session.reporter.onImage?.({
    platform: target.platform,
    architecture: target.architecture,
    path,
    upToDate,
  });
  return {
    name: session.plan.app.name,
    platform: target.platform,
    architecture: target.architecture,
    folder,
    path,
    symbolsPath: join(folder, names.symbols),
    mapPath: join(folder, names.map),
    descriptionPath: join(folder, names.description),
    ...(names.initrd === undefined ? {} : { initrdPath: join(folder, names.initrd) }),
    sizeBytes: statSync(path).size,
    upToDate,
  };
}

interface Work extends CompileContext {
  readonly once: CompileOnce;
}

interface TargetWork {
  readonly target: TargetPlan;
  readonly compiler: Compiler;
  readonly libraries: readonly LibraryUnits[];
}

async function buildStale(session: Session, stale: readonly TargetPlan[]): Promise<void> {
  const { plan, options } = session;
  const environment = options.environment ?? process.env;
  const configFolder = join(session.stateFolder, 'config');
  const store = openStore(options.cacheFolder ?? defaultStoreFolder(environment), options.cacheLimitBytes);
  try {
    removeAbandoned(session.buildFolder);
    const tools = createToolRunner(environment, options);
    const compilers = await findCompilers(plan, options.compiler ?? 'gcc', {
      tools,
      storeFolder: store.folder,
    });
    const everything = plan.targets.map((target): TargetWork => {
      const compiler = compilers.get(target.architecture) as Compiler;
      const context = {
        compiler,
        profile: plan.profile,
        configFolder,
        warningsAsErrors: options.warningsAsErrors,
      };
      return { target, compiler, libraries: unitsOf(plan, target, context) };
    });
    const units = everything.flatMap((work) => work.libraries.flatMap((library) => library.units));
    writeIfChanged(join(session.buildFolder, 'compile_commands.json'), compileCommands(units));

    const work: Work = {
      tools,
      store,
      hashes: openFileHashes(join(session.stateFolder, 'hashes.json')),
      paths: pathMapOf(plan, configFolder),
      shadows: createShadows(),
      launcher: options.launcher,
      once: createCompileOnce(),
    };
    try {
      await buildTargets(
        session,
        everything.filter((one) => stale.includes(one.target)),
        work,
      );
    } finally {
      work.hashes.save();
    }
  } finally {
    store.close();
  }
}

async function findCompilers(
  plan: Plan,
  family: CompilerFamily,
  context: Parameters<typeof findCompiler>[2],
): Promise<ReadonlyMap<string, Compiler>> {
  const architectures = [...new Set(plan.targets.map((target) => target.architecture))];
  return new Map(
    await Promise.all(
      architectures.map(async (name) => [name, await findCompiler(name, family, context)] as const),
    ),
  );
}

/** Links each library as soon as its objects are there, each image as soon as its libraries are. */
async function buildTargets(session: Session, targets: readonly TargetWork[], work: Work): Promise<void> {
  const links = new Map<string, Promise<LinkedLibrary>>();
  const started = targets.flatMap((one) =>
    one.libraries.flatMap((library) => library.units.map((unit) => work.once(unit, work, session.reporter))),
  );
  session.reporter.onStart?.(new Set(started).size);
  const jobs = targets.map(async (one) => {
    const compiled = await Promise.all(
      one.libraries.map(async (library) => {
        const objects = await Promise.all(
          library.units.map((unit) => work.once(unit, work, session.reporter)),
        );
        const key = keyOf([
          library.name,
          one.compiler.id,
          library.exports,
          objects.map((object) => object.hash),
        ]);
        const link = () => linkLibrary({ ...library, objects }, { ...work, compiler: one.compiler });
        const linked = links.get(key) ?? link();
        links.set(key, linked);
        return { library, objects, linked: await linked };
      }),
    );
    await finishTarget(session, one, { work, compiled });
  });
  await compileAll([...started, ...jobs], work.tools);
}

interface CompiledLibrary {
  readonly library: LibraryUnits;
  readonly objects: readonly CompiledObject[];
  readonly linked: LinkedLibrary;
}

/** From libraries to the image in its place, and the stamp that says of what it was made. */
async function finishTarget(
  session: Session,
  { target, compiler }: TargetWork,
  { work, compiled }: { readonly work: Work; readonly compiled: readonly CompiledLibrary[] },
): Promise<void> {
  const { plan } = session;
  const libraries = compiled.map((one) => one.linked);
  const clashes = findDuplicates(libraries);
  if (clashes.length > 0) throw duplicateSymbols(`${target.platform}/${target.architecture}`, clashes);

  const names = imageFiles(plan, target);
  const place = join(session.buildFolder, targetName(target));
  const old = readStamp(stampFile(session, target));
  const intact =
    old !== undefined &&
    areUntouched(old.outputs) &&
    old.outputs.some(([path]) => path === join(place, names.image));
  const linkKey = (inputs: readonly string[]) =>
    keyOf([
      compiler.id,
      names,
      libraries.map((library) => [library.name, library.hash]),
      linkRecipe(target),
      [linkerScript(target), compiler.libgcc, ...inputs].map(work.hashes.hashOf),
    ]);
  const initrd = plan.app.initrd === undefined ? undefined : join(plan.app.folder, plan.app.initrd);
  const packed = initrd === undefined ? { key: '', inputs: [] } : initrdInputs(initrd, work);

  const temporary = join(session.buildFolder, `.${targetName(target)}.${process.pid}.tmp`);
  guarded(temporary, () => mkdirSync(temporary, { recursive: true }));
  try {
    const moves: string[] = [];
    let linkInputs = old?.linkInputs ?? [];
    if (!intact || old.linkKey !== linkKey(linkInputs)) {
      linkInputs = await linkImage(libraries, names, { ...work, compiler, target, folder: temporary });
      moves.push(names.map, names.symbols, names.image);
    }
    if (initrd !== undefined && names.initrd !== undefined && (!intact || old.initrdKey !== packed.key)) {
      packInitrd(initrd, join(temporary, names.initrd));
      moves.push(names.initrd);
    }
    describeImage(plan, target, join(temporary, names.description));
    moves.push(names.description);
    guarded(place, () => {
      mkdirSync(place, { recursive: true });
      for (const name of moves) renameSync(join(temporary, name), join(place, name));
    });
    const warnings = warningsOf(compiled);
    for (const warning of warnings) tellWarning(session, warning);
    const outputs = stampAll(Object.values(names).map((name) => join(place, name)));
    const inputs = inputsOf(session, {
      compiled,
      work,
      more: [...linkInputs, linkerScript(target), compiler.libgcc, ...packed.inputs],
    });
    if (!outputs || !inputs) return;
    const stamp: BuildStamp = {
      key: stampKey(session, target),
      inputs,
      outputs,
      linkKey: linkKey(linkInputs),
      linkInputs,
      initrdKey: packed.key,
      warnings,
    };
    writeStamp(stampFile(session, target), stamp);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Stamps of all that was read, or undefined where something changed while it was. */
function inputsOf(
  session: Session,
  parts: {
    readonly compiled: readonly CompiledLibrary[];
    readonly work: Work;
    readonly more: readonly string[];
  },
): BuildStamp['inputs'] | undefined {
  const objects = parts.compiled.flatMap((one) => one.objects);
  if (objects.some((object) => !object.settled)) return undefined;
  const files = new Set([...objects.flatMap((object) => object.inputs), ...parts.more]);
  const stamped = [...files].map((path) => [path, parts.work.hashes.stampOf(path) ?? ''] as const);
  // The build itself writes into its own folders.
  const folders = parts.work.shadows.folders().filter((path) => path !== session.plan.app.folder);
  return [...stamped, ...(stampAll(folders) ?? [])];
}

function initrdInputs(
  source: string,
  { hashes }: Work,
): { readonly key: string; readonly inputs: readonly string[] } {
  if (!statSync(source, { throwIfNoEntry: false })?.isDirectory())
    return { key: hashes.hashOf(source) ?? '', inputs: [source] };
  const entries = listInitrd(source);
  const paths = entries.map((entry) => join(source, entry.name));
  const contents = entries.map(({ name, mode, content }) => [
    name,
    mode,
    content && (content instanceof Uint8Array ? content.toString() : hashes.hashOf(content.path)),
  ]);
  return { key: keyOf(contents), inputs: [source, ...paths] };
}

function warningsOf(compiled: readonly CompiledLibrary[]): readonly WarningEvent[] {
  return compiled
    .filter((one) => one.library.own)
    .flatMap(({ library, objects }) =>
      objects.flatMap((object, index) =>
        object.warnings === ''
          ? []
          : [{ library: library.name, source: library.units[index]?.source ?? '', text: object.warnings }],
      ),
    );
}

/** A killed build leaves its folder of unfinished files: `.<target>.<pid>.tmp`. */
function removeAbandoned(buildFolder: string): void {
  if (!statSync(buildFolder, { throwIfNoEntry: false })) return;
  for (const name of readdirSync(buildFolder)) {
    const pid = /^\..+\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid))) {
      rmSync(join(buildFolder, name), { recursive: true, force: true });
    }
  }
}
