import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildApp } from '@unicore/testkit';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const cli = join(root, 'node_modules/.bin/unicore-link');

/** Builds an example or a port and returns its images. */
export function build(name, profile, platforms) {
  return buildApp(folderOf(name), { plat: platforms, profile });
}

/** The folder of an example or a port. */
export function folderOf(name) {
  const example = join(root, 'examples', name);
  return existsSync(example) ? example : join(root, 'libs-native/app', name);
}

/** A copy beside it, where its packages resolve, of what is there before a build, while `use` works on it. */
export async function withCopy(name, use) {
  const folder = mkdtempSync(join(dirname(folderOf(name)), `.bench-${name}-`));
  try {
    cpSync(folderOf(name), folder, {
      recursive: true,
      filter: (path) => !['build', '.unicore', 'node_modules'].includes(basename(path)),
    });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
