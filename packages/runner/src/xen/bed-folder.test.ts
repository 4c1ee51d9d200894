import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { giveBack, take } from './bed-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-bed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives nobody what another guest has, until it is given back', () => {
  expect(take(folder, ['a', 'b'], 'one')).toBe('a');
  expect(take(folder, ['a', 'b'], 'two')).toBe('b');
  expect(take(folder, ['a', 'b'], 'three')).toBeUndefined();

  giveBack(folder, 'one');

  expect(take(folder, ['a', 'b'], 'three')).toBe('a');
  expect(take(folder, ['b'], 'four')).toBeUndefined();
});
