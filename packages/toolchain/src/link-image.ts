import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BootMedia, ImageDescription, Plan, TargetPlan } from '@unicore/resolve';
import type { Compiler } from './compilers.ts';
import { listInitrd, writeCpio } from './cpio.ts';
import { parseDepfile } from './depfile.ts';
import { isMappable, readElf, stripToSegments } from './elf.ts';
import { diskFull, fileMissing, linkFailed, noLinkerScript } from './errors.ts';
import { linkFlags } from './flags.ts';
import { findWanted, type LinkedLibrary } from './link-library.ts';
import { constructorsScript, linkerSetsScript } from './linker-sets.ts';
import { preemptibleScript } from './preemptible.ts';
import { mediaNames } from './media/write-media.ts';
import { tellsFullDisk, type ToolRunner } from './run-tool.ts';
import { guarded, type Store } from './store.ts';
import { isArchive, listTar } from './tar.ts';

export interface LinkImageContext {
  readonly tools: ToolRunner;
  readonly store: Store;
  readonly compiler: Compiler;
  readonly target: TargetPlan;
  /** Where the outputs go, on the file system of their final place. */
  readonly folder: string;
  /** Of the application, for argv[0]. */
  readonly appName: string;
}

/** Names of an image's files inside its folder. Pure. */
export function imageFiles(plan: Plan, target: TargetPlan) {
  const { name } = plan.app;
  return {
    image: `${name}${target.link.suffix ?? ''}`,
    symbols: `${name}.debug`,
    map: `${name}.map`,
    description: 'image.json',
    ...(plan.app.initrd === undefined ? {} : { initrd: `${name}.cpio` }),
    ...mediaNames(name, target),
  };
}

/** Absolute path of the target's linker script. Pure. */
export function linkerScript(target: TargetPlan): string {
  const script = target.link.scripts[target.architecture];
  if (script === undefined)
    throw noLinkerScript(target.link.library, target.architecture, Object.keys(target.link.scripts));
  const library = target.libraries.find((candidate) => candidate.name === target.link.library);
  if (!library)
    throw new Error(`the plan's platform library ${target.link.library} is not among its libraries`);
  return join(library.folder, script);
}

/** What the image depends on beside the libraries: text, to be hashed into its key. Pure. */
export function linkRecipe(target: TargetPlan): readonly unknown[] {
  return [
    linkFlags(target.architecture),
    target.link.flags ?? [],
    linkerSetsScript(target.linkerSets),
    constructorsScript(),
    target.libraries.filter(({ preemptible }) => preemptible).map(({ name }) => name),
    APP_NAME_FLAGS,
  ];
}

/** A file that the linker takes as it is: bytes of .data, between symbols named after the file. */
export const APP_NAME_FILE = 'app-name';

/** The format that stands last is also that of the image. */
const APP_NAME_FLAGS = [
  '-Wl,--defsym=uc_app_name=_binary_app_name_start',
  '-Wl,--format=binary',
  APP_NAME_FILE,
  '-Wl,--format=default',
];

/**
 * Links libraries into `<symbols>` with its map, strips it into `<image>`. Returns the files that the linker read beside the
 * libraries: scripts and libgcc.
 *
 * Inputs are named by links in a folder of their own, which is also the working folder, so that map and messages name
 * libraries and no path of this machine.
 *
 * @throws {UnicoreError} `ERR_UNICORE_LINK`, `ERR_UNICORE_DISK_FULL`, `ERR_UNICORE_FILE_MISSING`
 */
export async function linkImage(
  libraries: readonly LinkedLibrary[],
  names: { readonly image: string; readonly symbols: string; readonly map: string },
  context: LinkImageContext,
): Promise<readonly string[]> {
  const { store, compiler, target, folder } = context;
  const script = linkerScript(target);
  if (!statSync(script, { throwIfNoEntry: false }))
    throw fileMissing(script, `The linker script of ${target.link.library}`);
  const work = store.temporary('.link');
  guarded(work, () => {
    mkdirSync(work);
    for (const library of libraries) symlinkSync(store.find(library) ?? '', join(work, `${library.name}.o`));
    writeFileSync(join(work, 'uc_sets.ld'), linkerSetsScript(target.linkerSets) + constructorsScript());
    writeFileSync(join(work, 'uc_preemptible.ld'), preemptibleScript(libraries, target.libraries));
    writeFileSync(join(work, APP_NAME_FILE), `${context.appName}\0`);
  });
  const args = [
    ...compiler.prefixArgs,
    ...linkFlags(target.architecture),
    ...(target.link.flags ?? []),
    `-Wl,-T,${script}`,
    '-L.',
    `-L${dirname(script)}`,
    `-Wl,-Map=${join(folder, names.map)}`,
    '-Wl,--dependency-file=link.d',
    '-o',
    join(folder, names.symbols),
    ...libraries.map((library) => `${library.name}.o`),
    compiler.libgcc,
    ...APP_NAME_FLAGS,
  ];
  const { exitCode, output } = await context.tools.run(compiler.path, args, { cwd: work });
  if (exitCode !== 0) {
    if (tellsFullDisk(output)) throw diskFull(folder, output);
    throw linkFailed(
      `${target.platform}/${target.architecture}`,
      output,
      findWanted(output, libraries, target.libraries),
    );
  }
  guarded(folder, () => {
    const linked = readFileSync(join(folder, names.symbols));
    // What is no program for a process must not die as one, of a signal: a shell says at once that it may not be executed.
    const mode = isMappable(readElf(linked)) ? 0o755 : 0o644;
    writeFileSync(join(folder, names.image), stripToSegments(linked), { mode });
    chmodSync(join(folder, names.symbols), mode);
  });
  const inputs = parseDepfile(readFileSync(join(work, 'link.d'), 'utf8'));
  return inputs.filter((path) => path.startsWith('/'));
}

/** Packs the application's initrd: a folder or a tar archive as cpio, any other file as it is. */
export function packInitrd(source: string, target: string): void {
  if (statSync(source).isDirectory()) writeCpio(target, listInitrd(source));
  else if (isArchive(firstBlockOf(source))) writeCpio(target, listTar(readFileSync(source), source));
  else guarded(target, () => copyFileSync(source, target));
}

function firstBlockOf(path: string): Uint8Array {
  const block = Buffer.alloc(512);
  const file = openSync(path, 'r');
  try {
    return block.subarray(0, readSync(file, block));
  } finally {
    closeSync(file);
  }
}

/** Writes `image.json`, by which the runner starts the image. */
export function describeImage(plan: Plan, target: TargetPlan, media: BootMedia, file: string): void {
  const names = imageFiles(plan, target);
  const description: ImageDescription = {
    schema: 1,
    name: plan.app.name,
    platform: target.platform,
    architecture: target.architecture,
    profile: plan.profile,
    image: names.image,
    symbols: names.symbols,
    ...(names.initrd === undefined ? {} : { initrd: names.initrd }),
    run: plan.app.run,
    ...((media.disk ?? media.iso) ? { media } : {}),
  };
  guarded(file, () => writeFileSync(file, `${JSON.stringify(description, null, 2)}\n`));
}
