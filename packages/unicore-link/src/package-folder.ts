import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package: what is built and the sources lie one folder below it. */
export function packageFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return dirname(here);
}

/** Version of the running copy. */
export function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
