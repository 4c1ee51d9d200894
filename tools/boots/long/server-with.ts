import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildApp, type BuiltImage } from '@unicore/testkit';

import { copyOf } from '../test/copy-of.ts';

/** Builds the example webserver for Xen with another option of one library beside its own. Returns `image.json`. */
export async function serverWith(library: string, option: string, value: number | boolean): Promise<string> {
  const folder = copyOf('webserver', option);
  renameSync(join(folder, 'unicore.config.ts'), join(folder, 'example.ts'));
  writeFileSync(
    join(folder, 'unicore.config.ts'),
    `import { defineApp } from 'unicore-link';
import example from './example.ts';
export default defineApp({ ...example, options: { ...example.options, ${library}: { ${option}: ${value} } } });
`,
  );
  const [built] = await buildApp(folder, { plat: ['xen'], profile: 'size' });
  return (built as BuiltImage).description;
}
