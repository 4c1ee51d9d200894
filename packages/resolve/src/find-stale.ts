import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  const newer = sourceFolders(file).find((input) => (modified(join(folder, input)) ?? 0) > made);
  return newer === undefined ? undefined : { newer };
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** Empty for a file that does not parse: whoever reads it next says so better. */
function sourceFolders(file: string): readonly string[] {
  const folders = new Set<string>();
  for (const path of sourceFiles(file)) {
    for (let folder = dirname(path); folder !== '.' && folder !== '/'; folder = dirname(folder))
      folders.add(folder);
  }
  return [...folders];
}

function sourceFiles(file: string): readonly string[] {
  try {
    const library = JSON.parse(readFileSync(file, 'utf8')) as Library;
    return library.sources.flatMap((group) => group.files);
  } catch {
    return [];
  }
}
