import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePool } from '@unicore/resolve';
import { findDefiners } from '@unicore/toolchain';

/**
 * Reads the built libraries below `libs-native` of the repository at (root) into a pool index.
 *
 * Libraries that only serve the repository's own tests (`"private": true`) are left out: nobody can install them.
 */
export function gatherPool(root) {
  const packages = libraryFolders(join(root, 'libs-native')).flatMap(readLibrary);
  const prefixes = packages.flatMap(({ library }) => library.stubs ?? []).map(({ prefix }) => prefix);
  return makePool(
    packages.map(({ folder, library, ...rest }) => {
      const files = library.sources.flatMap((group) => group.files).map((file) => join(folder, file));
      const names = prefixes.flatMap((prefix) => [...findDefiners(files, prefix).keys()]);
      return { ...rest, library, defines: [...new Set(names)], headers: headersOf(folder, library) };
    }),
  );
}

/** Headers as others include them, whatever the condition of their folder. Those of a port that was not fetched are missing. */
function headersOf(folder, library) {
  const entries = library.includes?.public ?? [];
  const names = entries
    .flatMap((entry) => (typeof entry === 'string' ? [entry] : entry.files))
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { recursive: true }))
    .filter((name) => name.endsWith('.h'));
  return [...new Set(names)];
}

function libraryFolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((pool) => readdirSync(join(folder, pool.name)).map((name) => join(folder, pool.name, name)))
    .filter((library) => existsSync(join(library, 'package.json')));
}

function readLibrary(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.private || !manifest.unicore?.library) return [];
  const file = join(folder, manifest.unicore.library);
  if (!existsSync(file))
    throw new Error(`${file} is not there. Build the libraries first: npx nx run-many -t build`);
  return [{ folder, package: manifest.name, library: JSON.parse(readFileSync(file, 'utf8')) }];
}
