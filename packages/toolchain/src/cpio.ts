import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileMissing } from './errors.ts';
import { guarded } from './store.ts';

/** A file, folder or symbolic link to pack. */
export interface CpioEntry {
  /** Relative, with `/`; of an archive's entry, one character a byte. */
  readonly name: string;
  /** Type and permission bits, as in `st_mode`. */
  readonly mode: number;
  /** Where the content comes from: a path, or the bytes (a link's target). */
  readonly content?: { readonly path: string; readonly sizeBytes: number } | Uint8Array;
  /** User and group, of an archive's entry; else root. */
  readonly owner?: readonly [number, number];
  /** Seconds since 1970; 0 where nothing is said. */
  readonly mtime?: number;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
  /** Of a file with several names: what they have in common, and how many they are. The last one has the content. */
  readonly links?: { readonly inode: number; readonly count: number };
}

const TYPE = 0o170000;
const FOLDER = 0o040755;
const LINK = 0o120777;
const FILE = 0o100644;
const PROGRAM = 0o100755;

/**
 * Lists what an initrd folder holds, sorted by name, with owner, times and odd permission bits left out, so that the
 * same files give the same archive.
 *
 * @throws {UnicoreError} `ERR_UNICORE_FILE_MISSING`
 */
export function listInitrd(folder: string): readonly CpioEntry[] {
  if (!statSync(folder, { throwIfNoEntry: false })) throw fileMissing(folder, 'The initrd folder');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted(byBytes);
  return names.flatMap((name): readonly CpioEntry[] => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return [{ name, mode: FOLDER }];
    if (stat.isSymbolicLink()) return [{ name, mode: LINK, content: Buffer.from(readlinkSync(path)) }];
    if (!stat.isFile()) return [];
    return [{ name, mode: stat.mode & 0o100 ? PROGRAM : FILE, content: { path, sizeBytes: stat.size } }];
  });
}

/** Writes a cpio archive, "newc" format. The entries' files are read one after the other. */
export function writeCpio(target: string, entries: readonly CpioEntry[]): void {
  guarded(target, () => {
    const file = openSync(target, 'w');
    try {
      let offset = 0;
      const put = (data: Uint8Array) => {
        offset += writeSync(file, data);
        const padding = -offset & 3;
        if (padding) offset += writeSync(file, Buffer.alloc(padding));
      };
      entries.forEach((entry, index) => {
        const data = contentOf(entry);
        put(header(entry, index + 1, data.length));
        put(data);
      });
      put(header({ name: 'TRAILER!!!', mode: 0 }, 0, 0));
    } finally {
      closeSync(file);
    }
  });
}

function contentOf({ content }: CpioEntry): Uint8Array {
  if (!content) return new Uint8Array();
  return content instanceof Uint8Array ? content : readFileSync(content.path);
}

/** Spec: cpio(5), "New ASCII Format": magic and 13 numbers of 8 hex digits, the name, a NUL. */
function header(entry: CpioEntry, inode: number, sizeBytes: number): Uint8Array {
  const { name, mode, owner = [0, 0], mtime = 0, device = [0, 0] } = entry;
  // Names of archives came with their owners, and are bytes.
  const nameBytes = Buffer.from(`${name}\0`, entry.owner ? 'latin1' : 'utf8');
  const links = entry.links?.count ?? ((mode & TYPE) === (FOLDER & TYPE) ? 2 : 1);
  const number = entry.links?.inode ?? inode;
  const numbers = [number, mode, ...owner, links, mtime, sizeBytes, 0, 0, ...device, nameBytes.length, 0];
  const text = `070701${numbers.map((value) => value.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([Buffer.from(text), nameBytes]);
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
