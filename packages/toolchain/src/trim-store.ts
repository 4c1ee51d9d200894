import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOUR_MS = 60 * 60 * 1000;
/** Trimming goes down to this share of the limit, so that it is rare. */
const KEEP_SHARE = 0.8;
/** The size is an estimate between walks (two builds may write it at once), so it is counted anew this often. */
const RECOUNT_MS = 24 * HOUR_MS;

interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

/**
 * Keeps the store below its limit: walks it only when the running estimate says that it has outgrown it, or once a day,
 * and then removes the longest unused files. What was used within the hour stays, as another build may be reading it.
 * Never throws: a cache that cannot be trimmed is no failure of the build.
 */
export function trimStore(root: string, addedBytes: number, limitBytes: number): void {
  if (addedBytes === 0) return;
  const estimateFile = join(root, 'size');
  try {
    const estimate = readEstimate(estimateFile);
    const total = estimate === undefined ? undefined : estimate + addedBytes;
    writeEstimate(
      estimateFile,
      total === undefined || total > limitBytes ? walk(root, limitBytes) : total,
      total,
    );
  } catch {
    // The next build tries again.
  }
}

function readEstimate(file: string): number | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat || Date.now() - stat.birthtimeMs > RECOUNT_MS) return undefined;
  const value = Number(readFileSync(file, 'utf8'));
  return Number.isFinite(value) ? value : undefined;
}

/** An estimate that only grows is written in place, so that the file's birth is the time of the last walk. */
function writeEstimate(file: string, bytes: number, estimate: number | undefined): void {
  if (bytes === estimate) {
    writeFileSync(file, String(bytes));
    return;
  }
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, String(bytes));
  renameSync(temporary, file);
}

/** How many bytes the files and records of a store take. */
export function measureStore(root: string): number {
  return storedFiles(root).reduce((sum, file) => sum + file.sizeBytes, 0);
}

function storedFiles(root: string): readonly FoundFile[] {
  return [...filesBelow(join(root, 'files')), ...filesBelow(join(root, 'records'))];
}

function walk(root: string, limitBytes: number): number {
  removeAbandonedRuns(join(root, 'tmp'));
  const files = storedFiles(root);
  let total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (total <= limitBytes) return total;
  const justUsedMs = Date.now() - HOUR_MS;
  for (const file of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limitBytes * KEEP_SHARE || file.usedMs > justUsedMs) break;
    rmSync(file.path, { force: true });
    total -= file.sizeBytes;
  }
  return total;
}

function* filesBelow(folder: string): Generator<FoundFile> {
  for (const group of names(folder)) {
    for (const name of names(join(folder, group))) {
      const path = join(folder, group, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat) yield { path, sizeBytes: stat.size, usedMs: stat.mtimeMs };
    }
  }
}

/** A killed build leaves its folder of half-written files: `<pid>-...`. */
function removeAbandonedRuns(folder: string): void {
  for (const name of names(folder)) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > HOUR_MS && !isRunning(Number.parseInt(name, 10))) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** Tells whether a process of that number lives; one of another user counts too. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
