import { readFileSync } from 'node:fs';

/** Where the first loadable part of an image was linked to, and where it is loaded. */
export interface ImageBase {
  readonly virtual: bigint;
  readonly physical: bigint;
}

const PT_LOAD = 1;

/** Reads the base of a 64-bit little-endian ELF file: its lowest loadable address, which offsets are counted from. */
export function readImageBase(path: string): ImageBase {
  const elf = readFileSync(path);
  const table = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  const count = elf.readUInt16LE(56);
  let lowest: ImageBase | undefined;
  for (let index = 0; index < count; index++) {
    const at = table + index * size;
    if (elf.readUInt32LE(at) !== PT_LOAD) continue;
    const virtual = elf.readBigUInt64LE(at + 16);
    if (!lowest || virtual < lowest.virtual) lowest = { virtual, physical: elf.readBigUInt64LE(at + 24) };
  }
  return lowest ?? { virtual: 0n, physical: 0n };
}
