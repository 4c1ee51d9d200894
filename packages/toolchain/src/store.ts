import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { cacheRefused, diskFull } from './errors.ts';
import { sha256 } from './hash.ts';
import { measureStore, trimStore } from './trim-store.ts';

/** Where a file of the store stands, by its content. */
export interface Stored {
  readonly hash: string;
  readonly sizeBytes: number;
}

/**
 * The object cache: files named by their content (`files/`), and records named by the question that they answer
 * (`records/`), such as "this source, these flags".
 *
 * Every file is written beside its place and renamed into it, so readers see whole files or none, however many builds
 * run at once and however they end. After a power failure a file may be short or empty: files carry their hash as their
 * name and records theirs in their first line, both are checked on reading, and what does not match counts as absent. That
 * is why nothing here is fsynced.
 */
export interface Store {
  readonly folder: string;
  /** Path of the stored file if it is there and whole. Checks each file once in a run. */
  find(file: Stored): string | undefined;
  /** Moves a finished file into the store. */
  adopt(temporary: string): Stored & { readonly path: string };
  readRecord<T>(key: string): T | undefined;
  writeRecord(key: string, value: unknown): void;
  /** A fresh path inside this run's own folder, on the file system of the store. */
  temporary(suffix: string): string;
  /** Tells whether somebody removed the cache since it was opened: nothing can be written to it any more. */
  isLost(): boolean;
  /** Removes this run's folder, and the longest unused files where the store has outgrown its limit. */
  close(): void;
}

export const STORE_LIMIT_BYTES = 2 * 1024 ** 3;

/** Returns the folder of the cache that all projects share. */
export function defaultStoreFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_CACHE_HOME?.startsWith('/')
    ? env.XDG_CACHE_HOME
    : join(env.HOME ?? homedir(), '.cache');
  return join(base, 'unicore');
}

/** What a cache holds, and what it is trimmed to. Nothing where there is none yet. */
export function storeUsage(folder: string): { readonly sizeBytes: number; readonly limitBytes: number } {
  return { sizeBytes: measureStore(join(folder, LAYOUT)), limitBytes: STORE_LIMIT_BYTES };
}

/** Raised with the layout of the store or of its records, so that old ones are not read but age away. */
const LAYOUT = 'v1';

/** A use is noted at most so often: trimming spares what was used within an hour. */
const NOTE_USE_MS = 20 * 60 * 1000;

/**
 * Opens the store, creating it where needed.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CACHE_REFUSED`, `ERR_UNICORE_DISK_FULL`
 */
export function openStore(folder: string, limitBytes = STORE_LIMIT_BYTES): Store {
  const root = join(folder, LAYOUT);
  const runFolder = join(
    root,
    'tmp',
    `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
  );
  const checked = new Map<string, string>();
  let counter = 0;
  let addedBytes = 0;

  openFolder(folder, runFolder);

  const place = (kind: string, name: string) => join(root, kind, name.slice(0, 1), name.slice(1));

  function install(temporary: string, path: string): void {
    guarded(path, () => {
      try {
        renameSync(temporary, path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        mkdirSync(dirname(path), { recursive: true });
        renameSync(temporary, path);
      }
    });
  }

  return {
    folder: root,

    find({ hash, sizeBytes }) {
      const seen = checked.get(hash);
      if (seen) return seen;
      const path = place('files', hash);
      const content = readWhole(path);
      if (!content || content.length !== sizeBytes || sha256(content) !== hash) return undefined;
      noteUse(path);
      checked.set(hash, path);
      return path;
    },

    adopt(temporary) {
      const content = guarded(temporary, () => readFileSync(temporary));
      const hash = sha256(content);
      const path = place('files', hash);
      install(temporary, path);
      checked.set(hash, path);
      addedBytes += content.length;
      return { hash, sizeBytes: content.length, path };
    },

    readRecord<T>(key: string) {
      const path = place('records', key);
      const text = readWhole(path)?.toString('utf8');
      if (text === undefined) return undefined;
      const body = text.slice(65);
      if (text.slice(0, 65) !== `${sha256(body)}\n`) return undefined;
      noteUse(path);
      return JSON.parse(body) as T;
    },

    writeRecord(key, value) {
      const body = JSON.stringify(value);
      const temporary = join(runFolder, `${counter++}.record`);
      guarded(temporary, () => writeFileSync(temporary, `${sha256(body)}\n${body}`));
      install(temporary, place('records', key));
      addedBytes += body.length;
    },

    temporary(suffix) {
      return join(runFolder, `${counter++}${suffix}`);
    },

    isLost: () => !existsSync(runFolder),

    close() {
      rmSync(runFolder, { recursive: true, force: true });
      trimStore(root, addedBytes, limitBytes);
    },
  };
}

function openFolder(folder: string, runFolder: string): void {
  try {
    guarded(folder, () => makeFolders(runFolder));
  } catch (error) {
    throw error instanceof UnicoreError ? error : cacheRefused(folder, error as Error);
  }
}

/** As `mkdir -p`. That of Node.js 20 runs for ever where the system says ENOENT of a folder whose parent is there: /proc. */
function makeFolders(path: string, hasParent = false): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== 'ENOENT' || hasParent) throw error;
    makeFolders(dirname(path));
    makeFolders(path, true);
  }
}

function readWhole(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Least recently used needs the use on record; the file system's own access times are mostly switched off. */
function noteUse(path: string): void {
  try {
    const now = Date.now();
    if (now - statSync(path).mtimeMs > NOTE_USE_MS) utimesSync(path, now / 1000, now / 1000);
  } catch {
    // Another user's cache, or trimmed this moment: the content has been read already.
  }
}

/** Writes a file whole or not at all, and leaves nothing of one that could not be written. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Runs a write; a full disk becomes the error that says so. */
export function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw diskFull(path, error);
    throw error;
  }
}
