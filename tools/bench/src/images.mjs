import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildApp } from '@unicore/testkit';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const cli = join(root, 'node_modules/.bin/unicore-link');

/** Builds an example and returns its images. */
export function build(example, profile, platforms) {
  return buildApp(exampleFolder(example), { plat: platforms, profile });
}

export function exampleFolder(example) {
  return join(root, 'examples', example);
}
