import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

/** Finds the folder of the package (name) as seen from the package in the folder (from); undefined if there is none. */
export type LocatePackage = (name: string, from: string) => string | undefined;

/** Picks Plug'n'Play where a `.pnp.cjs` rules the (folder), as Yarn does; else node_modules. */
export function packageLocator(folder: string): LocatePackage {
  const pnpFile = nearest(folder, '.pnp.cjs');
  return pnpFile === undefined ? nodeModulesLocator() : plugAndPlayLocator(pnpFile);
}

/** Returns the path of (name) in the (folder) or the closest one above it. */
export function nearest(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearest(parent, name);
}

/** Node's own rule, by folder and never through `exports`; each question to the disk is asked once. */
function nodeModulesLocator(): LocatePackage {
  const hasModules = memoize(
    (folder) => statSync(join(folder, 'node_modules'), quiet)?.isDirectory() ?? false,
  );
  const realFolder = memoize((folder) =>
    statSync(join(folder, 'package.json'), quiet) === undefined ? undefined : realpathSync.native(folder),
  );
  return (name, from) => {
    for (let folder = from, last = ''; folder !== last; last = folder, folder = dirname(folder)) {
      if (basename(folder) === 'node_modules' || !hasModules(folder)) continue;
      const found = realFolder(join(folder, 'node_modules', name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** The part of Yarn's interface that is used: https://yarnpkg.com/advanced/pnpapi */
interface PnpApi {
  resolveToUnqualified(request: string, issuer: string): string | null;
  resolveVirtual?(path: string): string | null;
}

function plugAndPlayLocator(pnpFile: string): LocatePackage {
  const api = createRequire(pnpFile)(pnpFile) as PnpApi;
  return (name, from) => {
    const folder = resolveQuietly(api, name, join(from, 'package.json'));
    if (folder === null) return undefined;
    // A virtual path (one for each set of peers) is real to Yarn's patched fs only.
    const physical = api.resolveVirtual?.(folder) ?? folder;
    return existsSync(physical) ? realpathSync.native(physical) : resolve(physical);
  };
}

/** Yarn throws for a dependency that the issuer does not list, or that is not installed. */
function resolveQuietly(api: PnpApi, name: string, issuer: string): string | null {
  try {
    return api.resolveToUnqualified(name, issuer);
  } catch {
    return null;
  }
}

const quiet = { throwIfNoEntry: false } as const;

function memoize<Value>(compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as Value;
  };
}
