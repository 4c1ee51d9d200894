import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What {@link StartOptions.memoryFile} named, opened for reading. */
export interface GuestMemory {
  /** Finds the first page that begins with `magic` and of which `holds` says yes; `room` is what follows its begin. */
  findPage(magic: Buffer, holds: (page: Buffer, room: number) => boolean): number | undefined;
  /** What lies beyond the end is zero. */
  read(at: number, length: number): Buffer;
}

const pageBytes = 4096;

/** Calls `use` with the memory of a guest that has ended. */
export function withGuestMemory<Result>(path: string, use: (memory: GuestMemory) => Result): Result {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const chunk = Buffer.alloc(256 * pageBytes);
  try {
    return use({
      findPage: (magic, holds) => {
        for (let at = 0, bytes; (bytes = readSync(file, chunk, 0, chunk.length, at)) > 0; at += bytes) {
          for (let page = 0; page + pageBytes <= bytes; page += pageBytes) {
            const contents = chunk.subarray(page, page + pageBytes);
            if (magic.equals(contents.subarray(0, magic.length)) && holds(contents, size - at - page))
              return at + page;
          }
        }
        return undefined;
      },
      read: (at, length) => {
        const bytes = Buffer.alloc(length);
        readSync(file, bytes, 0, length, at);
        return bytes;
      },
    });
  } finally {
    closeSync(file);
  }
}

/** Whether a table of so many entries, a power of two, follows a header in `room` bytes. Pure. */
export function fitsTable(entries: number, entryBytes: number, headerBytes: number, room: number): boolean {
  const isPowerOfTwo = entries > 0 && Number.isInteger(Math.log2(entries));
  return isPowerOfTwo && headerBytes + entries * entryBytes <= room;
}
