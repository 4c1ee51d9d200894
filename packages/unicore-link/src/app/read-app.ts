import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { DotConfig } from '@unicore/options';
import { type AppConfig, type PoolIndex, readTree, type Tree } from '@unicore/resolve';
import { packageFolder } from '../package-folder.ts';
import type { Reporter } from '../reporter.ts';
import { findApp, type FoundApp } from './find-config.ts';
import { loadConfig } from './load-config.ts';
import { readAppDotConfig } from './read-dot-config.ts';

/** The application as it stands on the disk. */
export interface ReadApp {
  readonly found: FoundApp;
  readonly config: AppConfig;
  /** Its `.config`; absent where it has none. */
  readonly dotConfig?: DotConfig;
  readonly tree: Tree;
}

/** Reads config and installed tree; makes the library.json of the author's own packages again where it is stale. */
export async function readApp(folder: string, reporter: Reporter): Promise<ReadApp> {
  const found = findApp(folder);
  const [config, tree] = await Promise.all([loadConfig(found), readFreshTree(found.folder, reporter)]);
  const dotConfig = readAppDotConfig(found.folder, config, tree);
  return { found, config, tree, ...(dotConfig && { dotConfig }) };
}

/** Reads the tree of libraries around a folder. */
export function readFreshTree(folder: string, reporter: Reporter): Promise<Tree> {
  return readTree(folder, {
    refresh: async (stale) => {
      reporter.note(
        `${stale.package}: ${stale.newer ? `${stale.newer} has changed` : 'no library.json yet'}, evaluating its descriptor`,
      );
      const { buildLibrary } = await import('../lib/build-library.ts');
      const { file } = await buildLibrary(stale.folder);
      // It is only written where it changed, and else would stay older than what changed.
      utimesSync(file, new Date(), new Date());
    },
  });
}

/** The pool's index that ships with this package; empty in a checkout where it was not made yet. */
export function readPool(): PoolIndex {
  try {
    return JSON.parse(readFileSync(join(packageFolder(), 'pool.json'), 'utf8')) as PoolIndex;
  } catch {
    return { schema: 1, libraries: [] };
  }
}
