import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { inject } from 'vitest';

import { type CommandResult, runCommand } from './run-command.ts';

const { env, folder: released, published } = inject('release');

/** Names of packages, and their versions. */
export const versions: ReadonlyMap<string, string> = new Map(published);
export const folder = join(released, 'commands');
export const app = join(folder, 'shop');
export const libraryFolder = join(folder, 'lib-shiny');

/** What proves a command to work, by the words that lead to it. */
export type Cases = Readonly<Record<string, () => Promise<void>>>;

/** Writes both projects by `npm create unicore`, and installs what they depend on. */
export async function createProjects(): Promise<void> {
  await mkdir(folder);
  await create('shop', ['--template', 'program', '--plat', 'linuxu,kvm']);
  await create('lib-shiny', ['--library']);
}

async function create(name: string, args: readonly string[]): Promise<void> {
  await runCommand('npm', ['create', '--yes', 'unicore', name, '--', '--yes', ...args], { cwd: folder, env });
  await runCommand('npm', ['install'], { cwd: join(folder, name), env });
}

/** Runs the installed unicore-link. */
export function run(cwd: string, args: readonly string[], mayFail = false): Promise<CommandResult> {
  return runCommand(join(app, 'node_modules/.bin/unicore-link'), args, {
    cwd,
    env: { ...env, NO_COLOR: '1' },
    mayFail,
  });
}

/** Runs the application's own script of typechecking. */
export function typecheck(mayFail = false): Promise<CommandResult> {
  return runCommand('npm', ['run', 'typecheck'], { cwd: app, env, mayFail });
}

export const read = (...path: readonly string[]): Promise<string> => readFile(join(...path), 'utf8');

export const isThere = (...path: readonly string[]): Promise<boolean> =>
  stat(join(...path)).then(
    () => true,
    () => false,
  );
