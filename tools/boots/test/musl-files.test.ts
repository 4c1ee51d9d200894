import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { expectSuite } from './expect-suite.ts';
import { imageOf, onEachPlatform } from './example.ts';

const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };
const mounts = ['vfs.mount=ramfs::/small:size=64K', 'vfs.mount=ramfs::/fixed:ro'];

function expectFiles(console: string, status: number) {
  expectSuite(console, 'files', 4);
  expectSuite(console, 'names', 6);
  expectSuite(console, 'descriptors', 9);
  expectSuite(console, 'sockets', 2);
  expect(console).not.toContain('syscall:');
  expect(status, console).toBe(0);
}

onEachPlatform('files of a program of POSIX with musl', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(`are as POSIX says in memory, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('musl-files', platform, profile), {
        parameters: mounts,
        args: ['/'],
      });

      const { status } = await vm.exit();

      expectFiles(vm.console, status);
    });
  }

  bootTest('are as POSIX says on ext4, which e2fsck finds whole afterwards', async ({ bootVm }) => {
    const folder = mkdtempSync(join(tmpdir(), 'uc-musl-files-'));
    try {
      const disk = join(folder, 'disk.img');
      execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '16M'], tools);
      const vm = await bootVm(await imageOf('musl-files', platform), {
        parameters: [...mounts, 'vfs.mount=ext4:blk0:/disk'],
        disks: [disk],
        args: ['/disk'],
      });

      const { status } = await vm.exit();

      expectFiles(vm.console, status);
      execFileSync('e2fsck', ['-fn', disk], tools);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
