import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createXenGuest, readImage } from '@unicore/runner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';
import { type GuestType, types, useXenHost } from './xen-host.ts';

const { bed, dom0 } = useXenHost();
const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-xen-shutdown-'));
  disk = join(folder, 'disk.img');
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '16M'], tools);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program that keeps files on the disk; `whileRunning` is a script for dom0. */
async function run(type: GuestType, mode: 'check' | 'write', whileRunning?: string) {
  const { image: kernel } = readImage(dirname(await imageOf('ext4', 'xen')));
  const target = await bed().attachDisk({ path: disk, readOnly: false }, 'files');
  try {
    const disks = [{ target, device: 'xvda' }];
    const domain = { name: 'files', type, kernel, memoryMib: 32, disks, commandLine: `-- ${mode}` };
    const guest = await createXenGuest(bed(), domain);
    const shown = text(guest.console);
    if (whileRunning !== undefined) await dom0(whileRunning);
    return { reason: (await guest.exited).reason, shown: await shown };
  } finally {
    await bed().detachDisk('files');
  }
}

describe.each(types)('a guest of type %s that writes files', (type) => {
  it.each([
    ['xl shutdown -w files', 0],
    ['xl reboot files', 1],
  ])('ends in order at "%s", and keeps them', async (command, asked) => {
    const log = '/var/log/xen/console/guest-files.log';
    const until = `until grep -q "generation 5 is safe" ${log}; do usleep 50000; done`;

    const { reason, shown } = await run(type, 'write', `${until}; ${command}`);

    expect(reason, shown).toBe(asked);
    expect(shown).not.toContain('panic');
    const safe = Math.max(...[...shown.matchAll(/generation (\d+) is safe/g)].map(([, n]) => Number(n)));
    const after = await run(type, 'check');
    expect(after, after.shown).toMatchObject({ reason: 0 });
    expect(Number(/generation (\d+) is whole/.exec(after.shown)?.[1])).toBeGreaterThanOrEqual(safe);
    execFileSync('e2fsck', ['-fn', disk], tools);
  });
});
