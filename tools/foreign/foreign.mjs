// Runs suites of others against images, and writes what they say to docs/conformance.md.
//
//   node foreign.mjs [suite ...]     all by default
//   node foreign.mjs --bounded       a part of a few minutes, which writes nothing: for npm test
import { writeConformance } from './conformance.mjs';
import { lwip } from './suites/lwip.mjs';
import { redis } from './suites/redis.mjs';

const suites = [lwip, redis];
const words = process.argv.slice(2);
const bounded = words.includes('--bounded');
const names = words.filter((word) => !word.startsWith('--'));
const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`error: no suite "${unknown}"; there are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const results = [];
for (const suite of suites.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const missing = suite.prepare();
  if (missing) {
    console.log(`skipped: ${suite.name}: ${missing}`);
    continue;
  }
  const reference = await suite.runReference?.({ bounded });
  if (reference) report(suite.name, 'Linux', reference);
  for (const target of bounded ? suite.targets.slice(0, 1) : suite.targets) {
    const result = await suite.run(target, { bounded });
    report(suite.name, target, result);
    passed += result.passed;
    // What fails on Linux as well says nothing of the image.
    failed += result.failed.filter((name) => !reference?.failed.includes(name)).length;
    if (result.passed === 0) failed += 1;
    results.push({ suite, target, result, reference });
  }
}
if (!bounded) writeConformance(results);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function report(name, target, result) {
  console.log(`${name} on ${target}: ${result.passed} passed, ${result.failed.length} failed`);
  for (const test of result.failed) console.log(`  failed: ${test}`);
}
