import { type Elf, readElf, SHF_ALLOC, SHT_NOBITS } from '../elf.ts';

/**
 * The head of a flat image, in its first page: libs-native/plat/metalplat/link/x86_64.ld writes it, and the EFI
 * executable's header beside it.
 */
export const flatHead = {
  magicAt: 0x60,
  magic: 0x6c746d75,
  fileBytesAt: 0x64,
  memoryBytesAt: 0x68,
  initrdAt: 0x6c,
  initrdBytesAt: 0x70,
  commandLineAt: 0x74,
  commandLineBytesAt: 0x78,
} as const;

const pageBytes = 4096;
export const sectorBytes = 512;

/** Spec: PE/COFF 8.3, from the offset of its signature on. */
const pe = { sections: 6, sizeOfInitializedData: 32, sizeOfImage: 80, sectionTable: 264, sectionBytes: 40 };
const initrdSection = 0x40000040; // initialised data, readable

/**
 * Lays a linked image out as it lies in memory, page zero of it first: what BIOS loaders copy, and an EFI executable
 * as it stands. An initrd follows as a section of its own. Pure.
 *
 * @returns whole sectors
 */
export function flattenImage(file: Uint8Array, initrd?: Uint8Array): Buffer {
  const elf = readElf(file);
  const parts = loadedParts(elf);
  const length = Math.max(0, ...parts.map((part) => part.address + part.sizeBytes));
  const flat = Buffer.alloc(alignUp(length, sectorBytes));
  for (const { address, offset, sizeBytes } of parts) {
    flat.set(file.subarray(offset, offset + sizeBytes), address);
  }
  if (flat.length < pageBytes || flat.readUInt32LE(flatHead.magicAt) !== flatHead.magic) {
    throw new Error('the linked image has no head at its start');
  }
  return initrd ? appendInitrd(flat, initrd) : flat;
}

function loadedParts({ sections }: Elf) {
  return sections.filter(
    (section) => (section.flags & SHF_ALLOC) !== 0 && section.type !== SHT_NOBITS && section.sizeBytes > 0,
  );
}

function appendInitrd(flat: Buffer, initrd: Uint8Array): Buffer {
  const out = Buffer.concat([flat, initrd], alignUp(flat.length + initrd.length, sectorBytes));
  const at = alignUp(out.readUInt32LE(flatHead.memoryBytesAt), pageBytes);
  out.writeUInt32LE(at, flatHead.initrdAt);
  out.writeUInt32LE(initrd.length, flatHead.initrdBytesAt);

  const header = out.readUInt32LE(0x3c);
  const count = out.readUInt16LE(header + pe.sections);
  const section = header + pe.sectionTable + count * pe.sectionBytes;
  const rawBytes = out.length - flat.length;
  out.writeUInt16LE(count + 1, header + pe.sections);
  out.writeUInt32LE(alignUp(at + initrd.length, pageBytes), header + pe.sizeOfImage);
  out.write('.initrd\0', section, 'latin1');
  for (const [offset, value] of [
    [8, initrd.length],
    [12, at],
    [16, rawBytes],
    [20, flat.length],
    [36, initrdSection],
  ] as const) {
    out.writeUInt32LE(value, section + offset);
  }
  return out;
}

export function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
