import { readdirSync, readFileSync, statSync } from 'node:fs';
import { sha256 } from './hash.ts';
import { replaceFile } from './store.ts';

/** What tells that a file is still the one seen before: mtime and ctime in ns, size, inode. */
export type FileStamp = string;

/** The kernel stamps files by its tick (10 ms at most), so a file this young may still change without a trace. */
const TICK_MS = 20;

/** Returns the stamp of a file, or undefined where there is none. */
export function stampOf(path: string): FileStamp | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.mtimeNs}.${stat.ctimeNs}.${stat.size}.${stat.ino}`;
}

/** Tells whether the file, or what its name points to, was changed at `sinceMs` (Unix time) or later, as far as one can tell. */
export function changedSince(path: string, sinceMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return !stat || stat.ctimeMs >= sinceMs - TICK_MS;
}

/** Waits until whatever was written before `sinceMs` has a stamp that `changedSince` tells from a later one. */
export async function settle(sinceMs: number): Promise<void> {
  const left = sinceMs + TICK_MS + 1 - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(left, TICK_MS + 1)));
}

/** Hashes of files, each file read once in a run, and across runs only where its stamp changed. */
export interface FileHashes {
  /** The SHA-256 of a file's content, or of the names in a folder; undefined where there is neither. */
  hashOf(path: string): string | undefined;
  /** The file's stamp just before it was hashed. */
  stampOf(path: string): FileStamp | undefined;
  /** Tells whether a file that a tool read, starting at `startedMs`, may have been another than the one hashed here. */
  mayDiffer(path: string, startedMs: number): boolean;
  /** Keeps the hashes for the next run. A failure to write is no failure of the build. */
  save(): void;
}

interface Entry {
  readonly stamp: FileStamp;
  readonly hash: string;
}

/** Opens the hashes kept in `file`; an unreadable one counts as empty. */
export function openFileHashes(file: string): FileHashes {
  const kept = readKept(file);
  const known = new Map<string, (Entry & { readonly atMs: number; readonly sure: boolean }) | undefined>();
  let dirty = false;

  function look(path: string) {
    const atMs = Date.now();
    const stamp = stampOf(path);
    if (stamp === undefined) return undefined;
    const old = kept.get(path);
    if (old?.stamp === stamp) return { ...old, atMs, sure: true };
    const hash = sha256(contentOf(path));
    const sure = !changedSince(path, atMs);
    dirty ||= sure;
    return { stamp, hash, atMs, sure };
  }

  function entry(path: string) {
    if (!known.has(path)) known.set(path, look(path));
    return known.get(path);
  }

  return {
    hashOf: (path) => entry(path)?.hash,
    stampOf: (path) => entry(path)?.stamp,
    mayDiffer(path, startedMs) {
      const found = entry(path);
      return !found?.sure || changedSince(path, Math.min(found.atMs, startedMs));
    },
    save() {
      if (!dirty) return;
      const all = new Map([...kept].filter(([path]) => known.has(path) || stampOf(path) !== undefined));
      for (const [path, found] of known) if (found?.sure) all.set(path, found);
      writeKept(file, all);
    },
  };
}

/** A folder's content is the names in it. */
function contentOf(path: string): Uint8Array | string {
  return statSync(path).isDirectory() ? JSON.stringify(readdirSync(path).toSorted()) : readFileSync(path);
}

function readKept(file: string): Map<string, Entry> {
  try {
    const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly (readonly [string, FileStamp, string])[];
    return new Map(rows.map(([path, stamp, hash]) => [path, { stamp, hash }]));
  } catch {
    return new Map();
  }
}

function writeKept(file: string, entries: ReadonlyMap<string, Entry>): void {
  try {
    replaceFile(file, JSON.stringify([...entries].map(([path, { stamp, hash }]) => [path, stamp, hash])));
  } catch {
    // Only speed is lost.
  }
}
