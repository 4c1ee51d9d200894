import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from '@unicore/descriptor';

const descriptor = 'unicore.library.ts';

/**
 * Tells why the (file), the library.json of an author's own package, is to be made again; undefined where it is not.
 *
 * `newer` names what changed later, relative to the folder: the descriptor, or a folder of sources, where adding or
 * removing a file changes what a glob finds. It is absent where there is no file yet.
 */
export function findStale(folder: string, file: string): { readonly newer?: string } | undefined {
  const made = modified(file);
  const written = modified(join(folder, descriptor));
  if (made === undefined) return {};
  if (written === undefined) return undefined; // Written by hand: there is nothing to make it from.
  if (written > made) return { newer: descriptor };
  const newer = sourceFolders(folder, file).find((input) => (modified(join(folder, input)) ?? 0) > made);
  return newer === undefined ? undefined : { newer };
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** All folders below those that hold sources, also where no source lies yet: one that comes makes its folder newer. */
function sourceFolders(folder: string, file: string): readonly string[] {
  const tops = new Set(
    sourceFiles(file).flatMap((path) => (path.includes('/') ? [path.split('/')[0] ?? ''] : [])),
  );
  return [...tops].flatMap((top) => [top, ...foldersBelow(folder, top)]);
}

function foldersBelow(folder: string, path: string): readonly string[] {
  if (!existsSync(join(folder, path))) return [];
  return readdirSync(join(folder, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [`${path}/${name}`, ...foldersBelow(folder, `${path}/${name}`)]);
}

/** Empty for a file that does not parse: whoever reads it next says so better. */
function sourceFiles(file: string): readonly string[] {
  try {
    const library = JSON.parse(readFileSync(file, 'utf8')) as Library;
    return library.sources.flatMap((group) => group.files);
  } catch {
    return [];
  }
}
