import { cpSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { folderOf } from './example.ts';

/** Copies the sources of an example or of a program of these suites, to be changed; returns the new folder. */
export function copyOf(name: string, suffix: string): string {
  const folder = fileURLToPath(new URL(`../build/${name}-${suffix}`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  cpSync(folderOf(name), folder, {
    recursive: true,
    filter: (path) => !['build', '.unicore'].includes(basename(path)),
  });
  return folder;
}
