// Runs every suite, prints each one's time, and ends with `N passed, N failed` over all of them.
//
//   node tools/ci/test.mjs [suite ...]      (checks unit fuzzers site boots foreign xen install; all by default)
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const nx = join(root, 'node_modules/.bin/nx');

// In lanes: what only computes first, two at a time; then what boots guests, two at most; the install test alone.
const suites = [
  { name: 'checks', command: ['node', 'tools/ci/lint.mjs'] },
  {
    name: 'unit',
    command: [nx, 'run-many', '-t', 'test', '--parallel=2', '--output-style=static', '--nxBail=false'],
  },
  { name: 'fuzzers', command: ['node', 'tools/ci/fuzz.mjs', '--runs', '100'] },
  { name: 'site', command: ['npm', 'run', '--silent', 'site-test', '-w', '@unicore-tools/site'] },
  { name: 'boots', command: ['npm', 'run', '--silent', 'boot', '-w', '@unicore-tools/boots'] },
  { name: 'foreign', command: ['npm', 'run', '--silent', 'foreign-bounded', '-w', '@unicore-tools/foreign'] },
  { name: 'xen', command: ['npm', 'run', '--silent', 'boot-xen', '-w', '@unicore-tools/boots'] },
  {
    name: 'install',
    command: ['npm', 'run', '--silent', 'install-test', '-w', '@unicore-tools/install-test'],
  },
];

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(', ')}: ${suites.map((suite) => suite.name).join(' ')}.`);
  process.exit(2);
}

const results = [];
for (const suite of suites.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  console.log(`\n== ${suite.name}`);
  results.push(await runSuite(suite));
}
report(results);

/** Runs a suite and sums the lines `N passed, N failed` that it and its parts print. */
async function runSuite({ name, command: [file, ...args] }) {
  const started = performance.now();
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', CI: 'true' };
  const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const totals = { passed: 0, failed: 0, skips: [], failures: [] };
  let rest = '';
  const take = (chunk) => {
    process.stdout.write(chunk);
    const lines = (rest + stripVTControlCharacters(chunk)).split('\n');
    rest = lines.pop();
    lines.forEach((line) => count(totals, line));
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', (chunk) => process.stdout.write(chunk));
  const status = await new Promise((resolve) =>
    child.on('error', resolve).on('close', (code) => resolve(code ?? 1)),
  );
  count(totals, rest);
  // A suite that ends badly, or that ran no test and says not why, has failed whatever it counted.
  const silent = totals.passed + totals.failed + totals.skips.length === 0;
  if ((status !== 0 && totals.failed === 0) || silent) totals.failed += 1;
  return { name, status, seconds: (performance.now() - started) / 1000, ...totals };
}

function count(totals, line) {
  const sum = /^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$/.exec(line.trim());
  if (sum) {
    totals.passed += Number(sum[1]);
    totals.failed += Number(sum[2]);
  }
  if (/^\s*skipped: /.test(line)) totals.skips.push(line.trim());
  if (/^\s*(failed: |\| )/.test(line)) totals.failures.push(line.trimEnd());
}

function report(all) {
  console.log('\n== summary');
  for (const { name, passed, failed, status, seconds } of all) {
    console.log(
      `${name.padEnd(10)} ${passed} passed ${failed} failed in ${seconds.toFixed(1)} s${status === 0 ? '' : `, exit status ${status}`}`,
    );
  }
  for (const skip of new Set(all.flatMap(({ skips }) => skips))) console.log(skip);
  for (const line of all.flatMap(({ failures }) => failures)) console.log(line);
  const sum = (key) => all.reduce((total, suite) => total + suite[key], 0);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}
