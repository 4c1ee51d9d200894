import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Plan, TargetPlan } from '@unicore/resolve';
import { buildLibraries } from './build-libraries.ts';
import { compileCommands, writeIfChanged } from './compile-commands.ts';
import { findCompiler, findPrograms } from './compilers.ts';
import { settle, stampOf } from './file-hashes.ts';
import { keyOf } from './hash.ts';
import { imageFiles, linkerScript } from './link-image.ts';
import { compileNeeded, type NeedsGroup } from './needed-sources.ts';
import { placeImage, targetName, warningsOf } from './place-image.ts';
import type { WarningEvent } from './reporter.ts';
import { areUntouched, readStamp, writeStamp } from './stamp.ts';
import { isRunning } from './trim-store.ts';
import { pathMapOf, unitsOf } from './units.ts';
import { withWorkshop, type WorkshopOptions } from './workshop.ts';

export interface BuildOptions extends WorkshopOptions {
  /** Default: `<application>/build`. */
  readonly buildFolder?: string | undefined;
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
  readonly buildFolder: string;
  /** `.unicore`: what later builds go by. */
  readonly stateFolder: string;
}

/** Raised where the way of building changes, so that no stamp of an older toolchain counts. */
const STAMP_LAYOUT = 4;

/**
 * Builds the image of each target of a plan: compiles, links each library, links and packs the image. What is already
 * built is taken from the object cache, or left as it stands. An image replaces its predecessor only when all of it
 * has succeeded.
 *
 * Reads and writes the application's `build` and `.unicore` folders and the cache; runs compilers; prints nothing.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILE`, `ERR_UNICORE_COMPILER_MISSING`, `ERR_UNICORE_DISK_FULL`,
 *   `ERR_UNICORE_DUPLICATE_SYMBOL`, `ERR_UNICORE_FILE_MISSING`, `ERR_UNICORE_LIBRARY_LINK`, `ERR_UNICORE_LINK`,
 *   `ERR_UNICORE_NO_COMPILER_KNOWN`, `ERR_UNICORE_NO_LINKER_SCRIPT`, `ERR_UNICORE_TOOL`
 */
export async function buildImages(plan: Plan, options: BuildOptions = {}): Promise<readonly BuiltImage[]> {
  const startedMs = Date.now();
  const session: Session = {
    plan,
    options,
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

function stampFile(session: Session, target: TargetPlan): string {
  return join(session.stateFolder, targetName(target), 'stamp.json');
}

/** All that decides about an image and is no file of its own. */
function stampKey({ plan, options, buildFolder }: Session, target: TargetPlan): string {
  const environment = options.environment ?? process.env;
  const programs = findPrograms(target.architecture, options.compiler, environment);
  const { targets: _, ...rest } = plan;
  const stamps = programs.all.map((path) => [path, stampOf(path)]);
  return keyOf([STAMP_LAYOUT, rest, target, buildFolder, options.warningsAsErrors === true, stamps]);
}

function isUpToDate(session: Session, target: TargetPlan): boolean {
  const stamp = readStamp(stampFile(session, target));
  if (!stamp || stamp.key !== stampKey(session, target)) return false;
  if (!areUntouched(stamp.inputs) || !areUntouched(stamp.outputs)) return false;
  tellWarnings(session, stamp.warnings);
  return true;
}

function tellWarnings({ options }: Session, warnings: readonly WarningEvent[]): void {
  for (const warning of warnings) {
    const text = options.colour ? warning.text : stripVTControlCharacters(warning.text);
    options.reporter?.onWarning?.({ ...warning, text });
  }
}

interface TargetGroup extends NeedsGroup {
  readonly target: TargetPlan;
}

async function buildStale(session: Session, stale: readonly TargetPlan[]): Promise<void> {
  const { plan, options, buildFolder, stateFolder } = session;
  const configFolder = join(stateFolder, 'config');
  const places = { hashesFile: join(stateFolder, 'hashes.json'), paths: pathMapOf(plan, configFolder) };
  await withWorkshop(options, places, async (workshop) => {
    removeAbandoned(buildFolder);
    const groups = await Promise.all(
      plan.targets.map(async (target): Promise<TargetGroup> => {
        const compiler = await findCompiler(target.architecture, options.compiler, workshop);
        const context = { ...options, compiler, configFolder };
        return {
          target,
          compiler,
          libraries: unitsOf(plan, target, context),
          script: linkerScript(target),
        };
      }),
    );
    const units = groups.flatMap((group) => group.libraries.flatMap((library) => library.units));
    writeIfChanged(join(buildFolder, 'compile_commands.json'), compileCommands(units));

    const wanted = groups.filter((group) => stale.includes(group.target));
    const needed = await compileNeeded(wanted, workshop);
    await buildLibraries(needed, workshop, async ({ target, compiler, decidedBy }, built) => {
      const folder = join(buildFolder, targetName(target));
      const file = stampFile(session, target);
      const warnings = warningsOf(built);
      // First, as a name that does not link may be one that was not declared either.
      tellWarnings(session, warnings);
      const made = await placeImage(
        { plan, target, compiler, built, decidedBy, folder, old: readStamp(file) },
        workshop,
      );
      if (made) writeStamp(file, { ...made, key: stampKey(session, target), warnings });
    });
  });
}

function finished(session: Session, target: TargetPlan, upToDate: boolean): BuiltImage {
  const names = imageFiles(session.plan, target);
  const folder = join(session.buildFolder, targetName(target));
  const path = join(folder, names.image);
  const { platform, architecture } = target;
  session.options.reporter?.onImage?.({ platform, architecture, path, upToDate });
  return {
    name: session.plan.app.name,
    platform,
    architecture,
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

/** A killed build leaves its folder of unfinished files: `<target>.<pid>.tmp`. */
function removeAbandoned(buildFolder: string): void {
  if (!statSync(buildFolder, { throwIfNoEntry: false })) return;
  for (const name of readdirSync(buildFolder)) {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid))) {
      rmSync(join(buildFolder, name), { recursive: true, force: true });
    }
  }
}
