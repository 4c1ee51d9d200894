import { dirname, relative, resolve } from 'node:path';
import { type KconfigTree, readKconfig } from '@unicore/options';
import { openKconfigFiles } from '../app/kconfig-files.ts';
import type { CommandValues } from '../command.ts';

/** Reads a Kconfig tree from its first file, as the options of the command line say. */
export function readKconfigFile(
  first: string,
  cwd: string,
  values: CommandValues,
): { readonly root: string; readonly tree: KconfigTree } {
  const root = values.srctree === undefined ? dirname(first) : resolve(cwd, values.srctree);
  return { root, tree: readKconfig(relative(root, first), openKconfigFiles(root, values)) };
}
