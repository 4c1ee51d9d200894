import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  bootProgram,
  compileForLinux,
  copyParts,
  fetchSourcesOf,
  freshCopy,
  portFolder,
  runOnLinux,
} from '../programs.mjs';

const sets = ['main', 'cte', 'debug1', 'fp', 'orm', 'rtree'];
const places = [
  { where: 'in memory', options: ['--memdb'] },
  { where: 'on ext4', options: [], disk: true },
  { where: 'on ext4, WAL', options: ['--journal', 'wal'], disk: true },
];
/** mke2fs is the administrator's. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** As prepared: the application's folder, the program of Linux, and the hashes that it gave. */
let folder;
let program;
const hashes = new Map();

export const sqliteSpeedtest1 = {
  name: 'sqlite-speedtest1',
  what: 'SQLite 3.40.1, `speedtest1 --verify`, each of its sets in memory and on a disk: a set passes whose hash over all results is that of Linux',
  targets: ['linuxu', 'kvm'],
  reference: 'Linux, the same sources',
  skips: [['set `trigger`', 'ends with `no such table: t1` in this version, on Linux as well']],

  prepare({ bounded }) {
    if (!bounded && spawnSync('mke2fs', ['-V'], { env }).error)
      return 'mke2fs is not installed: apt-get install e2fsprogs';
    const vendor = fetchSourcesOf('sqlite');
    folder = freshCopy(portFolder('sqlite'), 'sqlite-speedtest1');
    copyParts(portFolder('sqlite'), folder, ['vendor/generated/sqlite3.c', 'vendor/generated/sqlite3.h']);
    // In the place of the shell.
    const source = 'vendor/generated/speedtest1.c';
    cpSync(join(vendor, 'test/speedtest1.c'), join(folder, source));
    const config = readFileSync(join(folder, 'unicore.config.ts'), 'utf8');
    const defines = Array.from(config.matchAll(/'(-D[^']+)'/g), ([, flag]) => flag);
    const sources = [source, 'vendor/generated/sqlite3.c', '-lm'];
    program = compileForLinux(folder, 'speedtest1', ['-O0', ...defines, ...sources]);
  },

  async run(target, { bounded }) {
    return sortOut(testsOf(bounded), async (test) => {
      const hash = await hashInImage(test, target);
      return hash !== undefined && hash === (await hashOnLinux(test));
    });
  },

  async runReference({ bounded }) {
    return sortOut(testsOf(bounded), async (test) => (await hashOnLinux(test)) !== undefined);
  },
};

async function sortOut(tests, passes) {
  const result = { passed: 0, failed: [] };
  for (const test of tests) {
    if (await passes(test)) result.passed += 1;
    else result.failed.push(nameOf(test));
  }
  return result;
}

function nameOf({ set, where }) {
  return `${set} ${where}`;
}

function testsOf(bounded) {
  const size = bounded ? '1' : '10';
  const chosen = bounded ? places.slice(0, 1) : places;
  return chosen.flatMap((place) => sets.map((set) => ({ ...place, set, size })));
}

function argumentsOf({ set, size, options, disk }, data) {
  return ['--verify', '--size', size, '--testset', set, ...options, ...(disk ? [join(data, 'test.db')] : [])];
}

async function hashOnLinux(test) {
  const name = nameOf(test);
  if (!hashes.has(name))
    hashes.set(name, await withFolder((data) => hashIn(runOnLinux(program, argumentsOf(test, data)))));
  return hashes.get(name);
}

async function hashInImage(test, target) {
  const options = { args: argumentsOf(test, '/data'), memoryMib: 256 };
  if (!test.disk) return hashIn(await bootProgram(folder, target, options));
  return withFolder(async (scratch) => {
    const disk = join(scratch, 'disk.img');
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', disk, '64M'], { env });
    const parameters = ['vfs.mount=ext4:blk0:/data'];
    return hashIn(await bootProgram(folder, target, { ...options, disks: [disk], parameters }));
  });
}

async function withFolder(use) {
  const made = mkdtempSync(join(tmpdir(), 'unicore-speedtest1-'));
  try {
    return await use(made);
  } finally {
    rmSync(made, { recursive: true });
  }
}

/** The number of bytes that all results are, and their hash. */
function hashIn({ console, status }) {
  return status === 0 ? /^Verification Hash: (.+)$/m.exec(console)?.[1] : undefined;
}
