// Starts two test beds and runs boot suites in them, as PVH and as PV guests.
//
//   node xen.mjs [suite ...]      (all that Xen can run by default)
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { prepareXenBed, startXenBed } from '@unicore/runner';

const suites = process.argv.slice(2);
if (spawnSync('qemu-system-x86_64', ['--version']).status !== 0) {
  console.log(
    '  skipped: suites on Xen: qemu-system-x86_64 is not installed: apt-get install qemu-system-x86',
  );
  console.log('0 passed, 0 failed');
  process.exit(0);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

await prepareXenBed({ onNote: console.log }); // Once, before two ask for it.
// A suite has both its types in one bed, so that nobody builds its image for another profile meanwhile; the long ones come first, in turn.
const halves = suites.length < 2 ? [suites] : [0, 1].map((half) => suites.filter((_, at) => at % 2 === half));
const outcomes = await Promise.allSettled(halves.map(runInBed));
for (const { reason } of outcomes.filter(({ status }) => status === 'rejected')) {
  console.error(reason);
  process.exitCode = 1;
}

async function runInBed(names) {
  const bed = await startXenBed({ memoryMib: 1024, uplinks: 2, onNote: console.log });
  try {
    for (const type of ['pvh', 'pv']) process.exitCode ||= await run(bed, type, names);
  } finally {
    await bed.close();
  }
}

/** One file at a time: a bed has one processor, and some tests tell their guest its address. The output stands together, at the end. */
async function run(bed, type, names) {
  const env = {
    ...process.env,
    UNICORE_XEN_BED: bed.folder,
    UNICORE_XEN_TYPE: type,
    UNICORE_BOOT_PLATFORM: 'xen',
  };
  const title = `== Xen, ${type}: ${names.join(' ') || 'all suites'}`;
  console.log(`${title}: begun`);
  const args = [vitest, 'run', '--maxWorkers=1', ...names.map((name) => `test/${name}.test.ts`)];
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  process.stdout.write(`${title}\n${Buffer.concat(output).toString()}\n`);
  return code ?? 1;
}
