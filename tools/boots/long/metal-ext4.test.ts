import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type boot, platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { describeUnless } from '../test/example.ts';
import { imageWithDriver } from './with-driver.ts';
import { diskAfterCut, type Entry, loggedDrive, readLog } from '../test/write-log.ts';

const noQemu = platforms().find(({ name }) => name === 'metal')?.missing;
const diskBytes = 16 << 20;
const cuts = 20;
const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };

let folder: string;
let disk: string;
let image: string;
let empty: Buffer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-metal-ext4-'));
  disk = join(folder, 'disk.img');
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '16M'], tools);
  empty = readFileSync(disk);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeUnless(noQemu, 'ext4 on virtio-blk', () => {
  beforeAll(async () => {
    image = await imageWithDriver('ext4', 'virtio-blk');
  });

  bootTest('has lost nothing that was fsynced when all that was not flushed is gone', async ({ bootVm }) => {
    const { entries, safe } = await writeGenerations(bootVm);

    expect(await wholeAfter(bootVm, entries, () => false)).toBeGreaterThanOrEqual(safe);
  });

  bootTest(`is whole after each of ${cuts} cuts of power`, async ({ bootVm }) => {
    const { entries } = await writeGenerations(bootVm);
    for (let cut = 0; cut < cuts; cut++) {
      const done = entries.slice(0, randomInt(1, entries.length + 1));

      const least = await wholeAfter(bootVm, done, () => false);

      expect(await wholeAfter(bootVm, done, () => randomInt(2) === 0)).toBeGreaterThanOrEqual(least);
    }
  });
});

/** The last generation that the guest finds whole after a cut, where e2fsck has nothing to mend then. */
async function wholeAfter(bootVm: typeof boot, entries: readonly Entry[], survives: () => boolean) {
  writeFileSync(disk, diskAfterCut(entries, diskBytes, survives).disk);
  const vm = await bootVm(image, { args: ['check'], ...withDrive() });
  expect((await vm.exit()).status, vm.console).toBe(0);
  execFileSync('e2fsck', ['-fn', disk], { ...tools, stdio: 'ignore' });
  return Number(/generation (\d+) is whole/.exec(vm.console)?.[1]);
}

/** What the disk was told, and how many generations the guest called safe; the empty file system comes first. */
async function writeGenerations(bootVm: typeof boot) {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const vm = await bootVm(image, { args: ['write'], ...withDrive(loggedDrive(disk, log)) });
  await vm.waitForLine(/^generation 30 is safe/);
  const safe = Number([...vm.console.matchAll(/generation (\d+) is safe/g)].at(-1)?.[1]);
  process.kill(vm.guest.pid, 'SIGKILL');
  await vm.exit();
  const made: Entry = { at: 0, data: empty, flush: false, fua: true };
  return { entries: [made, ...readLog(log)], safe };
}

/** Without the disk of the program's run settings. */
function withDrive(drive: readonly string[] = ['-blockdev', `driver=file,node-name=drive,filename=${disk}`]) {
  return { disks: [], monitorArgs: [...drive, '-device', 'virtio-blk-pci,drive=drive'] };
}
