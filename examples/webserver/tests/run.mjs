// Builds the tests of the request parser and of the event loop for this machine, under sanitizers, and for a big-endian one where its compiler and
// emulator are installed, and runs them.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = dirname(fileURLToPath(import.meta.url));
const out = join(tests, '..', 'build', 'tests');
const api = dirname(createRequire(import.meta.url).resolve('@unicore/lib-api/package.json'));
const programs = {
  http_request: [join(tests, 'http_request_test.c'), join(tests, '..', 'src', 'http_request.c')],
  // It includes server.c.
  server: [
    join(tests, 'server_test.c'),
    `-I${join(api, 'include')}`,
    '-DUC_CONFIG_API_SMP=0',
    '-DUC_CONFIG_API_PREEMPT=0',
  ],
};
const machines = [
  {
    name: 'host',
    compiler: 'gcc',
    flags: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
    emulator: [],
  },
  { name: 'mips', compiler: 'mips-linux-gnu-gcc', flags: ['-static'], emulator: ['qemu-mips'] },
];

mkdirSync(out, { recursive: true });
let failed = 0;
let passed = 0;
for (const { name, compiler, flags, emulator } of machines) {
  if (name !== 'host' && spawnSync(compiler, ['--version']).error) {
    console.log(`skipped: ${name}, which needs ${compiler} and ${emulator[0]}`);
    continue;
  }
  for (const [title, sources] of Object.entries(programs)) {
    const program = join(out, `${title}-${name}`);
    const built = run(compiler, [
      '-std=gnu11',
      '-g',
      '-O1',
      '-Wall',
      '-Wextra',
      ...flags,
      '-o',
      program,
      ...sources,
    ]);
    const [command, ...args] = [...emulator, program];
    if (built && run(command, args)) passed += 1;
    else failed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}
