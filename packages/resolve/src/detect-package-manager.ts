import { dirname } from 'node:path';
import { nearest } from './locate-package.ts';
import type { PackageManager } from './tree.ts';

const lockFiles = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  '.pnp.cjs': 'yarn',
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
} as const;

/** Tells the package manager by the lock file closest to the (folder): in a workspace that is the root's. */
export function detectPackageManager(folder: string): PackageManager {
  const found = Object.entries(lockFiles)
    .map(([file, name]) => ({ name, path: nearest(folder, file) }))
    .filter((lock): lock is { name: PackageManager['name']; path: string } => lock.path !== undefined)
    .map((lock) => ({ name: lock.name, folder: dirname(lock.path) }));
  const closest = found.toSorted((a, b) => b.folder.length - a.folder.length)[0];
  return closest ?? { name: 'npm', folder };
}
