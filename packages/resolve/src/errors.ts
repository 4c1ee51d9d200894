import { didYouMean, UnicoreError } from '@unicore/descriptor';
import type { Target } from '@unicore/options';
import { showChain, type Link } from './chains.ts';
import { installCommand, overrideLine } from './package-manager-commands.ts';
import { ownValue } from './own-value.ts';
import type { PoolEntry } from './pool.ts';
import type { PackageManager, Tree } from './tree.ts';

/** Says where a setting of the config stands, as `unicore.config.ts:12`, or at least in which file. */
export type PlaceOf = (path: readonly (string | number)[]) => string;

/** Where a setting stands: the file, and the keys that lead to it. */
export interface SettingPlace {
  readonly file: string;
  readonly placeOf?: PlaceOf | undefined;
  readonly path: readonly (string | number)[];
}

export function badPackageJson(file: string, problem: string, cause?: unknown): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BAD_PACKAGE_JSON', `${file} cannot be read: ${problem}.`, {
    hint: 'Mend the file; if it belongs to an installed package, install the package again.',
    cause,
  });
}

export function badSetting(place: SettingPlace, expected: string, got: unknown): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_BAD_SETTING',
    `${startOf(place)} ${showPath(place)}: expected ${expected}, got ${showValue(got)}.`,
    { hint: 'Each setting of an application is described in the README of unicore-link.' },
  );
}

export function commandLineTooLong(bytes: number, mostBytes: number): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_COMMAND_LINE_TOO_LONG',
    `The command line is ${bytes} bytes long; a bootable image holds ${mostBytes}.`,
    {
      hint: 'Shorten the parameters and arguments of the run settings, or put what is long into a file of the initrd.',
    },
  );
}

export function dependencyLoop(loop: readonly string[]): UnicoreError {
  const edges = loop.slice(1).map((to, index) => `  ${loop[index]} depends on ${to}`);
  return new UnicoreError(
    'ERR_UNICORE_DEPENDENCY_LOOP',
    `The dependencies of libraries form a loop: ${loop.join(' -> ')}.\n${edges.join('\n')}`,
    {
      hint: 'Remove one of these from the "dependencies" of its package.json; a requirement of a contract may stay.',
    },
  );
}

export function libraryInZip(name: string, folder: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_LIBRARY_IN_ZIP',
    `The library ${name} lies in a zip file, ${folder}: a compiler cannot read its sources there.`,
    {
      hint: `Add to package.json: "dependenciesMeta": { "${name}": { "unplugged": true } } and run: yarn install`,
    },
  );
}

export function noLibraryJson(name: string, file: string, own: boolean): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_LIBRARY_JSON',
    `The package.json of ${name} names ${file} as its descriptor, but there is no such file.`,
    {
      hint: own
        ? 'Make it by "npx unicore-link lib build" in the folder of that package.'
        : `The package was published without it: tell its author, or install another version of ${name}.`,
    },
  );
}

export function noPackageJson(folder: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_NO_PACKAGE_JSON', `There is no package.json in ${folder} or above.`, {
    hint: 'Start an application with "npm create unicore", or make this folder one: npm init -y',
  });
}

export function noPlatform(
  target: Target,
  packages: readonly PoolEntry[],
  manager: PackageManager,
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_PLATFORM',
    `An image for ${showTarget(target)} needs the library of the platform ${target.platform}, which is not installed.`,
    { hint: installHint(packages, manager) },
  );
}

export function notInstalled(
  name: string,
  from: { readonly name: string; readonly folder: string },
  manager: PackageManager,
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NOT_INSTALLED',
    `${name} is not installed, but ${from.name} in ${from.folder} depends on it.`,
    { hint: `Run in ${manager.folder}: ${manager.name} install` },
  );
}

export function sameLibraryName(name: string, first: string, second: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_SAME_LIBRARY_NAME',
    `Two packages hold a library named "${name}": ${first} and ${second}.`,
    {
      hint: 'Options and headers go by that name. Remove one of the packages, or rename the library in its unicore.library.ts.',
    },
  );
}

/** One of several versions of a library, with the shortest chain that brings it in. */
export interface InstalledVersion {
  readonly version: string;
  readonly chain: readonly Link[];
  /** The package, put there by `npm link`, in whose own node_modules that version lies. */
  readonly linked?: { readonly package: string; readonly folder: string };
}

export function twoVersions(tree: Tree, name: string, versions: readonly InstalledVersion[]): UnicoreError {
  const chains = versions.map(({ version, chain }) => `  ${version}: ${showChain(chain)}`);
  return new UnicoreError(
    'ERR_UNICORE_TWO_VERSIONS',
    `An image holds one version of a library, but ${versions.length} of ${name} are installed:\n${chains.join('\n')}`,
    { hint: linkedVersionHint(name, versions) ?? overrideHint(tree, name, versions) },
  );
}

/** No override of the project reaches into a linked package: that one has to take the project's version. */
function linkedVersionHint(name: string, versions: readonly InstalledVersion[]): string | undefined {
  const linked = versions.find((one) => one.linked)?.linked;
  const wanted = versions.findLast((one) => !one.linked)?.version;
  if (!linked || wanted === undefined) return undefined;
  return `${linked.package} is linked and has a copy of its own. Run in ${linked.folder}: npm install --no-save ${name}@${wanted}`;
}

