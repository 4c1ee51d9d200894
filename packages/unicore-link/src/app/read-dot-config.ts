import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DotConfig, readDotConfig } from '@unicore/options';
import type { AppConfig, Tree } from '@unicore/resolve';

/** Settings of an application beneath its config, as Kconfig's tools write them. */
export const dotConfigName = '.config';

/**
 * Reads the `.config` of an application; nothing where there is none. A folder of that name is somebody else's.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DOT_CONFIG`
 */
export function readAppDotConfig(folder: string, config: AppConfig, tree: Tree): DotConfig | undefined {
  const file = join(folder, dotConfigName);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const owners = [
    { name: 'app', ...(config.ownOptions && { options: config.ownOptions }) },
    ...tree.packages.map(({ library: { name, options } }) => ({ name, ...(options && { options }) })),
  ];
  return readDotConfig(readFileSync(file, 'utf8'), { file: dotConfigName, owners });
}
