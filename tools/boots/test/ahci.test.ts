import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { imageOf, onPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-ahci-'));
  disk = join(folder, 'disk.img');
  writeFileSync(disk, Buffer.alloc(4 << 20));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `disk` behind `-device` arguments of QEMU's. */
function scratchOn(...devices: readonly string[]): readonly string[] {
  return [
    ...['-blockdev', `driver=file,node-name=scratch-file,filename=${disk},discard=unmap`],
    ...['-blockdev', 'driver=raw,node-name=scratch,file=scratch-file,discard=unmap'],
    ...devices.flatMap((device) => ['-device', device]),
  ];
}

onPlatform('metal', 'the suite of disks on an AHCI controller of metal', () => {
  for (const [what, devices] of [
    ['of the machine', ['ide-hd,drive=scratch,bus=ide.0']],
    ['without a write cache', ['ide-hd,drive=scratch,bus=ide.0,write-cache=off']],
    [
      'of its own, beside a CD drive',
      ['ich9-ahci,id=own', 'ide-cd,bus=own.0', 'ide-hd,drive=scratch,bus=own.3'],
    ],
  ] as const) {
    bootTest(`holds on one ${what}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('disks-ahci', 'metal'), { monitorArgs: scratchOn(...devices) });

      const { status } = await vm.exit();

      expectSuite(vm.console, 'blkdev', 16);
      expect(status).toBe(0);
      expect(readFileSync(disk)).toHaveLength(4 << 20);
    });
  }

  bootTest(
    'fails no read but that of the bad block, though the drive has no log of errors',
    async ({ bootVm }) => {
      const bad = {
        driver: 'raw',
        'node-name': 'bad',
        file: {
          driver: 'blkdebug',
          image: { driver: 'file', filename: disk },
          'inject-error': [{ event: 'read_aio', errno: 5, sector: 100 }],
        },
      };
      const vm = await bootVm(await imageOf('disks-ahci', 'metal'), {
        args: ['a_block_that'],
        monitorArgs: ['-blockdev', JSON.stringify(bad), '-device', 'ide-hd,drive=bad,bus=ide.0,serial=bad'],
      });

      const { status } = await vm.exit();

      expect(vm.console.replaceAll('\r', '')).toMatch(/^ok 1 - a_block_that_cannot_be_read_fails_alone$/m);
      expect(status, vm.console).toBe(0);
    },
  );
});
