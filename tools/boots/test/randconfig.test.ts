import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { copyOf } from './copy-of.ts';
import { imageIn, onPlatform } from './example.ts';

const bin = fileURLToPath(new URL('../../../packages/unicore-link/bin.js', import.meta.url));

onPlatform('linuxu', 'options at random', () => {
  describe.each(['hello', 'webserver'])('%s', (name) => {
    test.each([1, 2])('has an image with those of seed %i', async (seed) => {
      const folder = copyOf(name, `randconfig-${seed}`);
      execFileSync(process.execPath, [bin, '-C', folder, 'config', 'randconfig', '--seed', String(seed)]);
      const written = readFileSync(join(folder, '.config'), 'utf8');

      await imageIn(folder, 'linuxu');

      // All of it counts: the solved configuration of the image has every line.
      const solved = readFileSync(join(folder, '.unicore/linuxu-x86_64/config'), 'utf8').split('\n');
      const settings = written.split('\n').filter((line) => /^(# )?CONFIG_\w+(=| is not set$)/.test(line));
      expect(settings.length).toBeGreaterThan(5);
      expect(solved).toEqual(expect.arrayContaining(settings));
    });
  });
});
