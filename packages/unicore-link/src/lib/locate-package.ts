import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder } from '../package-folder.ts';

/** The platform that tests of libraries run on; it provides `arch` for whatever the compiler makes. */
export const hostedPackage = '@unicore/lib-hosted';

/** Looks a package up as Node does; as a last resort beside this program itself. */
export function locatePackage(name: string, from: string): string | undefined {
  for (const start of [from, packageFolder()]) {
    for (let at = realpathSync(start); ; at = dirname(at)) {
      const found = join(at, 'node_modules', name);
      if (existsSync(join(found, 'package.json'))) return realpathSync(found);
      if (at === dirname(at)) break;
    }
  }
  return undefined;
}
