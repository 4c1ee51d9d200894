import { join } from 'node:path';
import { build } from 'vitepress';
import { gatherPages } from './gather-pages.mjs';

const folder = join(import.meta.dirname, '..');
const root = join(folder, '../..');

/**
 * Builds the site; a link that leads nowhere ends it.
 *
 * @param base - path under which the site will be served, `/` or `/unicore/`
 * @returns the folder of the built files
 */
export async function buildSite({ base = '/' } = {}) {
  await gatherPages(root, join(folder, 'build/pages'));
  await build(folder, { base });
  return join(folder, 'build/site');
}
