import { makeFat } from './fat.ts';
import { alignUp, sectorBytes } from './flat-image.ts';
import { makeLoader } from './loader.ts';

/** What BIOS and UEFI start from: one copy of the flat image serves both. */
export interface Medium {
  readonly content: Buffer;
  /** Where the flat image begins in it. */
  readonly imageAt: number;
}

/** Where firmware looks for what to start on media without boot entries. Spec: UEFI 2.10, 3.5.1.1. */
export const efiPath = 'EFI/BOOT/BOOTX64.EFI';

/** Partitions begin at a multiple of any sector and erase block. */
const partitionAt = 1 << 20;
const partitionTable = 0x1be;
const efiSystemPartition = 0xef;

/**
 * Makes a disk: boot code and partition table in its first sector, the rest of the loader behind, and an EFI system
 * partition with the flat image. The same bytes for the same image. Pure.
 */
export function makeDisk(file: Uint8Array, flat: Uint8Array): Medium {
  const volume = makeFat([{ path: efiPath, content: flat }], partitionAt / sectorBytes);
  const imageAt = partitionAt + (volume.offsets.get(efiPath) ?? 0);
  const loader = makeLoader(file, {
    sector: imageAt / sectorBytes,
    sizeBytes: alignUp(flat.length, sectorBytes),
    sectorBytes: 512,
    readWhole: false,
  });
  const content = Buffer.alloc(partitionAt + volume.content.length);
  content.set(loader, 0);
  content.set(partitionEntry(volume.content.length / sectorBytes), partitionTable);
  content.writeUInt32LE(0x756e6963, 0x1b8);
  content.set(volume.content, partitionAt);
  return { content, imageAt };
}

function partitionEntry(sectors: number): Buffer {
  const out = Buffer.alloc(16);
  out[0] = 0x80; // active: some BIOSes start no disk without
  out.set([0xfe, 0xff, 0xff], 1); // cylinder, head, sector: beyond what these can say
  out[4] = efiSystemPartition;
  out.set([0xfe, 0xff, 0xff], 5);
  out.writeUInt32LE(partitionAt / sectorBytes, 8);
  out.writeUInt32LE(sectors, 12);
  return out;
}