function overrideHint(
  { app, packageManager }: Tree,
  name: string,
  versions: readonly InstalledVersion[],
): string {
  const { name: manager, folder } = packageManager;
  const newest = versions.at(-1)?.version ?? '';
  const direct = Object.hasOwn(app.dependencies, name);
  const update = direct ? `${installCommand(manager, [`${name}@${newest}`])}, then add` : 'Add';
  return (
    `${update} to ${folder}/package.json: ${overrideLine(manager, name, newest, direct)} ` +
    `and run: ${manager} install`
  );
}

/** Architectures that libraries offer. */
export interface ArchitectureOffers {
  readonly installed: readonly string[];
  /** Those that only libraries of the pool offer which are not installed. */
  readonly installable: readonly { readonly name: string; readonly packages: readonly PoolEntry[] }[];
}

export function unknownArchitecture(
  { platform, architecture }: Target,
  { installed, installable }: ArchitectureOffers,
  { manager, place }: { readonly manager: PackageManager; readonly place?: string | undefined },
): UnicoreError {
  const others = installable.map(
    ({ name, packages }) =>
      `  ${name}: ${installCommand(
        manager.name,
        packages.map((entry) => entry.package),
      )}`,
  );
  const known = [...installed, ...installable.map(({ name }) => name)];
  const here =
    installed.length === 0
      ? 'The installed libraries offer none.'
      : `The installed libraries offer ${installed.join(', ')}: npx unicore-link --plat ${platform}/${installed[0]}`;
  return new UnicoreError(
    'ERR_UNICORE_UNKNOWN_ARCHITECTURE',
    `${headOf(place)}No library offers the architecture "${architecture}", installed or in the pool.${didYouMean(usualName(architecture), known)}`,
    {
      hint: `${here}\n${others.length === 0 ? 'No library of the pool offers another one.' : `The pool has also:\n${others.join('\n')}`}`,
    },
  );
}

/** Ours for what others call an architecture. */
function usualName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    aarch64: 'arm64',
    amd64: 'x86_64',
    arm: 'arm32',
    x64: 'x86_64',
    x86: 'x86_64',
  };
  return ownValue(names, name) ?? name;
}

export function unknownPlatform(name: string, known: readonly string[], place?: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_UNKNOWN_PLATFORM',
    `${headOf(place)}There is no platform "${name}".${didYouMean(name, known)}`,
    { hint: `Known: ${known.join(', ')}.` },
  );
}

export function unknownSetting(place: SettingPlace, known: readonly string[]): UnicoreError {
  const key = String(place.path.at(-1));
  return new UnicoreError(
    'ERR_UNICORE_UNKNOWN_SETTING',
    `${startOf(place)} there is no setting ${showPath(place)}.${didYouMean(key, known)}`,
    { hint: `Known here: ${known.toSorted().join(', ')}.` },
  );
}

/** @param whoHasIt - the hint, where somebody has it that is not in the image */
export function unknownSubject(
  name: string,
  nearest: string | undefined,
  whoHasIt: string | undefined,
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_UNKNOWN_SUBJECT',
    `Nothing installed is called "${name}": no library, contract or option of a library in the image.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`,
    {
      hint:
        whoHasIt ??
        'Ask for a library (lwip), a contract (netstack), an option (lwip.ipv6) or a symbol of a built image (main).',
    },
  );
}

export function unsupportedTarget(
  target: Target,
  {
    library,
    architectures,
    others,
    manager,
  }: {
    readonly library: string;
    readonly architectures: readonly string[];
    /** Libraries of the pool that serve the target. */
    readonly others: readonly PoolEntry[];
    readonly manager: PackageManager;
  },
): UnicoreError {
  const served = architectures.map((architecture) => showTarget({ ...target, architecture }));
  const pool =
    others.length === 0
      ? `No library of the pool serves ${showTarget(target)}.`
      : `For ${showTarget(target)}: ${installCommand(
          manager.name,
          others.map((entry) => entry.package),
        )}`;
  return new UnicoreError(
    'ERR_UNICORE_UNSUPPORTED_TARGET',
    `The library ${library} does not serve ${showTarget(target)}, only ${served.join(', ')}.`,
    { hint: `Build for one of these: npx unicore-link --plat ${served[0]}\n${pool}` },
  );
}

/**
 * Puts the packages to install, where there are any, in place of the hint.
 *
 * @param otherwise - what mends it without them
 */
export function withInstallHint(
  error: UnicoreError,
  packages: readonly PoolEntry[],
  manager: PackageManager,
  otherwise?: string,
): UnicoreError {
  if (packages.length === 0) return error;
  return new UnicoreError(error.code, error.message, {
    hint: [installHint(packages, manager), otherwise ?? []].flat().join('\n'),
    cause: error.cause,
  });
}

/** Names the one package to install, or the packages of which one will do. */
function installHint(packages: readonly PoolEntry[], manager: PackageManager): string {
  const commands = packages.map((entry) => installCommand(manager.name, [entry.package]));
  if (commands.length === 1) return `Run: ${commands[0]}`;
  if (commands.length === 0)
    return 'No library of the pool that this version of unicore-link knows serves: look for newer ones on npm.';
  const lines = packages.map((entry, index) => `  ${commands[index]}   # ${entry.summary}`);
  return `One of these will do:\n${lines.join('\n')}`;
}

function showTarget(target: Target): string {
  return `${target.platform}/${target.architecture}`;
}

function startOf({ file, path, placeOf }: SettingPlace): string {
  return placeOf === undefined ? `In ${file},` : `${placeOf(path)}:`;
}

function headOf(place: string | undefined): string {
  return place === undefined ? '' : `${place}: `;
}

function showPath(place: SettingPlace): string {
  return place.path.length === 0 ? 'the whole' : place.path.join('.');
}

function showValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value) ?? String(value);
}
