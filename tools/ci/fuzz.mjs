// Builds fuzz/<case>/ of each library with libFuzzer and AddressSanitizer, and runs each for so many seconds, or for so many
// inputs, the same each time. `npm test` does the latter; more inputs are in the libraries' own tests.
//
//   npm run fuzz [-- SECONDS | -- --runs INPUTS]      (60 seconds by default)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const operands = process.argv.slice(2);
const counted = operands[0] === '--runs';
const amount = counted ? operands[1] : (operands[0] ?? '60');
if (!/^[1-9]\d*$/.test(amount ?? '') || operands.length > (counted ? 2 : 1)) {
  console.error('Usage: npm run fuzz [-- SECONDS | -- --runs INPUTS]');
  process.exit(2);
}
const bounds = counted ? ['-seed=1', `-runs=${amount}`] : [`-max_total_time=${amount}`];

if (spawnSync('clang', ['--version']).error) {
  console.log('skipped: fuzzers (clang is not installed: apt-get install clang libclang-rt-14-dev)');
  process.exit(counted ? 0 : 1);
}

const { stdout } = spawnSync('git', ['ls-files', 'libs-native/*/*/fuzz/*/main.c'], {
  cwd: root,
  encoding: 'utf8',
});
const folders = new Set(
  stdout
    .split('\n')
    .filter(Boolean)
    .map((file) => dirname(dirname(dirname(file)))),
);
let [passed, failed] = [0, 0];
for (const folder of folders) {
  const built = spawnSync(
    join(root, 'node_modules/.bin/unicore-link'),
    ['-C', join(root, folder), 'lib', 'fuzz'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (built.status !== 0) failed += 1;
  for (const program of built.stdout.split('\n').filter(Boolean))
    fuzz(folder, resolve(root, folder, program));
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function fuzz(folder, program) {
  const scratch = mkdtempSync(join(tmpdir(), 'unicore-fuzz-'));
  console.log(`fuzzing ${folder} ${basename(program)} for ${amount} ${counted ? 'inputs' : 's'}`);
  // lwIP keeps pointers at odd addresses, where LeakSanitizer would not look.
  const env = { ...process.env, LSAN_OPTIONS: 'use_unaligned=1' };
  const done = spawnSync(
    program,
    ['-timeout=30', ...bounds, '-print_final_stats=1', `-artifact_prefix=${scratch}/`, scratch],
    {
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (done.status === 0) {
    passed += 1;
    console.log(/number_of_executed_units: \d+/.exec(done.stderr)?.[0] ?? '');
    rmSync(scratch, { recursive: true });
    return;
  }
  failed += 1;
  console.log(`${done.stdout}${done.stderr}\nThe input lies in ${scratch}; to try it again: ${program} FILE`);
}
