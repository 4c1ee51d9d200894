import { kconfigLoop } from '../errors.ts';
import { buildTree } from './build-tree.ts';
import { findLoop } from './dependencies.ts';
import type { KconfigHost } from './kconfig-host.ts';
import type { KconfigTree } from './kconfig-tree.ts';
import { parseKconfig } from './parse-kconfig.ts';

/**
 * Reads Kconfig files: a first one, and all that it sources.
 *
 * Pure as far as `host` is; no code of the tree runs.
 *
 * @param file - path of the first, relative to the tree's root
 * @throws {UnicoreError} `ERR_UNICORE_BAD_KCONFIG` with file and line, `ERR_UNICORE_KCONFIG_LOOP` where symbols depend on each
 * other in a circle, `ERR_UNICORE_KCONFIG_SHELL`
 */
export function readKconfig(file: string, host: KconfigHost): KconfigTree {
  const tree = buildTree(parseKconfig(file, host), host.environment);
  const loop = findLoop(tree);
  if (loop !== undefined) {
    throw kconfigLoop(
      loop.map((name) => {
        const place = tree.definitions.get(name)?.[0]?.place;
        return place === undefined ? name : `${name} (${place.file}:${place.line})`;
      }),
    );
  }
  return tree;
}
