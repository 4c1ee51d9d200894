import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createXenGuest, readImage } from '@unicore/runner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';
import { firstSafe, isLabel, labelOf } from './blockcheck-labels.ts';
import { diskAfterCut, type Entry, readLog } from '../test/write-log.ts';
import { type GuestType, types, useXenHost } from './xen-host.ts';

const { bed } = useXenHost();
const diskBytes = 4 << 20;
const cuts = 10;

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-xen-power-'));
  disk = join(folder, 'disk.img');
  writeFileSync(disk, Buffer.alloc(diskBytes));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs blockcheck on the disk, as dom0's back end serves it, until it ends or has printed `line`. */
async function blockcheck(type: GuestType, mode: 'check' | 'write', log?: string, line?: RegExp) {
  const { image: kernel } = readImage(dirname(await imageOf('blockcheck', 'xen')));
  const target = await bed().attachDisk({ path: disk, readOnly: false, ...(log ? { log } : {}) }, 'power');
  try {
    const disks = [{ target, device: 'xvda' }];
    const domain = { name: 'power', type, kernel, memoryMib: 32, disks, commandLine: `-- ${mode}` };
    const guest = await createXenGuest(bed(), domain);
    let shown = '';
    guest.console.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (line?.test(shown)) void guest.destroy();
    });
    await text(guest.console);
    return { shown, reason: (await guest.exited).reason };
  } finally {
    await bed().detachDisk('power');
  }
}

/** All that reached the disk behind dom0, with the flushes, until the fourth generation was safe. */
async function writeGenerations(type: GuestType): Promise<readonly Entry[]> {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  await blockcheck(type, 'write', log, /generation 4 is safe/);
  return readLog(log);
}

describe.each(types)('blockcheck in a guest of type %s', (type) => {
  it(`has lost nothing that was flushed in ${cuts} cuts of power of its host`, async () => {
    const entries = await writeGenerations(type);
    for (let cut = 0; cut < cuts; cut++) {
      const done = entries.slice(0, randomInt(firstSafe(entries), entries.length + 1));
      const after = diskAfterCut(done, diskBytes, () => randomInt(2) === 0);
      writeFileSync(disk, after.disk);

      const { shown, reason } = await blockcheck(type, 'check');

      expect({ done: done.length, shown, reason }).toMatchObject({ reason: 0 });
      expect(Number(/generation (\d+) is whole/.exec(shown)?.[1])).toBeGreaterThanOrEqual(
        labelOf(after.flushed),
      );
    }
  });

  it('notices where a disk forgets what it was told to flush', async () => {
    const entries = await writeGenerations(type);
    const forgetful = entries.map((entry) => ({ ...entry, flush: false, fua: isLabel(entry) }));
    writeFileSync(disk, diskAfterCut(forgetful, diskBytes, () => false).disk);

    const { shown, reason } = await blockcheck(type, 'check');

    expect(reason, shown).toBe(128 + 1);
    expect(shown).toContain('are lost');
  });
});
