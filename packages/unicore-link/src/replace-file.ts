import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

/**
 * Puts a text in place of a file's, as a whole or not at all, whenever the process or the machine ends: a new file is written and
 * takes the name. A link stays one, and so do the rights.
 */
export function replaceFile(path: string, text: string | Uint8Array): void {
  const found = statSync(path, { throwIfNoEntry: false });
  const target = found ? realpathSync(path) : path;
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'wx');
    try {
      let bytes = typeof text === 'string' ? Buffer.from(text) : text;
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(file, bytes));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (found) chmodSync(temporary, found.mode & 0o7777);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
