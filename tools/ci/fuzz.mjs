// The long fuzzing run: builds fuzz/<case>/ of each library with libFuzzer and AddressSanitizer, and runs each for so many
// seconds. `npm test` runs a bounded part of the same inputs in the libraries' own tests.
//
//   npm run fuzz [-- SECONDS]      (60 by default)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const seconds = Number(process.argv[2] ?? 60);
if (!(seconds > 0)) {
  console.error(`"${process.argv[2]}" is no number of seconds.`);
  process.exit(2);
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
  console.log(`fuzzing ${folder} ${basename(program)} for ${seconds} s`);
  // lwIP keeps pointers at odd addresses, where LeakSanitizer would not look.
  const env = { ...process.env, LSAN_OPTIONS: 'use_unaligned=1' };
  const done = spawnSync(
    program,
    [
      '-timeout=30',
      `-max_total_time=${seconds}`,
      '-print_final_stats=1',
      `-artifact_prefix=${scratch}/`,
      scratch,
    ],
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
