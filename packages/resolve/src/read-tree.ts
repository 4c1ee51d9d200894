import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseLibraryText, type Library } from '@unicore/descriptor';
import { detectPackageManager } from './detect-package-manager.ts';
import { libraryInZip, noLibraryJson, noPackageJson, notInstalled } from './errors.ts';
import { findStale } from './find-stale.ts';
import { isInside } from './is-inside.ts';
import { nearest, packageLocator, type LocatePackage } from './locate-package.ts';
import { readManifest, type Manifest } from './read-manifest.ts';
import { byKey, byText } from './sort.ts';
import type { Dependencies, PackageManager, StaleLibrary, Tree, TreePackage } from './tree.ts';

export interface ReadTreeSettings {
  /**
   * Makes the library.json of an author's own package again. Called before a stale one is read, never for an
   * installed package: the reader itself runs nobody's code.
   */
  readonly refresh?: (stale: StaleLibrary) => Promise<void>;
}

/**
 * Reads the application in the (folder) or the nearest above it, and the libraries that its `dependencies` reach.
 *
 * The one impure part of this package. It follows the `dependencies` of the application and of libraries, and stops
 * at every other npm package: what an ordinary package depends on is its own affair, so a tool with a thousand
 * dependencies costs one read. devDependencies never count. Folders are looked up as Node does, never through
 * `exports`, and by real path, so that npm, pnpm, Yarn, workspaces and `npm link` all read alike.
 *
 * Reads are synchronous on purpose: 5,000 small files took 90 ms, by callbacks 300 ms, by promises 600 ms.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NO_PACKAGE_JSON`, `ERR_UNICORE_BAD_PACKAGE_JSON`, `ERR_UNICORE_NOT_INSTALLED`,
 * `ERR_UNICORE_NO_LIBRARY_JSON`, `ERR_UNICORE_LIBRARY_IN_ZIP`, and what `parseLibraryText` throws
 */
export async function readTree(folder: string, settings: ReadTreeSettings = {}): Promise<Tree> {
  const file = nearest(resolve(folder), 'package.json');
  if (file === undefined) throw noPackageJson(resolve(folder));
  const appFolder = realpathSync.native(dirname(file));
  const manifest = readManifest(appFolder);
  const app = {
    name: manifest.name ?? basename(appFolder),
    version: manifest.version ?? '0.0.0',
    folder: appFolder,
  };

  const packageManager = detectPackageManager(appFolder);
  const walk = { locate: packageLocator(appFolder), packageManager, visited: new Map<string, Found>() };
  const dependencies = walkDependencies(walk, { ...app, manifest });
  const { packages, stale } = await readLibraries([...walk.visited.values()].filter(isLibrary), settings);
  return { app: { ...app, dependencies }, packages, packageManager, stale };
}

interface Walk {
  readonly locate: LocatePackage;
  readonly packageManager: PackageManager;
  /** By folder. Also ordinary packages, so that each is read once. */
  readonly visited: Map<string, Found>;
}

interface Found {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly manifest: Manifest;
  dependencies: Dependencies;
}

function isLibrary(found: Found): boolean {
  return found.manifest.unicore?.library !== undefined;
}

/** Visits all libraries below (start), breadth first, and returns the direct ones. */
function walkDependencies(walk: Walk, start: Omit<Found, 'dependencies'>): Dependencies {
  const direct = directLibraries(walk, start);
  const queue = Object.values(direct);
  const queued = new Set(queue);
  for (const folder of queue) {
    const library = walk.visited.get(folder) as Found;
    library.dependencies = directLibraries(walk, library);
    for (const next of Object.values(library.dependencies)) {
      if (!queued.has(next)) queue.push(next);
      queued.add(next);
    }
  }
  return direct;
}

function directLibraries(walk: Walk, from: Omit<Found, 'dependencies'>): Dependencies {
  const libraries: Record<string, string> = {};
  for (const name of Object.keys(from.manifest.dependencies ?? {}).toSorted(byText)) {
    const folder = walk.locate(name, from.folder);
    if (folder === undefined) throw notInstalled(name, from, managerOf(from.folder, walk.packageManager));
    const found = walk.visited.get(folder) ?? visit(name, folder);
    walk.visited.set(folder, found);
    if (isLibrary(found)) libraries[name] = folder;
  }
  return libraries;
}

/** Who installs the dependencies of a package: what `npm link` put there has its own node_modules, elsewhere. */
function managerOf(folder: string, ofApp: PackageManager): PackageManager {
  if (!isOwn(folder) || isInside(folder, ofApp.folder)) return ofApp;
  const { name, folder: root } = detectPackageManager(folder);
  return { name, folder: isInside(folder, root) ? root : folder };
}

function visit(name: string, folder: string): Found {
  // Yarn keeps packages in zip files, which only a process under its own fs can read. Libraries are never in one
  // (`preferUnplugged`), so what is unreadable there is no library.
  const readable = !isInZip(folder) || existsSync(folder);
  const manifest = readable ? readManifest(folder) : {};
  if (isInZip(folder) && manifest.unicore?.library !== undefined) throw libraryInZip(name, folder);
  return {
    name: manifest.name ?? name,
    version: manifest.version ?? '0.0.0',
    folder,
    manifest,
    dependencies: {},
  };
}

function isInZip(folder: string): boolean {
  return /\.zip(?:\/|$)/u.test(folder);
}

async function readLibraries(
  found: readonly Found[],
  settings: ReadTreeSettings,
): Promise<Pick<Tree, 'packages' | 'stale'>> {
  const packages: TreePackage[] = [];
  const stale: StaleLibrary[] = [];
  for (const { name, version, folder, manifest, dependencies } of found) {
    const file = join(folder, manifest.unicore?.library as string);
    const own = isOwn(folder);
    const reason = own ? findStale(folder, file) : undefined;
    if (reason) {
      const entry = { package: name, folder, file, ...reason };
      stale.push(entry);
      await settings.refresh?.(entry);
    }
    const library = readLibrary(name, file, own);
    packages.push({ package: name, version, folder, own, library, dependencies });
  }
  return {
    packages: packages.toSorted(byKey((entry) => `${entry.package}\0${entry.version}\0${entry.folder}`)),
    stale: stale.toSorted(byKey((entry) => entry.folder)),
  };
}

function readLibrary(name: string, file: string, own: boolean): Library {
  if (!existsSync(file)) throw noLibraryJson(name, file, own);
  return parseLibraryText(readFileSync(file, 'utf8'), { file });
}

/** Anything that a package manager put there has one of these folders in its real path. */
function isOwn(folder: string): boolean {
  return !/\/(?:node_modules|\.yarn|\.pnpm-store|\.pnpm|\.store)\//u.test(`${folder}/`);
}
