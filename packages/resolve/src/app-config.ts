import { parseAppSymbols, type Option, type Requirement } from '@unicore/descriptor';
import { type OptionValue, parseAppConditions } from '@unicore/options';
import { expecting, isRecord, listOf, objectOf, recordOf, text } from './checks.ts';
import type { PlaceOf } from './errors.ts';
import { parseDisk } from './parse-disk.ts';
import { parsePublish } from './parse-publish.ts';
import type { Profile, RunSettings } from './plan.ts';

/** What an application says of its image: the data behind `defineApp`, `unicore.config.json` and `unicore.app` of package.json. */
export interface AppConfig {
  /** File name of the image; default: the package's name without its scope. */
  readonly name?: string;
  /** Images to build without `--plat`: `kvm`, or with its architecture, `kvm/x86_64`. */
  readonly targets?: readonly string[];
  /** Architecture of targets that name none; default: the host's. */
  readonly arch?: string;
  /** What the compiler aims at: `speed` (the default), `size`, or `debug` for gdb. */
  readonly profile?: Profile;
  /** Library -> option -> value. `app` holds the application's own options; `lib: { lwip: false }` leaves a library out. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  /** Declares options of the application itself: `app.<name>` in expressions. */
  readonly ownOptions?: Readonly<Record<string, Option>>;
  /** Contracts that the application itself needs, beside those that every image has. */
  readonly requires?: Readonly<Record<string, Requirement>>;
  /** Contract -> library that provides it (for a contract of many: libraries). */
  readonly providers?: Readonly<Record<string, string | readonly string[]>>;
  /** C files and globs, relative to the application; default: `main.c`, or all of `src`. */
  readonly sources?: readonly string[];
  /** Folders to look for headers in, relative to the application. */
  readonly includes?: readonly string[];
  /** Flags of the compiler for the application's own files: `-DNDEBUG`. */
  readonly cflags?: readonly string[];
  /**
   * Link-time optimisation of the application's own sources, by gcc, in the profiles `speed` and `size`: functions of one file are inlined
   * into those of another. A change of one file then optimises all of them anew.
   */
  readonly lto?: boolean;
  /** A folder, a tar archive (packed by gzip or not) or a cpio archive that the image gets as its initrd. */
  readonly initrd?: string;
  readonly run?: RunSettings;
  /** A build whose image takes more fails. */
  readonly budget?: BudgetSettings;
  readonly toolchain?: ToolchainSettings;
}

export interface BudgetSettings {
  /** Of the stripped image's file. */
  readonly imageBytes?: number;
  /** Of what the image takes up in memory before it allocates: code, constants, data and zeroed memory. */
  readonly memoryBytes?: number;
}

export interface ToolchainSettings {
  /** `gcc`, `clang`, or the path of one. */
  readonly compiler?: string;
  /** Put in front of the compiler: `ccache`. */
  readonly launcher?: string;
}

/**
 * Checks an application's configuration, whichever file it came from, and returns it as plain data. Pure.
 *
 * Names of libraries, options, contracts and targets are not judged here: that takes the installed tree.
 *
 * @param file - named in errors
 * @param placeOf - names the line, too
 * @throws {UnicoreError} `ERR_UNICORE_UNKNOWN_SETTING` with the nearest name, `ERR_UNICORE_BAD_SETTING`, and for
 * `ownOptions` and `requires` `ERR_UNICORE_BAD_DESCRIPTOR`, `ERR_UNICORE_BAD_EXPRESSION`
 */
export function parseAppConfig(value: unknown, file: string, placeOf?: PlaceOf): AppConfig {
  checkConfig(value, { file, path: [], placeOf });
  const config = JSON.parse(JSON.stringify(value)) as AppConfig;
  const { ownOptions = {}, requires = {} } = config;
  // Where the option stands: what is inside may come from a builder.
  const symbolPlace = (path: readonly string[]) => placeOf?.(path.slice(0, 2)) ?? file;
  parseAppSymbols({ ownOptions, requires }, symbolPlace);
  parseAppConditions({ ownOptions, requires }, symbolPlace);
  return config;
}

const target = expecting(
  'a platform, or one with its architecture, as "kvm/x86_64"',
  (value) => typeof value === 'string' && /^[^/\s,]+(?:\/[^/\s,]+)?$/u.test(value),
);
const program = expecting(
  'the name or path of a program',
  (value) => typeof value === 'string' && value.trim() !== '',
);
const flag = expecting('true or false', (value) => typeof value === 'boolean');
const optionValue = expecting(
  'true, false, a number or a string',
  (value) => typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value),
);
const positive = expecting('a number above 0', (value) => Number.isFinite(value) && Number(value) > 0);
const port = expecting(
  'ports as "8080:80", "5300:53/udp" or "0.0.0.0:8080:80"',
  (value) => typeof value === 'string' && parsePublish(value) !== undefined,
);
const disk = expecting(
  'a disk as "disk.img", "disk.img,ro" or "disk.img,size=64M"',
  (value) => typeof value === 'string' && parseDisk(value) !== undefined,
);
const profile = expecting('"debug", "size" or "speed"', (value) =>
  ['debug', 'size', 'speed'].includes(value as string),
);
const fileName = expecting(
  'a file name',
  (value) => typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]*$/u.test(value),
);

/** Of {@link RunSettings}. */
export const checkRun = objectOf({
  memoryMib: positive,
  network: flag,
  publish: listOf(port),
  disks: listOf(disk),
  parameters: listOf(text),
  args: listOf(text),
  url: text,
});

const checkConfig = objectOf({
  name: fileName,
  targets: listOf(target),
  arch: text,
  profile,
  options: recordOf(recordOf(optionValue)),
  ownOptions: isRecord,
  requires: isRecord,
  providers: recordOf((value, place) => (Array.isArray(value) ? listOf(text) : text)(value, place)),
  sources: listOf(text),
  includes: listOf(text),
  cflags: listOf(text),
  lto: flag,
  initrd: text,
  run: checkRun,
  budget: objectOf({ imageBytes: positive, memoryBytes: positive }),
  toolchain: objectOf({ compiler: program, launcher: program }),
});
