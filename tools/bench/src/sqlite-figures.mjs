// SQLite's speedtest1, in an image and in a Linux guest in turns: in memory, and on ext4 on a disk.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildApp } from '@unicore/testkit';

import { startGuest } from './guest.mjs';
import { folderOf, withCopy } from './images.mjs';
import { startLinux } from './linux-run.mjs';
import { linuxSqlite } from './linux-sqlite.mjs';
import { readTotal } from './sqlite-total.mjs';
import { ratios, spread } from './statistics.mjs';

const rounds = 3;
const memoryMib = 256;
const size = ['--size', '10'];
const runs = { memory: ['--memdb', ...size], disk: [...size, '/data/test.db'] };
const speedtest = 'vendor/test/speedtest1.c';
const goals = { memory: '1 time', disk: '1.2 times' };

/** Rows of docs/benchmarks.md. */
export async function sqliteFigures(cacheFolder) {
  const port = folderOf('sqlite');
  if (!existsSync(join(port, speedtest)))
    throw new Error(`${join(port, speedtest)} is not there: remove vendor and run npm run vendor in ${port}`);
  const linux = linuxSqlite(cacheFolder, {
    sources: [join(port, 'vendor/generated/sqlite3.c'), join(port, speedtest)],
    includes: join(port, 'vendor/generated'),
    flags: flagsOf(port),
  });
  return withCopy('sqlite', async (folder) => {
    // Its main stands in the place of the shell's.
    copyFileSync(join(folder, speedtest), join(folder, 'vendor/generated/shell.c'));
    const [image] = await buildApp(folder, { plat: ['kvm'], profile: 'speed' });
    return [await row('memory', image, linux), await row('disk', image, linux)];
  });
}

/** The macros that the port is compiled with. */
function flagsOf(port) {
  const config = readFileSync(join(port, 'unicore.config.ts'), 'utf8');
  return Array.from(config.matchAll(/'(-D[^']+)'/g), ([, flag]) => flag);
}

async function row(where, image, linux) {
  const [ours, theirs] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await withDisk(where, (disk) => totalOf(startImage(where, image, disk))));
    theirs.push(
      await withDisk(where, (disk) =>
        totalOf(startLinux(linux, { disk, memoryMib, parameters: `bench.args=${runs[where].join(',')}` })),
      ),
    );
  }
  return {
    what: `sqlite, kvm, \`speed\`, speedtest1 ${where === 'disk' ? 'on ext4 on a disk' : 'in memory'}: speed against a Linux guest`,
    value: `${spread(ratios(theirs, ours), 2)} times (${spread(ours, 1)} against ${spread(theirs, 1)} s)`,
    goal: goals[where],
  };
}

async function startImage(where, image, disk) {
  return startGuest(image, {
    memoryMib,
    args: runs[where],
    ...(disk && { disks: [disk], parameters: ['vfs.mount=ext4:blk0:/data'] }),
  });
}

async function totalOf(starting) {
  const guest = await starting;
  await guest.closed?.catch(() => undefined);
  await guest.exited?.catch(() => undefined);
  return readTotal(guest.text());
}

async function withDisk(where, use) {
  if (where !== 'disk') return use();
  const folder = mkdtempSync(join(tmpdir(), 'unicore-bench-disk-'));
  try {
    const disk = join(folder, 'disk.img');
    const env = { ...process.env, PATH: `/usr/sbin:/sbin:${process.env.PATH}` };
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', disk, '256M'], { env });
    return await use(disk);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
