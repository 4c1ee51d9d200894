import { expect, it } from 'vitest';
import { makePlan } from './make-plan.ts';
import { readTree } from './read-tree.ts';
import { withFolder, writeTree } from '../test/write-tree.ts';

it.each([
  ['@me/shop', 'shop'],
  ['../../main.c', 'main.c'],
  ['my shop', 'my-shop'],
  ['läden', 'l-den'],
  ['..', 'app'],
])('makes one file name of the package name %s', async (name, file) => {
  const plan = await withFolder(async (folder) => {
    writeTree(folder, { 'package.json': { name } });
    return makePlan({ tree: await readTree(folder), config: {}, sources: ['main.c'], targets: [] });
  });

  expect(plan.app.name).toBe(file);
});
