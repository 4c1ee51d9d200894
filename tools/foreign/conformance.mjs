import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../docs/conformance.md', import.meta.url));

/** Writes down what a suite says of one target, or of Linux; what stands there of others stays. */
export function recordResult(suite, on, result) {
  write(suite, (results) => results.set(on, result));
}

/** Writes down what a suite leaves out and why. */
export function recordSuite(suite) {
  write(suite, () => undefined);
}

function write(suite, change) {
  const parts = new Map(partsIn(readOr(file)));
  const results = resultsIn(parts.get(suite.name) ?? '');
  change(results);
  parts.set(suite.name, partOf(suite, results));
  const sorted = [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${head}\n${sorted.map(([, part]) => part).join('\n')}`);
}

const head = `# Conformance

What suites of others say of images, made by \`npm run test:foreign\`. The measure is what the same suite says of Linux; what is left out has its reason.
`;

function partsIn(text) {
  return text
    .split(/^(?=## )/m)
    .filter((part) => part.startsWith('## '))
    .map((part) => [/^## (\S+)/.exec(part)[1], `${part.trimEnd()}\n`]);
}

/** The results that a part of the document holds, by what they are of. */
function resultsIn(part) {
  const failedOn = (on) =>
    part
      .split('\n')
      .filter((line) => line.startsWith(`- ${on}: `))
      .map((line) => line.slice(`- ${on}: `.length));
  const rows = part.matchAll(/^\| (.+) \| (\d+) \| \d+ \|$/gm);
  return new Map(Array.from(rows, ([, on, passed]) => [on, { passed, failed: failedOn(on) }]));
}

function partOf(suite, results) {
  const known = [suite.reference, ...suite.targets].filter((on) => results.has(on));
  const rows = known.map((on) => row(on, results.get(on)));
  const failures = known.flatMap((on) => results.get(on).failed.map((name) => `- ${on}: ${name}\n`));
  const skips = suite.skips.map(([what, why]) => `| ${what} | ${why} |\n`);
  return [
    `## ${suite.name}\n\n${suite.what}.\n`,
    ...(rows.length > 0 ? [`\n| on | passed | failed |\n|---|---|---|\n${rows.join('')}`] : []),
    ...(failures.length > 0 ? [`\nFailed:\n\n${failures.join('')}`] : []),
    ...(skips.length > 0 ? [`\n| left out | why |\n|---|---|\n${skips.join('')}`] : []),
  ].join('');
}

function row(name, { passed, failed }) {
  return `| ${name} | ${passed} | ${failed.length} |\n`;
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
