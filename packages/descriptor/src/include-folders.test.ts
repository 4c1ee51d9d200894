import { expect, it } from 'vitest';
import { includeFolders } from './include-folders.ts';

const entries = [
  'include',
  { when: "arch = 'arm32'", files: ['arm', 'thumb'] },
  { files: ['last'] },
] as const;

it('lists all folders where nothing is asked, in the order of the author', () => {
  expect(includeFolders(entries)).toEqual(['include', 'arm', 'thumb', 'last']);
});

it('leaves out folders whose condition does not hold', () => {
  expect(includeFolders(entries, (expression) => expression !== "arch = 'arm32'")).toEqual([
    'include',
    'last',
  ]);
});

it('finds none where the descriptor names none', () => {
  expect(includeFolders(undefined)).toEqual([]);
});
