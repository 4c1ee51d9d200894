import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flameGraph, foldedStacks, readProfile } from '../src/index.ts';

const page = 4096;
/** Any ELF file of 64 bits: none of the addresses below is in it. */
const symbols = process.execPath;

interface Entry {
  readonly count: number;
  readonly offsets: readonly number[];
  readonly depth?: number;
  readonly cut?: number;
}

/** A guest's memory with a table of 8 stacks in its third page. */
function memoryWith(entries: readonly Entry[], change: (memory: Buffer) => void = () => undefined): string {
  const memory = Buffer.alloc(4 * page);
  const table = 2 * page;
  memory.write('unicore profile\0', 100, 'latin1'); // In the image's own constants: not at the start of a page.
  memory.write('unicore profile\0', table, 'latin1');
  memory.writeUInt32LE(0x01020304, table + 16);
  memory.writeUInt32LE(8, table + 20);
  memory.writeUInt32LE(5, table + 28);
  for (const [index, { count, offsets, depth = offsets.length, cut = 0 }] of entries.entries()) {
    const at = table + 256 * (index + 1);
    memory.writeUInt32LE(count, at);
    memory.writeUInt16LE(depth, at + 4);
    memory.writeUInt16LE(cut, at + 6);
    for (const [frame, offset] of offsets.entries()) memory.writeUInt32LE(offset, at + 8 + 4 * frame);
  }
  change(memory);
  const folder = mkdtempSync(join(tmpdir(), 'unicore-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'memory'), memory);
  return join(folder, 'memory');
}

const far = 0xf000_0000;

describe('readProfile', () => {
  it('reads the outermost frame first, and calls by the byte before the return address', async () => {
    const profile = await readProfile(
      symbols,
      memoryWith([
        { count: 3, offsets: [far + 0x10, far + 0x20] },
        { count: 0, offsets: [far] },
        { count: 7, offsets: [far + 0x11, 0xffff_ffff], cut: 1 },
      ]),
    );

    expect(profile).toEqual({
      stacks: [
        { count: 7, frames: ['[deeper]', '[not in the image]', '+0xf0000011'] },
        { count: 3, frames: ['+0xf000001f', '+0xf0000010'] },
      ],
      idle: 0,
      lost: 5,
    });
  });

  it('takes what a guest wrote for what it is: no more frames than there can be, no stack without one', async () => {
    const { stacks } = await readProfile(
      symbols,
      memoryWith([
        { count: 0xffff_ffff, offsets: [0], depth: 0xffff },
        { count: 9, offsets: [], depth: 0 },
      ]),
    );

    expect(stacks.map(({ count, frames }) => [count, frames.length])).toEqual([[0xffff_ffff, 62]]);
  });

  it.each([
    ['has no table', (memory: Buffer) => memory.fill(0)],
    [
      'has one with a number of stacks that is none',
      (memory: Buffer) => memory.writeUInt32LE(3, 2 * page + 20),
    ],
    [
      'has one that says more than there is',
      (memory: Buffer) => memory.writeUInt32LE(1 << 30, 2 * page + 20),
    ],
  ])('says so of memory that %s', async (_, change) => {
    await expect(readProfile(symbols, memoryWith([], change))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_PROFILE_MISSING' }),
    );
  });
});

const profile = {
  stacks: [
    { frames: ['main', 'work', 'heavy'], count: 60 },
    { frames: ['main', 'work', 'light'], count: 20 },
    { frames: ['main', 'work', 'heavy'], count: 15 },
    { frames: ['operator<<(a; "b"&)'], count: 5 },
  ],
  idle: 11,
  lost: 2,
};

describe('foldedStacks', () => {
  it('joins stacks that are the same, and keeps semicolons for frames', () => {
    expect(foldedStacks(profile)).toBe('main;work;heavy 75\nmain;work;light 20\noperator<<(a: "b"&) 5\n');
    expect(foldedStacks({ stacks: [] })).toBe('');
  });
});

describe('flameGraph', () => {
  /** Of each frame: what it tells, and where it stands. */
  const framesOf = (svg: string) =>
    [
      ...svg.matchAll(
        /<g tabindex="0"><title>([^<]*)<\/title>\n?<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g,
      ),
    ].map(([, tells, x, y, width]) => ({ tells, x: Number(x), y: Number(y), width: Number(width) }));

  it('is as wide as the samples, callees on their callers, in the order of names', () => {
    const frames = framesOf(flameGraph(profile));

    expect(frames.map(({ tells }) => tells)).toEqual([
      'all: 100 samples, 100.00 %',
      'main: 95 samples, 95.00 %',
      'work: 95 samples, 95.00 %',
      'heavy: 75 samples, 75.00 %',
      'light: 20 samples, 20.00 %',
      'operator&lt;&lt;(a; &quot;b&quot;&amp;): 5 samples, 5.00 %',
    ]);
    const [all, main, work, heavy, light] = frames;
    expect(heavy?.width).toBeCloseTo(0.75 * (all?.width ?? 0), 1);
    expect(light?.x).toBeCloseTo((heavy?.x ?? 0) + (heavy?.width ?? 0), 1);
    expect([main?.y, work?.y, heavy?.y]).toEqual(
      [1, 2, 3].map((rows) => (all?.y ?? 0) - rows * ((all?.y ?? 0) - (main?.y ?? 0))),
    );
  });

  it('tells what is in no frame, and needs nothing from elsewhere', () => {
    const svg = flameGraph(profile);

    expect(svg).toContain('100 samples, 11 more while idle, 2 more lost');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|<script|url\(/);
  });

  it('leaves out what is too narrow to see, and keeps hostile names out of its markup', () => {
    const svg = flameGraph({
      stacks: [
        { frames: ['big'], count: 1_000_000 },
        { frames: ['small'], count: 1 },
        { frames: ['</title><script>\u0000\u001b\ud800'], count: 500_000 },
      ],
      idle: 0,
      lost: 0,
    });

    expect(framesOf(svg).map(({ tells }) => tells)).toEqual([
      'all: 1500001 samples, 100.00 %',
      '&lt;/title&gt;&lt;script&gt;???: 500000 samples, 33.33 %',
      'big: 1000000 samples, 66.67 %',
    ]);
    expect(flameGraph({ stacks: [], idle: 0, lost: 0 })).toContain('0 samples');
  });
});
