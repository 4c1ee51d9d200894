import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How a library keeps what the host reads after the guest's end: a header at the begin of a page, then entries. */
export interface TableLayout {
  /** What the header begins with: 16 bytes. */
  readonly magic: Buffer;
  readonly headerBytes: number;
  readonly entryBytes: number;
}

export interface GuestTable {
  readonly header: Buffer;
  /** A power of two, and what the guest says: as many as its memory may hold. */
  readonly count: number;
  readonly entry: (index: number) => Buffer;
}

const pageBytes = 4096;
/* Behind the magic: a number that tells the byte order, then how many entries there are. */
const endianAt = 16;
const ownEndian = 0x01020304;
const countAt = 20;

/** Reads the first table of a layout out of the memory of a guest, which may have ended in any way. */
export function readGuestTable(
  path: string,
  { magic, headerBytes, entryBytes }: TableLayout,
): GuestTable | undefined {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const read = (at: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, at);
    return bytes;
  };
  const fits = (count: number, at: number): boolean =>
    isPowerOfTwo(count) && at + headerBytes + count * entryBytes <= size;
  try {
    for (const [at, page] of pagesOf(file)) {
      if (!magic.equals(page.subarray(0, magic.length)) || page.readUInt32LE(endianAt) !== ownEndian)
        continue;
      const count = page.readUInt32LE(countAt);
      if (!fits(count, at)) continue;
      const table = read(at + headerBytes, count * entryBytes);
      return {
        header: read(at, headerBytes),
        count,
        entry: (index) => table.subarray(index * entryBytes, (index + 1) * entryBytes),
      };
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** The whole pages of a file, each with where it begins; a page is good until the next is asked for. */
function* pagesOf(file: number): Generator<readonly [at: number, page: Buffer]> {
  const chunk = Buffer.alloc(256 * pageBytes);
  for (let at = 0, bytes; (bytes = readSync(file, chunk, 0, chunk.length, at)) > 0; at += bytes) {
    for (let page = 0; page + pageBytes <= bytes; page += pageBytes)
      yield [at + page, chunk.subarray(page, page + pageBytes)];
  }
}

function isPowerOfTwo(count: number): boolean {
  return count > 0 && Number.isInteger(Math.log2(count));
}
