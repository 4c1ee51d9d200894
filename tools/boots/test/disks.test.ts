import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'uc disks-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

onEachPlatform('the suite of disks', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(`holds inside an image, profile ${profile}`, async ({ bootVm }) => {
      const disk = join(folder, 'first disk.img');
      const readOnly = join(folder, 'second.img');
      writeFileSync(readOnly, Buffer.alloc(1 << 20, 7));
      const vm = await bootVm(await imageOf('disks', platform, profile), {
        disks: [`${disk},size=4M`, `${readOnly},ro`],
      });

      const { status } = await vm.exit();

      expectSuite(vm.console, 'blkdev', 17);
      expect(status).toBe(0);
      expect(readFileSync(readOnly).equals(Buffer.alloc(1 << 20, 7))).toBe(true);
      expect(readFileSync(disk)).toHaveLength(4 << 20);
    });
  }
});
