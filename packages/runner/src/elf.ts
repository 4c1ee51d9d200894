import { readFileSync } from 'node:fs';

/** A part of an image that is loaded into memory. */
interface Segment {
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly bytes: bigint;
}

/** Where the first loadable part of an image was linked to, and where it is loaded. */
export type ImageBase = Pick<Segment, 'virtual' | 'physical'>;

const PT_LOAD = 1;

/** Reads the base of a 64-bit little-endian ELF file: its lowest loadable address, which offsets are counted from. */
export function readImageBase(path: string): ImageBase {
  const none: ImageBase = { virtual: 0n, physical: 0n };
  const [first = none, ...others] = readSegments(path);
  return others.reduce<ImageBase>((lowest, each) => (each.virtual < lowest.virtual ? each : lowest), first);
}

/** Reads up to where such a file takes physical memory. */
export function readImageEnd(path: string): bigint {
  const ends = readSegments(path).map(({ physical, bytes }) => physical + bytes);
  return ends.reduce((highest, end) => (end > highest ? end : highest), 0n);
}

function readSegments(path: string): readonly Segment[] {
  const elf = readFileSync(path);
  const table = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => table + index * size)
    .filter((at) => elf.readUInt32LE(at) === PT_LOAD)
    .map((at) => ({
      virtual: elf.readBigUInt64LE(at + 16),
      physical: elf.readBigUInt64LE(at + 24),
      bytes: elf.readBigUInt64LE(at + 40),
    }));
}
