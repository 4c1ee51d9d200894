import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { renderPage } from './page.mjs';

const hello = { sizeBytes: 2048, memoryMib: 2, ms: 10.4 };
const machine = 'a machine.';

function render(absent, results) {
  return renderPage({ suites: ['echo'], columns: [{ name: 'somewhere', absent, results, hello }], machine });
}

test('a suite that ran is counted, and what it left out has its reason below', () => {
  const skipped = [{ test: 'echo > over IPv6', reason: 'there is none' }];

  const page = render({}, { echo: { passed: 3, skipped } });

  expect(page).toContain('| echo | yes (3) <sup>1</sup> |');
  expect(page).toContain('\n1. Left out: over IPv6: there is none.\n');
  expect(page).toContain('| 2.0 KB |');
});

test('a suite that cannot run has its reason below', () => {
  const page = render({ echo: 'No network.' }, {});

  expect(page).toContain('| echo | no <sup>1</sup> |');
  expect(page).toContain('\n1. No network.\n');
});

test('a cell without a reason is refused', () => {
  expect(() => render({}, {})).toThrow('somewhere, echo: no test ran');
  expect(() => render({}, { echo: { passed: 1, skipped: [{ test: 'over IPv6' }] } })).toThrow(
    'somewhere, echo: "over IPv6" is left out without a reason',
  );
});

test('the page in docs has no empty cell', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/platforms.md', import.meta.url)), 'utf8');

  const [head, , ...rows] = [...page.matchAll(/^\| ?(.*) \|$/gm)].map(([, row]) => row.split(' | '));

  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    expect(row).toHaveLength(head.length);
    expect(row).not.toContain('');
  }
});
