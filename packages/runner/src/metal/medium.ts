import { closeSync, constants, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BootMedium, fitCommandLine } from '@unicore/resolve';

/** A copy of a bootable medium, for one start. */
export interface OwnMedium {
  readonly path: string;
  readonly remove: () => void;
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
  const folder = mkdtempSync(join(tmpdir(), 'unicore-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const path = join(folder, 'medium');
  try {
    copyFileSync(file, path, constants.COPYFILE_FICLONE);
    const opened = openSync(path, 'r+');
    try {
      writeSync(opened, line, 0, line.length, commandLineAt);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { path, remove };
}
