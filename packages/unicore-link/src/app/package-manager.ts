import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectPackageManager, type PackageManager } from '@unicore/resolve';

/** The package manager of a project: by `packageManager` of its package.json, else by the nearest lock file. */
export function packageManagerOf(folder: string): PackageManager['name'] {
  const named = /^(npm|pnpm|yarn)@/.exec(packageManagerField(folder))?.[1];
  return named === undefined ? detectPackageManager(folder).name : (named as PackageManager['name']);
}

function packageManagerField(folder: string): string {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      packageManager?: unknown;
    } | null;
    return typeof manifest?.packageManager === 'string' ? manifest.packageManager : '';
  } catch {
    return '';
  }
}
