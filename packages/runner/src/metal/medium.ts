import {
  closeSync,
  constants,
  copyFileSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BootMedium, fitCommandLine } from '@unicore/resolve';
import { imageDamaged } from '../errors.ts';

/** A copy of a bootable medium, for one start. */
export interface OwnMedium {
  /** The copy, open for reading and writing. It has no name: it is gone with the last process that holds it, however that ends. */
  readonly fd: number;
  readonly close: () => void;
}

/**
 * Copies a medium and writes another command line into it: what a machine starts from is all that it is told. The guest may write
 * to the copy, the build's own stays.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMMAND_LINE_TOO_LONG`, `ERR_UNICORE_IMAGE_DAMAGED`
 */
export function copyMedium(
  medium: BootMedium,
  parameters: readonly string[],
  args: readonly string[],
): OwnMedium {
  checkMedium(medium);
  const { file, commandLineAt, commandLineBytes } = medium;
  const line = fitCommandLine(parameters, args, commandLineBytes);
  const fd = openNamelessCopy(file);
  const close = (): void => closeSync(fd);
  try {
    writeSync(fd, line, 0, line.length, commandLineAt);
  } catch (error) {
    close();
    throw error;
  }
  return { fd, close };
}

/** A machine that finds nothing to start says so on a screen that nobody sees, and waits. */
function checkMedium({ file, commandLineAt, commandLineBytes, bytes }: BootMedium): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw imageDamaged(file, stat ? 'it is no file' : 'it is not there');
  const least = bytes ?? commandLineAt + commandLineBytes;
  if (stat.size < least) throw imageDamaged(file, `it has ${stat.size} bytes of ${least}`);
  if (commandLineAt + commandLineBytes > stat.size)
    throw imageDamaged(file, 'image.json tells of a command line that is not in it');
}

function openNamelessCopy(file: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-'));
  try {
    const copy = join(folder, 'medium');
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
    return openSync(copy, 'r+');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
