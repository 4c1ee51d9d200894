import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-ext4-'));
  disk = join(folder, 'disk.img');
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '16M'], tools);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function generations(console: string, word: 'safe' | 'whole') {
  return [...console.matchAll(new RegExp(`generation (\\d+) is ${word}`, 'g'))].map(([, n]) => Number(n));
}

onEachPlatform('files on a disk', (platform) => {
  bootTest('are there the next time, and e2fsck has nothing to mend', async ({ bootVm }) => {
    const image = await imageOf('ext4', platform);

    for (const whole of [0, 20]) {
      const vm = await bootVm(image, { disks: [disk], args: ['write', '20'] });
      const { status } = await vm.exit();

      expect(generations(vm.console, 'whole')).toEqual([whole]);
      expect(generations(vm.console, 'safe').at(-1)).toBe(whole + 20);
      expect(status).toBe(0);
      execFileSync('e2fsck', ['-fn', disk], tools);
    }
  });

  bootTest('keep what was fsynced when the guest is stopped at any time', async ({ bootVm }) => {
    const image = await imageOf('ext4', platform);
    let safe = 0;

    for (const more of [3, 17, 40]) {
      const vm = await bootVm(image, { disks: [disk], args: ['write'] });
      await vm.waitForLine(new RegExp(`^generation ${safe + more} is safe`));
      await vm.stop();
      const said = generations(vm.console, 'safe').at(-1) ?? 0;

      const after = await bootVm(image, { disks: [disk], args: ['check'] });
      expect((await after.exit()).status, after.console).toBe(0);
      safe = generations(after.console, 'whole')[0] ?? 0;
      expect(safe).toBeGreaterThanOrEqual(said);
      execFileSync('e2fsck', ['-fn', disk], tools);
    }
  });
});
