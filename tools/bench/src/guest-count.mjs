import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('guest_count.c', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'unicore-bench-'));
const plugin = join(folder, 'guest_count.so');
execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', plugin, source]);
let files = 0;

/**
 * QEMU arguments that count, and a function that reads what was counted so far. Where there are `ranges`, each
 * `[low, high]`, only instructions in them count.
 */
export function guestCounter(places = [], ranges = []) {
  const file = join(folder, `counts-${files++}`);
  // Zeros until the plugin has it.
  writeFileSync(file, Buffer.alloc(8 * (1 + 2 * places.length)));
  const at = places.map((place) => `at=${place}`);
  const within = ranges.map(([low, high]) => `in=${low}-${high}`);
  const args = ['-plugin', [plugin, `counts=${file}`, ...at, ...within].join(',')];
  return { args, read: () => readCounts(file, places.length) };
}

function readCounts(file, places) {
  const bytes = Buffer.alloc(8 * (1 + 2 * places));
  const fd = openSync(file, 'r');
  readSync(fd, bytes, 0, bytes.length, 0);
  closeSync(fd);
  const at = (index) => Number(bytes.readBigUInt64LE(8 * index));
  return {
    instructions: at(0),
    places: Array.from({ length: places }, (_, index) => ({
      visits: at(1 + 2 * index),
      first: at(2 + 2 * index),
    })),
  };
}
