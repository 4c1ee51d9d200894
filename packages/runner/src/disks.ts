import {
  accessSync,
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { type DiskSetting, parseDisk } from '@unicore/resolve';
import { diskMissing, diskUnusable, invalidDisk } from './errors.ts';

/** A disk of a guest that is there. */
export interface Disk {
  readonly path: string;
  readonly readOnly: boolean;
  /** A block device of the host, no file. */
  readonly device: boolean;
}

function readDisk(text: string): DiskSetting {
  const disk = parseDisk(text);
  if (!disk) throw invalidDisk(text);
  return disk;
}

/**
 * Says what is wrong with how disks are written, without looking for them.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_DISK`
 */
export function checkDisks(texts: readonly string[]): void {
  texts.forEach(readDisk);
}

/**
 * Finds the disks that `texts` name, relative to `folder`, and makes those files that are missing and have a size. What is
 * written to them stays.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_DISK`, `ERR_UNICORE_DISK_MISSING`, `ERR_UNICORE_DISK_UNUSABLE`
 */
export function settleDisks(texts: readonly string[], folder: string): readonly Disk[] {
  return texts.map(readDisk).map((disk) => settleDisk(disk, resolve(folder, disk.path)));
}

function settleDisk({ readOnly, sizeBytes }: DiskSetting, path: string): Disk {
  const found = look(path);
  if (!found) {
    if (sizeBytes === undefined) throw diskMissing(path);
    makeSparse(path, sizeBytes);
    return { path, readOnly, device: false };
  }
  if (!found.isFile() && !found.isBlockDevice())
    throw diskUnusable(path, 'it is neither a file nor a block device');
  if (found.isFile() && found.size < 512) throw diskUnusable(path, 'it holds no block of 512 bytes');
  try {
    accessSync(path, readOnly ? constants.R_OK : constants.R_OK | constants.W_OK);
  } catch {
    throw diskUnusable(path, `this user may not ${readOnly ? 'read' : 'write'} it`);
  }
  return { path, readOnly, device: found.isBlockDevice() };
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw diskUnusable(path, error instanceof Error ? error.message : String(error));
  }
}

function makeSparse(path: string, sizeBytes: number): void {
  let file: number | undefined;
  try {
    file = openSync(path, 'wx');
    ftruncateSync(file, sizeBytes);
  } catch (error) {
    if (file !== undefined) rmSync(path, { force: true });
    throw diskUnusable(path, error instanceof Error ? error.message : String(error));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
