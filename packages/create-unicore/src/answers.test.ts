import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { platforms } from './answers.ts';

it('offers each platform that the pool has, and no other', () => {
  const folder = fileURLToPath(new URL('../../../libs-native/plat', import.meta.url));
  const libraries = readdirSync(folder).filter((name) => name.endsWith('plat'));

  expect(libraries).not.toEqual([]);
  expect(
    Object.keys(platforms)
      .map((name) => `${name}plat`)
      .toSorted(),
  ).toEqual(libraries.toSorted());
});
