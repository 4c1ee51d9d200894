import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../replace-file.ts';

/**
 * Writes a `.config` whole or not at all, and keeps what it held in `.config.old`, as Kconfig does.
 *
 * @returns whether it wrote: it leaves a file that holds the text already
 */
export function saveConfig(path: string, text: string): boolean {
  if (existsSync(path)) {
    const before = readFileSync(path);
    if (before.equals(Buffer.from(text))) return false;
    replaceFile(`${path}.old`, before);
  }
  replaceFile(path, text);
  return true;
}
