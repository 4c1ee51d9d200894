import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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
  const { architecture, symbols } = parseImageDescription(JSON.parse(readFileSync(file, 'utf8')), file);
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

function readConfig(file: string): ReadonlyMap<string, DotConfigEntry> {
  return parseDotConfig(readFileSync(file, 'utf8'), { file });
}
