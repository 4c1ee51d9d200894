import { existsSync, readFileSync } from 'node:fs';
import { sourceFacts } from './source-facts.ts';

/**
 * Reads of the text of C sources which functions and objects with a prefix each may define, as the choice of an image's
 * sources does. Files that are not there, as those of a port that was not fetched, define nothing.
 *
 * @param files - absolute paths
 * @returns names, with the files that define each
 */
export function findDefiners(
  files: readonly string[],
  prefix: string,
): ReadonlyMap<string, readonly string[]> {
  const definers = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('.c') || !existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    if (!text.includes(prefix)) continue;
    for (const name of sourceFacts(text).defines)
      if (name.startsWith(prefix)) definers.set(name, [...(definers.get(name) ?? []), file]);
  }
  return definers;
}
