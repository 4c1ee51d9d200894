import { closeSync, constants, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BootMedium, fitCommandLine } from '@unicore/resolve';

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
 * @throws {UnicoreError} `ERR_UNICORE_COMMAND_LINE_TOO_LONG`
 */
export function copyMedium(
  { file, commandLineAt, commandLineBytes }: BootMedium,
  parameters: readonly string[],
  args: readonly string[],
): OwnMedium {
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
