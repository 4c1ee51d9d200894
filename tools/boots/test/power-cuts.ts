import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { afterAll, beforeAll, expect } from 'vitest';

import { describeUnless, imageOf, onEachPlatform, onPlatform } from './example.ts';
import { type Cut, cutAfter, cutsOf, type Recording } from './power-cut.ts';
import { type PowerProgram, redis, sqliteIn } from './power-programs.ts';
import { readLog } from './write-log.ts';

const diskBytes = 16 << 20;
const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };
/** The same cuts again: UNICORE_POWER_SEED, as a failure tells it. */
const seed = Number(process.env['UNICORE_POWER_SEED'] ?? randomInt(2 ** 31));
/** Where a journal's end is what commits, FULL lets the last transaction go with the power. Spec: sqlite.org/pragma.html#pragma_synchronous. */
const programs = [sqliteIn('wal', 'full'), sqliteIn('delete', 'extra'), redis];
const noRecorder = platforms().find(({ name }) => name === 'kvm')?.missing;

/**
 * What programs have after cuts of power: each writes on kvm once, where QEMU records what reaches the disk, and starts on
 * `count` disks that a cut may have left.
 */
export function powerCuts(count: (platform: string) => number): void {
  for (const program of programs) {
    describeUnless(noRecorder, program.title, () => suite(program, count));
  }
}

function suite(program: PowerProgram, count: (platform: string) => number): void {
  let folder: string;
  let disk: string;
  let recording: Recording;
  // With what there is to build.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'uc-power-'));
    disk = join(folder, 'disk.img');
    recording = await record(program, folder);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  onEachPlatform('after cuts of power', (platform) => {
    const cuts = count(platform);
    bootTest(
      `has all that was acknowledged, and nothing by half, each of ${cuts} times`,
      async ({ bootVm }) => {
        console.log(`${program.title}, ${cuts} cuts on ${platform}: UNICORE_POWER_SEED=${seed}`);
        const image = await imageOf(program.app, platform);
        for (const cut of cutsOf(recording, seed, cuts)) {
          const found = await foundAfter(cut, () => program.check(bootVm, image, disk));

          expect(found, cut.told).toBeGreaterThanOrEqual(cut.safe);
          expect(found, cut.told).toBeLessThanOrEqual(cut.safe + 1);
        }
      },
      60_000 + cuts * 5_000,
    );
  });

  onPlatform('linuxu', 'on a disk that forgets what it was told to flush', () => {
    bootTest('misses what was acknowledged last', async ({ bootVm }) => {
      const image = await imageOf(program.app, 'linuxu');
      const { acknowledged, entries } = recording;
      const from = acknowledged.at(-3) as number;
      const forgotten = entries.map((entry, index) => (index < from ? entry : { ...entry, flush: false }));
      const cut = cutAfter(
        { ...recording, entries: forgotten },
        entries.length,
        () => false,
        'forgetful disk',
      );

      expect(await foundAfter(cut, () => program.check(bootVm, image, disk))).toBeLessThan(cut.safe);
    });
  });

  /** e2fsck has nothing to mend then. */
  async function foundAfter(cut: Cut, check: () => Promise<number>): Promise<number> {
    writeFileSync(disk, cut.disk);
    try {
      const found = await check();
      execFileSync('e2fsck', ['-fn', disk], { ...tools, stdio: 'pipe' });
      return found;
    } catch (cause) {
      throw new Error(`${cut.told}: ${String(cause)}`, { cause });
    }
  }
}

async function record(program: PowerProgram, folder: string): Promise<Recording> {
  const disk = join(folder, 'disk.img');
  const log = join(folder, 'log');
  const files = join(folder, 'files');
  mkdirSync(files);
  for (const [name, text] of Object.entries(program.files)) writeFileSync(join(files, name), text);
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', '-d', files, disk, '16M'], tools);
  const made = { at: 0, data: readFileSync(disk), flush: false, fua: true };
  writeFileSync(log, '');
  const acknowledged = await program.record(disk, log);
  return {
    entries: [made, ...readLog(log)],
    acknowledged: acknowledged.map((count) => count + 1),
    diskBytes,
  };
}
