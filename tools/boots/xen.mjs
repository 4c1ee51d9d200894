// Starts one test bed and runs boot suites in it, as PVH and as PV guests.
//
//   node xen.mjs [suite ...]      (all that Xen can run by default)
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { startXenBed } from '@unicore/runner';

const suites = process.argv.slice(2);
if (spawnSync('qemu-system-x86_64', ['--version']).status !== 0) {
  console.log(
    '  skipped: suites on Xen: qemu-system-x86_64 is not installed: apt-get install qemu-system-x86',
  );
  console.log('0 passed, 0 failed');
  process.exit(0);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

const bed = await startXenBed({ memoryMib: 1024, uplinks: 2, onNote: console.log });
try {
  for (const type of ['pvh', 'pv']) {
    console.log(`== Xen, ${type}`);
    const status = await run(type);
    process.exitCode ||= status;
  }
} finally {
  await bed.close();
}

/** One file at a time: the bed has one processor, and some tests tell their guest its address. */
function run(type) {
  const env = {
    ...process.env,
    UNICORE_XEN_BED: bed.folder,
    UNICORE_XEN_TYPE: type,
    UNICORE_BOOT_PLATFORM: 'xen',
  };
  const args = [vitest, 'run', '--maxWorkers=1', ...suites.map((name) => `test/${name}.test.ts`)];
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname, env, stdio: 'inherit' });
  return new Promise((resolve, reject) =>
    child.on('error', reject).on('close', (code) => resolve(code ?? 1)),
  );
}
