import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { type DotConfigEntry, parseDotConfig } from '@unicore/options';
import { parseImageDescription } from '@unicore/resolve';
import { notComparable } from '../errors.ts';

export interface ComparableImage {
  readonly architecture: string;
  readonly symbolsPath: string;
  readonly mapPath: string;
}

/** An image, a configuration, or an image with the configuration that it was built by. */
export interface Comparable {
  /** As it was given. */
  readonly path: string;
  readonly image?: ComparableImage;
  readonly config?: ReadonlyMap<string, DotConfigEntry>;
}

/**
 * Reads an image's folder or `image.json`, or a `.config` file.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NOT_COMPARABLE`, and what the parsers throw
 */
export function readComparable(cwd: string, path: string): Comparable {
  const given = resolve(cwd, path);
  const stat = statSync(given, { throwIfNoEntry: false });
  if (!stat) throw notComparable(path, 'it is not there');
  const file = stat.isDirectory() ? join(given, 'image.json') : given;
  if (!existsSync(file)) throw notComparable(path, 'it holds no image.json');
  if (basename(file) !== 'image.json') return { path, config: readConfig(file) };
  const { architecture, symbols } = readGiven(path, () =>
    parseImageDescription(JSON.parse(readFileSync(file, 'utf8')), file),
  );
  const folder = dirname(file);
  const image = {
    architecture,
    symbolsPath: join(folder, symbols),
    mapPath: join(folder, symbols.replace(/\.debug$/, '.map')),
  };
  for (const needed of [image.symbolsPath, image.mapPath])
    if (!existsSync(needed)) throw notComparable(path, `${needed} is missing beside it`);
  // Where the build leaves it: beside `build`, in `.unicore`.
  const config = join(dirname(dirname(folder)), '.unicore', basename(folder), 'config');
  return { path, image, ...(existsSync(config) && { config: readConfig(config) }) };
}

/**
 * Reads what a user gave, which may be cut off or of somebody else's tools.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NOT_COMPARABLE` where `read` throws what is no UnicoreError
 */
export function readGiven<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnicoreError) throw error;
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw notComparable(path, `it is damaged (${why})`);
  }
}

function readConfig(file: string): ReadonlyMap<string, DotConfigEntry> {
  return parseDotConfig(readFileSync(file, 'utf8'), { file });
}
