// What a guest wrote to a disk, in order, with its flushes: so that any cut of power can be played afterwards.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** One request to a disk. */
export interface Entry {
  /** Offset in bytes. */
  readonly at: number;
  /** What was written; nothing for a flush. */
  readonly data: Buffer;
  /** What is done before it is durable. QEMU turns a write through the cache into a write and a flush. */
  readonly flush: boolean;
  /** Durable by itself. */
  readonly fua: boolean;
}

const magic = 0x6a_73_66_77_73_68_72n;
const flags = { flush: 1n, discard: 4n };
const sectorBytes = 512;

/** QEMU's arguments for a drive `drive` on the file `disk` whose requests go to the file `log`, too. */
export function loggedDrive(disk: string, log: string): readonly string[] {
  const drive = {
    driver: 'blklogwrites',
    'node-name': 'drive',
    'log-sector-size': sectorBytes,
    'log-super-update-interval': 1,
    file: { driver: 'file', filename: disk },
    log: { driver: 'file', filename: log },
  };
  return ['-blockdev', JSON.stringify(drive)];
}

/** How many requests a log holds that is still written to: those that the guest knows to be done are among them. */
export function requestsIn(file: string): number {
  const count = Buffer.alloc(8);
  const log = openSync(file, 'r');
  readSync(log, count, 0, count.length, 16);
  closeSync(log);
  return Number(count.readBigUInt64LE());
}

/** Reads a log. Spec: Linux, Documentation/admin-guide/device-mapper/log-writes.rst, as QEMU's blklogwrites writes it. */
export function readLog(file: string): readonly Entry[] {
  const bytes = readFileSync(file);
  if (bytes.readBigUInt64LE(0) !== magic) throw new Error(`${file} is no log of writes`);
  const count = Number(bytes.readBigUInt64LE(16));
  const entries: Entry[] = [];
  let at = sectorBytes;
  for (let index = 0; index < count; index++) {
    const [sector, sectors, flag] = [0, 8, 16].map((offset) => bytes.readBigUInt64LE(at + offset)) as [
      bigint,
      bigint,
      bigint,
    ];
    at += sectorBytes;
    const hasData = (flag & (flags.flush | flags.discard)) === 0n;
    const data = bytes.subarray(at, hasData ? at + Number(sectors) * sectorBytes : at);
    at += data.length;
    entries.push({ at: Number(sector) * sectorBytes, data, flush: (flag & flags.flush) !== 0n, fua: false });
  }
  return entries;
}

/**
 * The disk after the power went with the last of `entries`: what was flushed is there, of the rest each sector or not, as
 * `survives` says.
 */
export function diskAfterCut(
  entries: readonly Entry[],
  sizeBytes: number,
  survives: (entry: Entry) => boolean,
): { readonly flushed: Buffer; readonly disk: Buffer } {
  const lastFlush = entries.findLastIndex((entry) => entry.flush);
  const flushed = Buffer.alloc(sizeBytes);
  const disk = Buffer.alloc(sizeBytes);
  entries.forEach((entry, index) => {
    const { at, data, fua } = entry;
    if (index < lastFlush || fua) {
      data.copy(flushed, at);
      data.copy(disk, at);
      return;
    }
    for (let offset = 0; offset < data.length; offset += sectorBytes) {
      if (survives(entry)) data.copy(disk, at + offset, offset, offset + sectorBytes);
    }
  });
  return { flushed, disk };
}
