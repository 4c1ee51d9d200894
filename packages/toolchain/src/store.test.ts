import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './store.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'unicore-store-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces a file as a whole, in a folder that it makes', () => {
  const file = join(folder, 'deep/er/file');
  for (const text of ['one', 'two']) replaceFile(file, text);

  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readdirSync(join(folder, 'deep/er'))).toEqual(['file']);
});

it('leaves nothing of a file that could not be written', () => {
  mkdirSync(join(folder, 'file/full'), { recursive: true });

  expect(() => replaceFile(join(folder, 'file'), 'text')).toThrow();

  expect(readdirSync(folder)).toEqual(['file']);
});
