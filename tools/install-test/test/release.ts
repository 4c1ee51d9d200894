import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Registry } from './registry.ts';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const changeset = join(root, 'node_modules/.bin/changeset');
const left = new Set([
  'node_modules',
  '.git',
  '.nx',
  'build',
  '.unicore',
  'coverage',
  'examples',
  'install-test',
]);

/**
 * Releases the whole repository as a maintainer would, to `registry`, out of a copy in `folder`: versions by the
 * pending changesets, then publishes each package. Returns the published names with their versions.
 */
export async function releaseAll(folder: string, registry: Registry): Promise<ReadonlyMap<string, string>> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(root)) {
    if (left.has(entry)) continue;
    await cp(join(root, entry), join(folder, entry), {
      recursive: true,
      filter: (source) => source === join(root, entry) || !left.has(basename(source)),
    });
  }
  await commit(folder);
  await runCommand(changeset, ['version'], { cwd: folder, env: registry.env });
  // One process for all: changeset publish starts two of npm for each package.
  await runCommand('npm', ['publish', '--workspaces'], { cwd: folder, env: registry.env });
  return publishedIn(folder);
}

/** Changesets asks git since when a changeset is there. */
export async function commit(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    runCommand('git', ['-c', 'user.name=release', '-c', 'user.email=release@localhost', ...args], {
      cwd: folder,
    });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-qm', 'release');
}

async function publishedIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (
      basename(file) !== 'package.json' ||
      dirname(file) === '.' ||
      file.includes('vendor/') ||
      file.includes('test')
    )
      continue;
    const manifest = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      name?: string;
      version?: string;
      private?: boolean;
    };
    if (manifest.name && manifest.version && !manifest.private) found.set(manifest.name, manifest.version);
  }
  return found;
}
