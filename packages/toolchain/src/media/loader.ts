import { readElf } from '../elf.ts';
import { sectorBytes } from './flat-image.ts';

/** The section of a linked image that holds the BIOS loader: libs-native/plat/metalplat/src/bios_boot.S. */
const section = '.uc_bios_boot';
const payloadAt = 0x1a0;
const signatureAt = 0x1fe;

export interface Payload {
  /** First sector of the flat image, in sectors of the medium. */
  readonly sector: number;
  readonly sizeBytes: number;
  readonly sectorBytes: 512 | 2048;
  /** The BIOS reads all of the loader, not its first sector alone. */
  readonly readWhole: boolean;
}

/** Takes the BIOS loader out of a linked image, and tells it where the flat image lies. Pure. */
export function makeLoader(file: Uint8Array, payload: Payload): Buffer {
  const found = readElf(file).sections.find(({ name }) => name === section);
  if (!found || found.sizeBytes % sectorBytes !== 0) throw new Error(`the linked image has no ${section}`);
  const loader = Buffer.from(file.subarray(found.offset, found.offset + found.sizeBytes));
  if (loader.readUInt16LE(signatureAt) !== 0xaa55) throw new Error(`${section} is no boot sector`);
  loader.writeUInt32LE(payload.sector, payloadAt);
  loader.writeUInt32LE(payload.sizeBytes, payloadAt + 4);
  loader[payloadAt + 8] = Math.log2(payload.sectorBytes);
  loader[payloadAt + 9] = payload.readWhole ? 1 : 0;
  return loader;
}
