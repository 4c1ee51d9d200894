// Runs the boot suites on each platform and writes docs/platforms.md, the parity table.
//
//   node platforms.mjs [column ...]      (all by default; else the others stay as the last run found them)
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startXenBed } from '@unicore/runner';

import { platforms } from './platforms/columns.mjs';
import { nameMachine } from './platforms/machine.mjs';
import { measureHello } from './platforms/measure-hello.mjs';
import { renderPage } from './platforms/page.mjs';
import { runSuites } from './platforms/run-suites.mjs';

const page = fileURLToPath(new URL('../../docs/platforms.md', import.meta.url));
const found = join(import.meta.dirname, 'build/platforms');
const suites = readdirSync(join(import.meta.dirname, 'test'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => basename(file, '.test.ts'))
  .toSorted();

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !platforms.some((platform) => platform.name === name));
if (unknown.length > 0) {
  console.error(`Unknown column ${unknown.join(', ')}: ${platforms.map(({ name }) => name).join(' ')}.`);
  process.exit(2);
}

mkdirSync(found, { recursive: true });
const bed = await startXenBed({ memoryMib: 1024, uplinks: 2, onNote: console.log });
try {
  for (const platform of platforms) {
    if (chosen.length > 0 && !chosen.includes(platform.name)) continue;
    const column = await measure(platform);
    writeFileSync(join(found, `${platform.name}.json`), JSON.stringify(column));
  }
  const absent = platforms.filter(({ name }) => !existsSync(join(found, `${name}.json`)));
  if (absent.length > 0) {
    console.log(
      `docs/platforms.md stays as it is until there is also: ${absent.map(({ name }) => name).join(' ')}.`,
    );
  } else {
    const columns = platforms.map(({ name }) =>
      JSON.parse(readFileSync(join(found, `${name}.json`), 'utf8')),
    );
    writeFileSync(page, renderPage({ suites, columns, machine: await nameMachine(bed) }));
  }
} finally {
  await bed.close();
}

/** One column of the table. */
async function measure({ name, absent, xenType }) {
  console.log(`== ${name}`);
  const env = xenType
    ? { UNICORE_BOOT_PLATFORM: 'xen', UNICORE_XEN_BED: bed.folder, UNICORE_XEN_TYPE: xenType }
    : { UNICORE_BOOT_PLATFORM: name };
  Object.assign(process.env, env);
  const results = await runSuites(suites.filter((suite) => absent[suite] === undefined));
  return { name, absent, results, hello: await measureHello() };
}
