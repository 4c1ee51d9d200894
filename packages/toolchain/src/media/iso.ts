import { efiPath, type Medium } from './disk.ts';
import { makeFat } from './fat.ts';
import { alignUp } from './flat-image.ts';
import { makeLoader } from './loader.ts';

const sectorBytes = 2048;
/** Spec: ECMA-119; El Torito 1.0. In sectors. */
const place = {
  primary: 16,
  boot: 17,
  terminator: 18,
  littleTable: 19,
  bigTable: 20,
  root: 21,
  catalog: 22,
  loader: 23,
};
const volumeAt = 24;

/**
 * Makes an ISO image that starts by El Torito: for BIOS our loader without emulation, for UEFI a FAT volume with the
 * flat image, which the loader reads as well. The same bytes for the same image. Pure.
 */
export function makeIso(file: Uint8Array, flat: Uint8Array, name: string): Medium {
  const { content: fat, offsets } = makeFat([{ path: efiPath, content: flat }], 0);
  const imageAt = volumeAt * sectorBytes + (offsets.get(efiPath) ?? 0);
  const sectors = volumeAt + Math.ceil(fat.length / sectorBytes);
  const loader = makeLoader(file, {
    sector: imageAt / sectorBytes,
    sizeBytes: alignUp(flat.length, sectorBytes),
    sectorBytes,
    readWhole: true,
  });
  const content = Buffer.alloc(sectors * sectorBytes);
  const put = (sector: number, bytes: Uint8Array): void => content.set(bytes, sector * sectorBytes);
  put(place.primary, primaryDescriptor(sectors, name));
  put(place.boot, bootRecord());
  put(place.terminator, descriptor(255));
  put(place.littleTable, pathTable(false));
  put(place.bigTable, pathTable(true));
  put(place.root, rootFolder(loader.length, fat.length));
  put(place.catalog, bootCatalog(loader.length, fat.length));
  put(place.loader, loader);
  put(volumeAt, fat);
  return { content, imageAt };
}

function descriptor(type: number): Buffer {
  const out = Buffer.alloc(sectorBytes);
  out[0] = type;
  out.write('CD001', 1, 'latin1');
  out[6] = 1;
  return out;
}

/** A number in both byte orders. */
function both16(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt16LE(value, 0);
  out.writeUInt16BE(value, 2);
  return out;
}

function both32(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(value, 0);
  out.writeUInt32BE(value, 4);
  return out;
}

function primaryDescriptor(sectors: number, name: string): Buffer {
  const out = descriptor(1);
  const text = (at: number, length: number, value: string): void => {
    out.write(value.slice(0, length).padEnd(length), at, 'latin1');
  };
  text(8, 32, '');
  text(40, 32, name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'));
  out.set(both32(sectors), 80);
  out.set(both16(1), 120);
  out.set(both16(1), 124);
  out.set(both16(sectorBytes), 128);
  out.set(both32(pathTable(false).length), 132);
  out.writeUInt32LE(place.littleTable, 140);
  out.writeUInt32BE(place.bigTable, 148);
  out.set(record('\0', place.root, sectorBytes, true), 156);
  text(190, 623, '');
  // Four dates that say nothing: images are the same whenever they are made.
  for (const at of [813, 830, 847, 864]) out.write('0'.repeat(16), at, 'latin1');
  out[881] = 1;
  return out;
}

function bootRecord(): Buffer {
  const out = descriptor(0);
  out.write('EL TORITO SPECIFICATION', 7, 'latin1');
  out.writeUInt32LE(place.catalog, 71);
  return out;
}

function pathTable(bigEndian: boolean): Buffer {
  const out = Buffer.alloc(10);
  out[0] = 1;
  if (bigEndian) {
    out.writeUInt32BE(place.root, 2);
    out.writeUInt16BE(1, 6);
  } else {
    out.writeUInt32LE(place.root, 2);
    out.writeUInt16LE(1, 6);
  }
  return out;
}

function record(name: string, sector: number, sizeBytes: number, isFolder: boolean): Buffer {
  const length = alignUp(33 + name.length, 2);
  const out = Buffer.alloc(length);
  out[0] = length;
  out.set(both32(sector), 2);
  out.set(both32(sizeBytes), 10);
  out.set([80, 1, 1, 0, 0, 0, 0], 18); // 1980-01-01
  out[25] = isFolder ? 2 : 0;
  out.set(both16(1), 28);
  out[32] = name.length;
  out.write(name, 33, 'latin1');
  return out;
}

function rootFolder(loaderBytes: number, volumeBytes: number): Buffer {
  return Buffer.concat([
    record('\0', place.root, sectorBytes, true),
    record('\u0001', place.root, sectorBytes, true),
    record('BIOS.BIN;1', place.loader, loaderBytes, false),
    record('BOOT.CAT;1', place.catalog, sectorBytes, false),
    record('EFI.IMG;1', volumeAt, volumeBytes, false),
  ]);
}

function bootCatalog(loaderBytes: number, volumeBytes: number): Buffer {
  const out = Buffer.alloc(128);
  out[0] = 1;
  out.write('unicore', 4, 'latin1');
  out.writeUInt16LE(0xaa55, 30);
  let sum = 0;
  for (let at = 0; at < 32; at += 2) sum += out.readUInt16LE(at);
  out.writeUInt16LE(-sum & 0xffff, 28);
  out[32] = 0x88; // bootable, no emulation
  out.writeUInt16LE(loaderBytes / 512, 38);
  out.writeUInt32LE(place.loader, 40);
  out[64] = 0x91; // the last section, for UEFI
  out[65] = 0xef;
  out.writeUInt16LE(1, 66);
  out[96] = 0x88;
  // More than it can say: 0, up to the end of the medium.
  const sectors = volumeBytes / 512;
  out.writeUInt16LE(sectors <= 0xffff ? sectors : 0, 102);
  out.writeUInt32LE(volumeAt, 104);
  return out;
}
