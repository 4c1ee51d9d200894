import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { describeUnless, imageOf } from './example.ts';
import { expectSuite } from './expect-suite.ts';

const missing = platforms().find(({ name }) => name === 'metal')?.missing;

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-nvme-'));
  disk = join(folder, 'disk.img');
  writeFileSync(disk, Buffer.alloc(4 << 20));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An NVMe controller of QEMU's with `disk` as its namespace. */
function nvme(settings: string): readonly string[] {
  return [
    ...['-blockdev', `driver=file,node-name=scratch-file,filename=${disk},discard=unmap`],
    ...['-blockdev', 'driver=raw,node-name=scratch,file=scratch-file,discard=unmap'],
    ...['-device', `nvme,drive=scratch,serial=one${settings}`],
  ];
}

describeUnless(missing, 'the suite of disks on an NVMe controller of metal', () => {
  for (const [what, settings] of [
    ['as it comes', ''],
    ['of blocks of 4096 bytes', ',logical_block_size=4096,physical_block_size=4096'],
    ['of small transfers and one interrupt', ',mdts=1,max_ioqpairs=1,msix_qsize=1'],
  ] as const) {
    bootTest(`holds on one ${what}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('disks-nvme', 'metal'), { monitorArgs: nvme(settings) });

      const { status } = await vm.exit();

      expectSuite(vm.console, 'blkdev', 16);
      expect(status).toBe(0);
      expect(readFileSync(disk)).toHaveLength(4 << 20);
    });
  }
});
