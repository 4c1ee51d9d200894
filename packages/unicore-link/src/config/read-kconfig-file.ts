import { statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type KconfigTree, readKconfig } from '@unicore/options';
import { openKconfigFiles } from '../app/kconfig-files.ts';
import type { CommandValues } from '../command.ts';
import { usage } from '../errors.ts';
import { unwatched } from '../watch-signals.ts';

/**
 * Reads a Kconfig tree from its first file, as the options of the command line say. Ctrl-C ends the process meanwhile, whatever a
 * command that the tree runs makes of it.
 */
export function readKconfigFile(
  first: string,
  cwd: string,
  values: CommandValues,
): { readonly root: string; readonly tree: KconfigTree } {
  const root = values.srctree === undefined ? dirname(first) : resolve(cwd, values.srctree);
  if (values.srctree !== undefined && statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usage(`--srctree ${values.srctree}: there is no folder ${root}.`, 'Correct the path.');
  const host = openKconfigFiles(root, values);
  return { root, tree: unwatched(process, () => readKconfig(relative(root, first), host)) };
}
