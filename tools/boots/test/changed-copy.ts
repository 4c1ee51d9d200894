import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { copyOf } from './copy-of.ts';

/** Copies an application and sets options of libraries beside its own: `{ 'posix-fd': { max: 20 } }`. Returns the new folder. */
export function copyWith(
  name: string,
  suffix: string,
  options: Readonly<Record<string, Readonly<Record<string, number | boolean>>>>,
): string {
  const folder = copyOf(name, suffix);
  renameSync(join(folder, 'unicore.config.ts'), join(folder, 'original.ts'));
  writeFileSync(
    join(folder, 'unicore.config.ts'),
    `import { defineApp } from 'unicore-link';
import original from './original.ts';
export default defineApp({ ...original, options: { ...original.options, ...${JSON.stringify(options)} } });
`,
  );
  return folder;
}
