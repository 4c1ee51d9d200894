import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, TargetPlan } from '@unicore/resolve';
import type { BuiltLibrary } from './build-libraries.ts';
import type { Compiler } from './compilers.ts';
import { listInitrd } from './cpio.ts';
import { duplicateSymbols, fileMissing } from './errors.ts';
import { keyOf } from './hash.ts';
import { describeImage, imageFiles, linkerScript, linkImage, linkRecipe, packInitrd } from './link-image.ts';
import { findDuplicates } from './link-library.ts';
import { writeMedia } from './media/write-media.ts';
import { writeXlConfig } from './media/write-xl-config.ts';
import type { WarningEvent } from './reporter.ts';
import { areUntouched, stampAll, type BuildStamp } from './stamp.ts';
import { guarded } from './store.ts';
import type { Workshop } from './workshop.ts';

export interface ImageParts {
  readonly plan: Plan;
  readonly target: TargetPlan;
  readonly compiler: Compiler;
  readonly built: readonly BuiltLibrary[];
  /** What was read to choose the sources. */
  readonly decidedBy: readonly string[];
  /** `build/<platform>-<architecture>` */
  readonly folder: string;
  /** Of the build before, if it left any. */
  readonly old: BuildStamp | undefined;
}

/** Names a target's folders. Pure. */
export function targetName(target: TargetPlan): string {
  return `${target.platform}-${target.architecture}`;
}

/**
 * Links an image from its libraries, packs its initrd, and moves both into their place when all has succeeded: whatever
 * happens before leaves the previous image. What has not changed stays as it is. Returns the stamp of what the image was made of,
 * without its key, or undefined where a file changed while it was read.
 *
 * @throws {UnicoreError} `ERR_UNICORE_DISK_FULL`, `ERR_UNICORE_DUPLICATE_SYMBOL`, `ERR_UNICORE_FILE_MISSING`,
 *   `ERR_UNICORE_LINK`, `ERR_UNICORE_NO_LINKER_SCRIPT`
 */
export async function placeImage(
  parts: ImageParts,
  workshop: Workshop,
): Promise<Omit<BuildStamp, 'key' | 'warnings'> | undefined> {
  const { plan, target, compiler, folder, old } = parts;
  const libraries = parts.built.map((one) => one.linked);
  const clashes = findDuplicates(libraries);
  if (clashes.length > 0) {
    const application = parts.built.find(({ library }) => library.isApplication)?.library.name;
    throw duplicateSymbols(`${target.platform}/${target.architecture}`, clashes, application);
  }

  const names = imageFiles(plan, target);
  const intact =
    old !== undefined &&
    areUntouched(old.outputs) &&
    old.outputs.some(([path]) => path === join(folder, names.image));
  const initrd = initrdOf(plan, workshop);
  const temporary = `${folder}.${process.pid}.tmp`;
  guarded(temporary, () => mkdirSync(temporary, { recursive: true }));
  try {
    const moves: string[] = [];
    let linkInputs = old?.linkInputs ?? [];
    if (!intact || old.linkKey !== linkKey(parts, linkInputs, workshop)) {
      linkInputs = await linkImage(libraries, names, {
        ...workshop,
        compiler,
        target,
        folder: temporary,
        appName: plan.app.name,
      });
      moves.push(names.map, names.symbols, names.image);
    }
    if (initrd && names.initrd !== undefined && (!intact || old.initrdKey !== initrd.key)) {
      packInitrd(initrd.source, join(temporary, names.initrd));
      moves.push(names.initrd);
    }
    const media = writeMedia(plan, names, { folder: temporary, placed: folder });
    moves.push(...Object.values(media).map(({ file }) => file));
    if (names.xl !== undefined) {
      writeXlConfig(plan, names, join(temporary, names.xl));
      moves.push(names.xl);
    }
    describeImage(plan, target, media, join(temporary, names.description));
    guarded(folder, () => {
      mkdirSync(folder, { recursive: true });
      for (const name of [...moves, names.description]) renameSync(join(temporary, name), join(folder, name));
    });
    const outputs = stampAll(Object.values(names).map((name) => join(folder, name)));
    const inputs = inputsOf(
      parts,
      [...linkInputs, linkerScript(target), ...parts.decidedBy, ...(initrd?.inputs ?? [])],
      workshop,
    );
    const key = linkKey(parts, linkInputs, workshop);
    const linked = libraries.map(({ name, hash, sizeBytes }) => ({ name, hash, sizeBytes }));
    return (
      outputs && inputs && { inputs, outputs, linkKey: key, linkInputs, initrdKey: initrd?.key ?? '', linked }
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function linkKey(
  { plan, target, compiler, built }: ImageParts,
  inputs: readonly string[],
  { hashes }: Workshop,
) {
  return keyOf([
    compiler.id,
    imageFiles(plan, target),
    built.map(({ linked }) => [linked.name, linked.hash]),
    linkRecipe(target),
    [linkerScript(target), compiler.libgcc, ...inputs].map(hashes.hashOf),
  ]);
}

/** Stamps of all that was read, or undefined where something changed while it was. */
function inputsOf(
  { built, plan }: ImageParts,
  more: readonly string[],
  { hashes, shadows }: Workshop,
): BuildStamp['inputs'] | undefined {
  const objects = built.flatMap((one) => one.objects);
  if (objects.some((object) => !object.settled)) return undefined;
  const files = new Set([...objects.flatMap((object) => object.inputs), ...more]);
  const stamped = [...files].map((path) => [path, hashes.stampOf(path) ?? ''] as const);
  // The build itself writes into the application's folder.
  const folders = stampAll(shadows.folders().filter((path) => path !== plan.app.folder));
  return folders && [...stamped, ...folders];
}

interface Initrd {
  readonly source: string;
  readonly key: string;
  readonly inputs: readonly string[];
}

function initrdOf({ app }: Plan, { hashes }: Workshop): Initrd | undefined {
  if (app.initrd === undefined) return undefined;
  const source = join(app.folder, app.initrd);
  const stat = statSync(source, { throwIfNoEntry: false });
  // Its key would be that of an image without one, whose initrd is as it should be: none.
  if (!stat) throw fileMissing(source, 'The initrd of the configuration');
  if (!stat.isDirectory()) {
    return { source, key: hashes.hashOf(source) ?? '', inputs: [source] };
  }
  const entries = listInitrd(source);
  const contents = entries.map(({ name, mode, content }) => [
    name,
    mode,
    content && (content instanceof Uint8Array ? content.toString() : hashes.hashOf(content.path)),
  ]);
  return {
    source,
    key: keyOf(contents),
    inputs: [source, ...entries.map((entry) => join(source, entry.name))],
  };
}

/** What the compiler said about the author's own packages, in the order of the sources. Pure. */
export function warningsOf(built: readonly BuiltLibrary[]): readonly WarningEvent[] {
  return built
    .filter((one) => one.library.own)
    .flatMap(({ library, objects }) =>
      objects.flatMap((object, index) =>
        object.warnings === ''
          ? []
          : [{ library: library.name, source: library.units[index]?.source ?? '', text: object.warnings }],
      ),
    );
}
