import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

const chunkBytes = 65_536;

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-blockcheck-'));
  disk = join(folder, 'disk.img');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** CRC32C, bit by bit: RFC 3720, appendix B.4. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82_f6_3b_78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Numbers of the chunks of `generation` that stand whole on the disk, as this side of it sees them. */
function chunksOf(generation: number): readonly number[] {
  const bytes = readFileSync(disk);
  const half = Math.floor((bytes.length / chunkBytes - 1) / 2);
  const found: number[] = [];
  for (let number = 0; number < half; number++) {
    const at = (1 + (generation % 2) * half + number) * chunkBytes;
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
    const crc = chunk.readUInt32LE(16);
    chunk.writeUInt32LE(0, 16);
    const whole = chunk.toString('latin1', 0, 8) === 'ucchunk1' && crc === crc32c(chunk);
    if (whole && chunk.readUInt32LE(12) === generation) found.push(chunk.readUInt32LE(8));
  }
  return found;
}

onEachPlatform('blockcheck', (platform) => {
  const boot = { disks: [] as string[] };
  beforeEach(() => (boot.disks = [`${disk},size=4M`]));
  const image = () => imageOf('blockcheck', platform);

  bootTest('finds after a restart what it wrote', async ({ bootVm }) => {
    const first = await bootVm(await image(), boot);
    expect((await first.exit()).status, first.console).toBe(0);
    expect(first.console).toContain('an empty disk');
    expect(first.console).toMatch(/written and flushed: 2 MB, \d+ MB\/s/);
    expect(chunksOf(1)).toEqual(Array.from({ length: 31 }, (_, number) => number));

    const second = await bootVm(await image(), boot);
    expect((await second.exit()).status, second.console).toBe(0);
    expect(second.console).toContain('generation 1 is whole');
    expect(chunksOf(1)).toHaveLength(31);
    expect(chunksOf(2)).toHaveLength(31);
  });

  bootTest('notices a bit that has changed', async ({ bootVm }) => {
    expect((await (await bootVm(await image(), boot)).exit()).status).toBe(0);
    const bytes = readFileSync(disk);
    const at = (1 + 31 + 7) * chunkBytes + 5000;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    writeFileSync(disk, bytes);

    const vm = await bootVm(await image(), { ...boot, args: ['check'] });

    expect((await vm.exit()).status).toBe(1);
    expect(vm.console).toContain('chunk 7 has another CRC32C');
  });

  bootTest('has lost nothing that was flushed when it is killed before a flush', async ({ bootVm }) => {
    expect((await (await bootVm(await image(), boot)).exit()).status).toBe(0);
    const killed = await bootVm(await image(), { ...boot, args: ['unflushed'] });
    await killed.waitForLine(/^ready: generation 2 is written, not flushed/);
    process.kill(killed.guest.pid, 'SIGKILL');
    await killed.exit();

    const after = await bootVm(await image(), { ...boot, args: ['check'] });

    expect((await after.exit()).status, after.console).toBe(0);
    expect(after.console).toContain('generation 1 is whole');
  });

  bootTest('has lost nothing that was flushed wherever it is killed', async ({ bootVm }) => {
    let safe = 0;
    for (let round = 1; round <= 5; round++) {
      const killed = await bootVm(await image(), { ...boot, args: ['write'] });
      await killed.waitForLine(new RegExp(`^ready: generation ${safe + round} is safe`));
      process.kill(killed.guest.pid, 'SIGKILL');
      await killed.exit();
      safe = Math.max(
        safe,
        ...[...killed.console.matchAll(/generation (\d+) is safe/g)].map(([, n]) => Number(n)),
      );

      const after = await bootVm(await image(), { ...boot, args: ['check'] });
      expect((await after.exit()).status, after.console).toBe(0);
      const whole = Number(/generation (\d+) is whole/.exec(after.console)?.[1]);
      expect(whole).toBeGreaterThanOrEqual(safe);
      safe = whole;
    }
  });

  bootTest('keeps its disk to itself, whatever the other one runs on', async ({ bootVm }) => {
    const holder = await bootVm(await image(), { ...boot, args: ['unflushed'] });
    await holder.waitForLine(/^ready/);

    const other = await bootVm(await imageOf('blockcheck', 'linuxu'), boot);

    expect((await other.exit()).status).not.toBe(0);
    expect(other.console).toContain(`cannot use disk ${disk}: another image or virtual machine uses it`);
  });

  bootTest('says so where there is no disk', async ({ bootVm }) => {
    const vm = await bootVm(await image(), { disks: [] });

    expect((await vm.exit()).status).toBe(1);
    expect(vm.console).toContain('there is no disk');
  });

  bootTest('says so where the disk may only be read', async ({ bootVm }) => {
    const vm = await bootVm(await image(), { disks: [`${disk},size=4M,ro`] });

    expect((await vm.exit()).status).toBe(1);
    expect(vm.console).toContain('writing failed: error 30');
  });
});
