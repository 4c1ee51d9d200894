import { settleAll } from './compile-all.ts';
import type { CompiledObject } from './compile.ts';
import type { Compiler } from './compilers.ts';
import { keyOf } from './hash.ts';
import { linkLibrary, type LinkedLibrary } from './link-library.ts';
import type { LibraryUnits } from './units.ts';
import type { Workshop } from './workshop.ts';

export interface BuiltLibrary {
  readonly library: LibraryUnits;
  readonly objects: readonly CompiledObject[];
  readonly linked: LinkedLibrary;
}

/** The libraries of one image, in link order. */
export interface LibraryGroup {
  readonly compiler: Compiler;
  readonly libraries: readonly LibraryUnits[];
}

/** Starts to compile all that several images need, those objects that they share only once. */
export function startObjects(
  groups: readonly LibraryGroup[],
  workshop: Workshop,
): readonly Promise<CompiledObject>[] {
  const jobs = new Set(
    groups.flatMap((group) => group.libraries.flatMap((library) => objectsOf(library, workshop))),
  );
  for (const job of jobs) job.catch(() => workshop.tools.stop());
  workshop.reporter.onStart?.(jobs.size);
  return [...jobs];
}

/** A library's objects, in the order of its sources. */
export function objectsOf(library: LibraryUnits, workshop: Workshop): readonly Promise<CompiledObject>[] {
  return library.units.map((unit) => workshop.once(unit, workshop, workshop.reporter));
}

/**
 * Links the libraries of several images, those that they share only once. Each library is linked as soon as its objects
 * are there, and `finish` called as soon as a group's libraries are.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILE` for all files that were tried, or what `finish` throws
 */
export async function buildLibraries<Group extends LibraryGroup>(
  groups: readonly Group[],
  workshop: Workshop,
  finish: (group: Group, built: readonly BuiltLibrary[]) => Promise<void>,
): Promise<void> {
  const links = new Map<string, Promise<LinkedLibrary>>();

  async function build(library: LibraryUnits, compiler: Compiler): Promise<BuiltLibrary> {
    const objects = await Promise.all(objectsOf(library, workshop));
    const hashes = objects.map((object) => object.hash);
    const key = keyOf([library.name, compiler.id, library.exports, library.renames, library.lto, hashes]);
    const linked =
      links.get(key) ??
      linkLibrary(
        { ...library, objects, sources: library.units.map((unit) => unit.source) },
        { ...workshop, compiler },
      );
    links.set(key, linked);
    return { library, objects, linked: await linked };
  }

  const jobs = groups.map(async (group) => {
    // One without sources, made of headers alone, has nothing to link.
    const filled = group.libraries.filter((library) => library.units.length > 0);
    const built = await Promise.all(filled.map((library) => build(library, group.compiler)));
    await finish(group, built);
  });
  await settleAll(jobs, workshop.tools);
}
