import { describe, expect, it } from 'vitest';

import { makeFat } from './fat.ts';

const path = 'EFI/BOOT/BOOTX64.EFI';

/** Reads a file as any driver does: by the boot sector, the directories and the chain of clusters. */
function readBack(volume: Buffer, wanted: string): Buffer {
  const sector = volume.readUInt16LE(11);
  const cluster = (volume[13] ?? 0) * sector;
  const fatAt = volume.readUInt16LE(14) * sector;
  const rootAt = fatAt + (volume[16] ?? 0) * volume.readUInt16LE(22) * sector;
  const dataAt = rootAt + volume.readUInt16LE(17) * 32;
  const clusters = Math.floor((volume.length - dataAt) / cluster);
  const next = (at: number): number => {
    if (clusters >= 4085) return volume.readUInt16LE(fatAt + at * 2);
    const pair = volume.readUInt16LE(fatAt + Math.floor((at * 3) / 2));
    return at % 2 === 0 ? pair & 0xfff : pair >> 4;
  };
  const chain = (first: number): Buffer => {
    const parts: Buffer[] = [];
    const end = clusters >= 4085 ? 0xfff8 : 0xff8;
    for (let at = first; at < end; at = next(at)) {
      parts.push(volume.subarray(dataAt + (at - 2) * cluster, dataAt + (at - 1) * cluster));
    }
    return Buffer.concat(parts);
  };
  let folder = volume.subarray(rootAt, dataAt);
  for (const name of wanted.split('/')) {
    const [base = '', extension = ''] = name.split('.');
    const raw = base.padEnd(8) + extension.padEnd(3);
    const at = Array.from({ length: folder.length / 32 }, (_, index) => index * 32).find(
      (offset) => folder.toString('latin1', offset, offset + 11) === raw,
    );
    if (at === undefined) throw new Error(`${name} is not there`);
    const content = chain(folder.readUInt16LE(at + 26));
    folder = (folder[at + 11] ?? 0) & 0x10 ? content : content.subarray(0, folder.readUInt32LE(at + 28));
  }
  return folder;
}

const fileOf = (bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));

describe('makeFat', () => {
  it.each([
    [1, 'FAT12'],
    [2048, 'FAT12'],
    [300_001, 'FAT12'],
    [8_000_000, 'FAT12'],
    [8_200_000, 'FAT16'],
    [9_000_000, 'FAT16'],
  ])('holds a file of %i bytes in one piece, as %s', (bytes, kind) => {
    const content = fileOf(bytes);

    const volume = makeFat([{ path, content }], 2048);

    expect(volume.content.toString('latin1', 54, 59)).toBe(kind);
    expect(readBack(volume.content, path).equals(content)).toBe(true);
    const at = volume.offsets.get(path) ?? -1;
    expect(at % 2048).toBe(0);
    expect(volume.content.subarray(at, at + bytes).equals(content)).toBe(true);
  });

  it('holds several files, and is the same for the same', () => {
    const files = [
      { path, content: fileOf(5000) },
      { path: 'EFI/BOOT/OTHER.TXT', content: fileOf(100) },
      { path: 'README.TXT', content: fileOf(3) },
    ];

    const { content } = makeFat(files, 0);

    for (const file of files) expect(readBack(content, file.path).equals(file.content)).toBe(true);
    expect(makeFat(files, 0).content.equals(content)).toBe(true);
  });

  it('refuses what no file system of its kind holds', () => {
    const content = { length: 3 * 2 ** 30 } as unknown as Uint8Array;

    expect(() => makeFat([{ path, content }], 0)).toThrow(RangeError);
  });
});
