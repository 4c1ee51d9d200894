import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Knows which files stand in an earlier include folder under the name of a header that was read, as a new one changes what
 * `#include` means though no file that was read has changed.
 */
export interface Shadows {
  /** Lists them, sorted. */
  find(headers: readonly string[], includeFolders: readonly string[]): readonly string[];
  /** Existing folders in which one more file or folder may be a new shadow, of all that `find` was asked. */
  folders(): readonly string[];
}

/** Starts with no knowledge; what it learns of the file system holds for one run. */
export function createShadows(): Shadows {
  const existing = new Map<string, boolean>();
  const has = (path: string) => {
    let answer = existing.get(path);
    if (answer === undefined) existing.set(path, (answer = existsSync(path)));
    return answer;
  };

  return {
    find(headers, includeFolders) {
      const shadows = new Set<string>();
      for (const header of headers) {
        for (const candidate of candidates(header, includeFolders))
          if (has(candidate)) shadows.add(candidate);
      }
      return [...shadows].toSorted();
    },
    folders() {
      const folders = new Set<string>();
      const asked = [...existing.keys()];
      for (const path of asked) {
        let folder = dirname(path);
        while (!has(folder)) folder = dirname(folder);
        folders.add(folder);
      }
      return [...folders].toSorted();
    },
  };
}

function* candidates(header: string, includeFolders: readonly string[]): Generator<string> {
  const earlier: string[] = [];
  for (const folder of includeFolders) {
    if (header.startsWith(`${folder}/`)) {
      const name = header.slice(folder.length);
      for (const other of earlier) yield other + name;
    }
    earlier.push(folder);
  }
}
