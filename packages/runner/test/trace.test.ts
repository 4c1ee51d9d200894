import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chromeTrace, readTrace, traceText } from '../src/index.ts';

const page = 4096;
/** Any ELF file of 64 bits: no tracepoint is in it, as with a record that the guest was writing. */
const symbols = process.execPath;

/** A guest's memory with a ring of 4 records in its third page. */
function memoryWith(next: number, change: (memory: Buffer) => void = () => undefined): string {
  const memory = Buffer.alloc(4 * page);
  memory.write('unicore trace 1\0', 100, 'latin1'); // In the image's own constants: not at the start of a page.
  memory.write('unicore trace 1\0', 2 * page, 'latin1');
  memory.writeUInt32LE(0x01020304, 2 * page + 16);
  memory.writeUInt32LE(4, 2 * page + 20);
  memory.writeUInt32LE(next, 2 * page + 24);
  for (const [index, [ns, name]] of (
    [
      [5n, 'first'],
      [25n, 'second'],
    ] as const
  ).entries()) {
    const at = 2 * page + 64 + 32 * index;
    memory.writeBigUInt64LE(ns, at);
    memory.writeUInt32LE(0xabc, at + 8);
    memory.write(name, at + 12, 'latin1');
  }
  for (let index = 0; index < 4; index++) {
    const at = 3 * page + 32 * index;
    memory.writeBigUInt64LE(BigInt(10 * (index + 1)), at);
    memory.writeUInt32LE(0xffff_fff0, at + 8);
    memory.writeUInt32LE(0xabc, at + 12);
  }
  change(memory);
  const folder = mkdtempSync(join(tmpdir(), 'unicore-ring-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'memory'), memory);
  return join(folder, 'memory');
}

describe('readTrace', () => {
  it('reads the oldest record first, says how many are lost, and names a thread as it was called then', () => {
    const { events, lost } = readTrace(symbols, memoryWith(4));
    expect(lost).toBe(0);
    expect(events.map(({ ns, thread }) => [ns, thread.name])).toEqual([
      [10, 'first'],
      [20, 'first'],
      [30, 'second'],
      [40, 'second'],
    ]);

    const wrapped = readTrace(
      symbols,
      memoryWith(6, (memory) => memory.writeBigUInt64LE(50n, 3 * page)),
    );
    expect(wrapped.lost).toBe(2);
    expect(wrapped.events.map(({ ns }) => ns)).toEqual([20, 30, 40, 50]);
    expect(readTrace(symbols, memoryWith(0)).events).toEqual([]);
  });

  it('shows what no image holds as it is', () => {
    const trace = readTrace(symbols, memoryWith(1));

    expect(traceText(trace)).toBe('0.000000010 first                 +0xfffffff0\n');
    expect(JSON.parse(chromeTrace(trace))).toMatchObject({ traceEvents: expect.arrayContaining([]) });
  });

  it.each([
    ['has no ring', (memory: Buffer) => memory.fill(0)],
    [
      'has one with a number of records that is none',
      (memory: Buffer) => memory.writeUInt32LE(3, 2 * page + 20),
    ],
    [
      'has one that says more than there is',
      (memory: Buffer) => memory.writeUInt32LE(1 << 30, 2 * page + 20),
    ],
  ])('says so of memory that %s', (_, change) => {
    expect(() => readTrace(symbols, memoryWith(4, change))).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_TRACE_MISSING' }),
    );
  });
});
