import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatherPool } from './gather-pool.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const file = join(root, 'packages/unicore-link/pool.json');
const pool = gatherPool(root);

writeFileSync(file, `${JSON.stringify(pool, null, 2)}\n`);
console.log(`${pool.libraries.length} libraries in ${file}`);
