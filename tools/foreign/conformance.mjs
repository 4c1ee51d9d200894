import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../docs/conformance.md', import.meta.url));

/**
 * Replaces the parts of the suites that ran; those of others stay.
 *
 * @param {readonly object[]} results - one for each suite and target
 */
export function writeConformance(results) {
  const parts = new Map(partsIn(readOr(file)));
  for (const { suite } of results)
    parts.set(
      suite.name,
      partOf(
        suite,
        results.filter((each) => each.suite === suite),
      ),
    );
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

function partOf(suite, results) {
  const [{ reference }] = results;
  const rows = [
    ...(reference ? [row(suite.reference, reference)] : []),
    ...results.map(({ target, result }) => row(target, result)),
  ];
  const failures = results.flatMap(({ target, result }) =>
    result.failed.map((name) => `- ${target}: ${name}\n`),
  );
  const skips = suite.skips.map(([what, why]) => `| ${what} | ${why} |\n`);
  return [
    `## ${suite.name}\n\n${suite.what}.\n\n| on | passed | failed |\n|---|---|---|\n${rows.join('')}`,
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
