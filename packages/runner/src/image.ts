import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type ImageDescription, parseImageDescription } from '@unicore/resolve';
import { imageUnreadable } from './errors.ts';

/** An image description with absolute paths. */
export interface Image extends ImageDescription {
  /** The solved configuration in .config syntax, which a build leaves in `.unicore` of the application. */
  readonly configFile: string;
  /** Commands of gdb that find the sources of the image, beside `configFile`. */
  readonly gdbSources: string;
  /** Of the application that it was built of, where it still lies in its build folder. */
  readonly appFolder: string;
}

/**
 * Reads `image.json`, which a build writes beside each image.
 *
 * @param path - the file, or the folder that holds it
 * @throws {UnicoreError} `ERR_UNICORE_IMAGE_UNREADABLE`
 */
export function readImage(path: string): Image {
  const file = path.endsWith('.json') ? resolve(path) : resolve(path, 'image.json');
  let value: ImageDescription;
  try {
    value = parseImageDescription(JSON.parse(readFileSync(file, 'utf8')), basename(file));
  } catch (error) {
    throw imageUnreadable(file, error);
  }
  const folder = dirname(file);
  const state = resolve(folder, '../../.unicore', `${value.platform}-${value.architecture}`);
  return {
    ...value,
    image: resolve(folder, value.image),
    symbols: resolve(folder, value.symbols),
    appFolder: resolve(folder, '../..'),
    configFile: resolve(state, 'config'),
    gdbSources: resolve(state, 'sources.gdb'),
    ...(value.initrd === undefined ? {} : { initrd: resolve(folder, value.initrd) }),
  };
}

/** An int of the solved configuration; nothing where the image has no such option, or its build left no configuration. */
export function configNumber({ configFile }: Image, symbol: string): number | undefined {
  try {
    const value = new RegExp(`^${symbol}=(\\d+)$`, 'm').exec(readFileSync(configFile, 'utf8'))?.[1];
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}

/**
 * Whether the image has a provider of a contract. One whose build left no configuration, as other tools make them, is taken to
 * have each.
 */
export function hasContract({ configFile }: Image, contract: string): boolean {
  try {
    return !readFileSync(configFile, 'utf8').includes(
      `# CONFIG_CONTRACT_${contract.toUpperCase()} is not set\n`,
    );
  } catch {
    return true;
  }
}

/** Whether a library is in the image; not known, and so no, of one whose build left no configuration. */
export function holdsLibrary({ configFile }: Image, library: string): boolean {
  try {
    return readFileSync(configFile, 'utf8').includes(`CONFIG_LIB_${library}=y\n`);
  } catch {
    return false;
  }
}
