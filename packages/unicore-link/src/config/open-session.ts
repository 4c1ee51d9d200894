import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ConfigSession, openAppSession, openTreeSession } from '@unicore/options';
import { solveInputs } from '@unicore/resolve';
import { dotConfigName } from '../app/read-dot-config.ts';
import { findApp } from '../app/find-config.ts';
import { loadConfig } from '../app/load-config.ts';
import { planInput } from '../app/plan-app.ts';
import { readFreshTree } from '../app/read-app.ts';
import type { CommandContext, CommandValues } from '../command.ts';
import { usage } from '../errors.ts';
import { readKconfigFile } from './read-kconfig-file.ts';

/** What the commands of `config` work on. */
export interface OpenedConfig {
  readonly session: ConfigSession;
  /** Where `.config` is. */
  readonly file: string;
  /** Where `savedefconfig` writes. */
  readonly minimal: string;
}

/**
 * Opens the application around a folder, or with `--kconfig` the Kconfig files whose first one that names. Nothing is loaded yet: a
 * `.config` that cannot be read must not keep the commands from writing another.
 */
export async function openSession(
  { cwd, reporter }: CommandContext,
  values: CommandValues,
): Promise<OpenedConfig> {
  if (values.kconfig !== undefined) {
    const first = resolve(cwd, values.kconfig);
    const { tree } = readKconfigFile(first, cwd, values);
    for (const { file, line, text } of tree.warnings) reporter.warn(`${file}:${line}: ${text}`);
    return { session: openTreeSession(tree), ...filesIn(cwd) };
  }
  const found = findApp(cwd);
  const [config, tree] = await Promise.all([loadConfig(found), readFreshTree(found.folder, reporter)]);
  const inputs = solveInputs(planInput({ found, config, tree }, values));
  return { session: openAppSession(inputs), ...filesIn(found.folder) };
}

function filesIn(folder: string): Omit<OpenedConfig, 'session'> {
  const file = join(folder, dotConfigName);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw usage(`${file} is no file.`, 'Move it away: a .config is written in its place.');
  return { file, minimal: join(folder, 'defconfig') };
}
