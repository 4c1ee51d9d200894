import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCPlusPlus, noSource, patternMatchesNothing } from '../errors.ts';
import { expandPatterns } from '../lib/expand-sources.ts';
import { listFiles } from '../lib/glob.ts';

/**
 * Lists the C files of an application, relative to its folder and sorted: those of its config, else `main.c` alone,
 * else all of `src/`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CPLUSPLUS`, `ERR_UNICORE_NO_SOURCE`, `ERR_UNICORE_PATTERN_MATCHES_NOTHING`
 */
export function findAppSources(
  folder: string,
  patterns: readonly string[] | undefined,
  config: string,
): readonly string[] {
  if (patterns && patterns.length > 0) {
    const missing = (pattern: string) => patternMatchesNothing(config, pattern);
    return withoutCPlusPlus(folder, [...expandPatterns(patterns, listFiles(folder), missing)].toSorted());
  }
  const main = join(folder, 'main.c');
  if (isFile(main)) return ['main.c'];
  const inSource = existsSync(join(folder, 'src'))
    ? readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        isFile(join(folder, 'src', name)),
      )
    : [];
  const mains = readdirSync(folder).filter((name) => name.startsWith('main.'));
  withoutCPlusPlus(folder, [...mains, ...inSource.map((name) => `src/${name}`)].toSorted());
  const found = inSource.filter((name) => /\.[cS]$/.test(name));
  if (!found.some((name) => name.endsWith('.c')))
    throw noSource(folder, lstatSync(main, { throwIfNoEntry: false }) !== undefined);
  return found.map((name) => `src/${name}`).toSorted();
}

/** The names by which gcc takes a file for C++. Left out without a word, its functions would be missed at link. */
function withoutCPlusPlus(folder: string, files: readonly string[]): readonly string[] {
  const first = files.find((file) => /\.(?:cc|cp|cxx|cpp|CPP|c\+\+|C)$/.test(file));
  if (first !== undefined) throw isCPlusPlus(folder, first);
  return files;
}

/** A link to a file is one; a folder, and a link that leads nowhere, are not. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
