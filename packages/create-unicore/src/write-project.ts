import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { folderUnusable } from './errors.ts';
import { checkTarget } from './target-folder.ts';

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * Writes a project whole or not at all: into a hidden folder in its place, whose entries then move up. The folder itself is never
 * replaced, since a shell may stand in it.
 *
 * @param files - text by path
 * @throws {UnicoreError} `ERR_UNICORE_FOLDER_NOT_EMPTY`, `ERR_UNICORE_FOLDER_UNUSABLE`; nothing is left behind
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const heldBack = (): void => undefined; // A signal that comes now ends the process when all is in place.
  for (const signal of signals) process.on(signal, heldBack);
  const undo: (() => void)[] = [];
  try {
    checkTarget(folder);
    write(folder, files, undo);
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error instanceof UnicoreError ? error : folderUnusable(folder, error);
  } finally {
    for (const signal of signals) process.off(signal, heldBack);
  }
}

function write(folder: string, files: ReadonlyMap<string, string>, undo: (() => void)[]): void {
  const made = mkdirSync(folder, { recursive: true });
  if (made !== undefined) undo.push(() => removeEmpty(folder, made));
  const staging = mkdtempSync(join(folder, '.create-unicore-'));
  undo.push(() => rmSync(staging, { recursive: true, force: true }));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    writeFileSync(join(staging, path), text);
  }
  for (const name of readdirSync(staging)) {
    const place = join(folder, name);
    // Someone else may have begun to write here, too.
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined)
      throw new Error(`${place} has just appeared`);
    renameSync(join(staging, name), place);
    undo.push(() => rmSync(place, { recursive: true, force: true }));
  }
  rmSync(staging, { recursive: true });
}

/** Removes (folder) and what is above it up to (top), as long as nobody else has put something there. */
function removeEmpty(folder: string, top: string): void {
  try {
    for (let at = folder; at.startsWith(top); at = dirname(at)) rmdirSync(at);
  } catch {
    // It is not empty: it is another's now.
  }
}
