import { readFileSync } from 'node:fs';
import { imageDamaged } from './errors.ts';

/** A part of an image that is loaded into memory. */
interface Segment {
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly bytes: bigint;
  /** Where its contents lie in the file; what is beyond them is zero. */
  readonly offset: bigint;
  readonly fileBytes: bigint;
}

/** Where the first loadable part of an image was linked to, and where it is loaded. */
export type ImageBase = Pick<Segment, 'virtual' | 'physical'>;

const PT_LOAD = 1;
const fileHeaderBytes = 64;
const programHeaderBytes = 56;

/** Reads the base of a 64-bit little-endian ELF file: its lowest loadable address, which offsets are counted from. */
export function readImageBase(path: string): ImageBase {
  const none: ImageBase = { virtual: 0n, physical: 0n };
  const [first = none, ...others] = readSegments(path);
  return others.reduce<ImageBase>((lowest, each) => (each.virtual < lowest.virtual ? each : lowest), first);
}

/**
 * Opens such a file for reading what it holds at an offset from its base: nothing where it does not hold so many bytes.
 *
 * @throws {UnicoreError} `ERR_UNICORE_IMAGE_DAMAGED`
 */
export function openImageReader(path: string): (offset: number, length: number) => Buffer | undefined {
  const elf = readWhole(path);
  const segments = readSegments(path);
  const base = readImageBase(path).virtual;
  return (offset, length) => {
    const from = base + BigInt(offset);
    const segment = segments.find(
      ({ virtual, fileBytes }) => from >= virtual && from + BigInt(length) <= virtual + fileBytes,
    );
    if (!segment) return undefined;
    const at = Number(segment.offset + from - segment.virtual);
    return elf.subarray(at, at + length);
  };
}

/** Reads up to where such a file takes physical memory. */
export function readImageEnd(path: string): bigint {
  const ends = readSegments(path).map(({ physical, bytes }) => physical + bytes);
  return ends.reduce((highest, end) => (end > highest ? end : highest), 0n);
}

/**
 * Checks that an image is an ELF file, and a whole one.
 *
 * @throws {UnicoreError} `ERR_UNICORE_IMAGE_DAMAGED`
 */
export function checkImageFile(path: string): void {
  if (readSegments(path).length === 0) throw imageDamaged(path, 'it has nothing to load');
}

function readSegments(path: string): readonly Segment[] {
  const elf = readWhole(path);
  if (elf.length < fileHeaderBytes || elf.readUInt32BE(0) !== 0x7f454c46 || elf.readUInt16BE(4) !== 0x0201)
    throw imageDamaged(path, 'it is no ELF file of 64 bits');
  const table = elf.readBigUInt64LE(32);
  const count = elf.readUInt16LE(56);
  const tableEnd = table + BigInt(count * programHeaderBytes);
  if (elf.readUInt16LE(54) !== programHeaderBytes || tableEnd > elf.length)
    throw imageDamaged(path, 'its program headers are not in it');
  const headers = Array.from({ length: count }, (_, index) => Number(table) + index * programHeaderBytes);
  return headers
    .filter((at) => elf.readUInt32LE(at) === PT_LOAD)
    .map((at) => {
      if (elf.readBigUInt64LE(at + 8) + elf.readBigUInt64LE(at + 32) > elf.length)
        throw imageDamaged(path, `its ${elf.length} bytes are only a part of it`);
      return {
        virtual: elf.readBigUInt64LE(at + 16),
        physical: elf.readBigUInt64LE(at + 24),
        bytes: elf.readBigUInt64LE(at + 40),
        offset: elf.readBigUInt64LE(at + 8),
        fileBytes: elf.readBigUInt64LE(at + 32),
      };
    });
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw imageDamaged(path, `it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
