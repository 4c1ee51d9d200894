import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { folderOf, imageIn, onEachPlatform } from './example.ts';

const before = (last: string, count: number): string =>
  `constructor 201\nconstructor 202\nconstructor, ${count} arguments, the last is ${last}\nmain\n`;
const after = 'atexit, registered last\natexit, registered first\ndestructor\ndestructor 201';

onEachPlatform('constructors and destructors', (platform) => {
  const libraries = { libc: () => folderOf('constructors'), musl: () => onMusl(platform) };
  const used = Object.entries(libraries).filter(([libc]) => libc === 'libc' || platform === 'linuxu');
  for (const [libc, folder] of used) {
    bootTest(`run by their priorities, around what exit() runs, on ${libc}`, async ({ bootVm }) => {
      const image = await imageIn(folder(), platform);

      const returns = await bootVm(image, { args: [] });
      expect((await returns.exit()).status, returns.console).toBe(0);
      expect(returns.console.replaceAll('\r', '')).toBe(before('boots-constructors', 1) + after);

      const exits = await bootVm(image, { args: ['exit'] });
      expect((await exits.exit()).status, exits.console).toBe(3);
      expect(exits.console.replaceAll('\r', '')).toBe(before('exit', 2) + after);

      const leaves = await bootVm(image, { args: ['_Exit'] });
      expect((await leaves.exit()).status, leaves.console).toBe(4);
      expect(leaves.console.replaceAll('\r', '')).toBe(before('_Exit', 2));
    });
  }
});

function onMusl(platform: string): string {
  const folder = copyOf('constructors', `musl-${platform}`);
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8').replace('lib-libc', 'lib-musl');
  writeFileSync(join(folder, 'package.json'), manifest);
  return folder;
}
