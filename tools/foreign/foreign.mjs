// Runs suites of others against images, and writes what they say to docs/conformance.md.
//
//   node foreign.mjs [suite ...] [--on TARGET ...]     all by default; a target is linuxu, kvm or linux, the measure
//   node foreign.mjs --bounded                         a part, on linuxu, which writes nothing: for npm test
import { parseArgs } from 'node:util';

import { recordResult, recordSuite } from './conformance.mjs';
import { lua } from './suites/lua.mjs';
import { lwip } from './suites/lwip.mjs';
import { openssl } from './suites/openssl.mjs';
import { redis } from './suites/redis.mjs';
import { sqliteFuzzcheck } from './suites/sqlite-fuzzcheck.mjs';
import { sqliteSpeedtest1 } from './suites/sqlite-speedtest1.mjs';

const suites = [lua, lwip, openssl, redis, sqliteFuzzcheck, sqliteSpeedtest1];
const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { bounded: { type: 'boolean', default: false }, on: { type: 'string', multiple: true } },
});
const { bounded, on } = values;
const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`error: no suite "${unknown}"; there are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const suite of suites.filter(isWanted)) {
  const missing = suite.prepare({ bounded });
  if (missing) {
    console.log(`skipped: ${suite.name}: ${missing}`);
    continue;
  }
  if (suite.targets.length === 0) recordSuite(suite);
  const reference = isChosen('linux') ? await suite.runReference?.({ bounded }) : undefined;
  if (reference) report(suite, suite.reference, reference);
  for (const target of bounded ? suite.targets.slice(0, 1) : targetsOf(suite)) {
    const result = await suite.run(target, { bounded });
    report(suite, target, result);
    passed += result.passed;
    // What fails on Linux as well says nothing of the image.
    failed += result.failed.filter((name) => !reference?.failed.includes(name)).length;
    if (result.passed === 0) failed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Those that take minutes before their first test are not for npm test. */
function isWanted({ name, long }) {
  return names.length === 0 ? !(bounded && long) : names.includes(name);
}

/** What would take hours is for who asks for it by `--on`. */
function targetsOf({ targets, onRequest = [] }) {
  return targets.filter((target) => isChosen(target) && (on !== undefined || !onRequest.includes(target)));
}

function isChosen(target) {
  return on === undefined || on.includes(target);
}

function report(suite, target, result) {
  console.log(`${suite.name} on ${target}: ${result.passed} passed, ${result.failed.length} failed`);
  for (const test of result.failed) console.log(`  failed: ${test}`);
  if (!bounded) recordResult(suite, target, result);
}
