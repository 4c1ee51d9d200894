import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../src/images.mjs';
import { readReport, renderReport, titles } from '../src/report.mjs';

const machine = { cores: 2, versions: ['one', 'two'] };
const row = (what) => ({ what, value: '1.05 (0.90 to 1.20) times', goal: '2 times', peers: 'Solo5 79' });

it('a report is read as it was written, whatever cells are empty', () => {
  const rows = {
    images: [row('a `size`'), { what: 'b', value: '1', goal: '', peers: '' }],
    xen: [{ what: 'c', value: '2', goal: '3', peers: '' }],
  };

  expect(readReport(renderReport(rows, machine))).toEqual(rows);
});

it('parts stand in their order; one that was never measured is left out', () => {
  const text = renderReport({ scale: [row('s')], images: [row('i')] }, machine);

  expect(text.match(/^## .*/gm)).toEqual(['## Images', '## Scale', '## Notes']);
  expect(text).toContain('\none; two.\n');
});

it('a cell that would break the table is an error', () => {
  expect(() => renderReport({ images: [row('a | b')] }, machine)).toThrow(/a \| b/);
});

it('the report of the repository holds nothing but what is read from it', () => {
  const text = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8');
  const rows = readReport(text);
  const [, cores] = /has (\d+) cores/.exec(text);
  const [, versions] = /\n\n(QEMU emulator .*)\.\n/.exec(text);

  expect(Object.keys(titles)).toEqual(expect.arrayContaining(Object.keys(rows)));
  expect(renderReport(rows, { cores, versions: [versions] })).toBe(text);
});
