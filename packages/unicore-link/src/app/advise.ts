import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { UnicoreError } from '@unicore/descriptor';
import { appliesTo, installCommand, type PoolEntry, removeCommand, searchPool } from '@unicore/resolve';
import { findDefiners } from '@unicore/toolchain';
import type { PlannedBuild } from './plan-app.ts';

/** Of so many names that share an advice one reads; the rest is a number. */
const NAMES_SHOWN = 5;

/**
 * Adds to what a compiler or linker said of a header or name that is not there which library has it, with the command that
 * installs it. Any other error is returned as it is.
 */
export function advised(error: unknown, planned: PlannedBuild): unknown {
  if (!(error instanceof UnicoreError)) return error;
  const lines = adviceOn(error, planned);
  if (lines.length === 0) return error;
  return new UnicoreError(error.code, error.message, { hint: lines.join('\n'), cause: error });
}

function adviceOn({ code, message: coloured }: UnicoreError, planned: PlannedBuild): readonly string[] {
  const message = stripVTControlCharacters(coloured);
  if (code === 'ERR_UNICORE_COMPILE')
    return grouped(missingHeaders(message), (header) => placeOfHeader(header, planned));
  if (code === 'ERR_UNICORE_LINK')
    return grouped(undefinedNames(message), (name) => placeOfName(name, planned));
  return [];
}

/** The words of gcc, and those of clang. */
function missingHeaders(output: string): readonly string[] {
  return found(output, /fatal error: (?:'([^'\n]+)' file not found|([^:\n]+): No such file or directory)/g);
}

function undefinedNames(output: string): readonly string[] {
  return found(output, /undefined reference to [`']([^'`\n]+)'/g);
}

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''))];
}

/** A line for all names of which the same is to be said, in their order. */
function grouped(names: readonly string[], placeOf: (name: string) => string): readonly string[] {
  const byPlace = new Map<string, string[]>();
  for (const name of names) {
    const place = placeOf(name);
    byPlace.set(place, [...(byPlace.get(place) ?? []), name]);
  }
  return [...byPlace].map(([place, group]) => {
    const shown = group.slice(0, NAMES_SHOWN).join(', ');
    const more = group.length > NAMES_SHOWN ? ` and ${group.length - NAMES_SHOWN} more` : '';
    return `${shown}${more}: ${place}`;
  });
}

function placeOfHeader(header: string, planned: PlannedBuild): string {
  const entries = inPool(planned, ({ headers }) => headers?.includes(header) === true);
  if (entries.length > 0) return gettingOneOf(entries, planned);
  return 'in no library of the pool. A folder of your own with it belongs into `includes` of the config.';
}

function placeOfName(name: string, planned: PlannedBuild): string {
  const beside = besideWhat(name, planned);
  if (beside !== undefined) return beside;
  const entries = inPool(planned, ({ exports }) => exports?.includes(name) === true);
  if (entries.length > 0) return gettingOneOf(entries, planned);
  return 'in no library of the pool. A file of your own with it belongs into src/, or into `sources` of the config.';
}

function inPool({ input, plan }: PlannedBuild, has: (entry: PoolEntry) => boolean): readonly PoolEntry[] {
  return (input.pool?.libraries ?? []).filter(
    (entry) => has(entry) && plan.targets.some((target) => appliesTo(entry, target)),
  );
}

function gettingOneOf(entries: readonly PoolEntry[], planned: PlannedBuild): string {
  return entries.map((entry) => getting(entry, planned)).join('; or ');
}

/** How a library comes into the image, where another may stand in its place. */
function getting(entry: PoolEntry, { tree, plan }: PlannedBuild): string {
  const inImage = new Set(plan.targets.flatMap(({ libraries }) => libraries.map(({ name }) => name)));
  const packages = tree.packages.filter(({ library }) => inImage.has(library.name));
  const shared = (contract: string) =>
    packages.some(({ library }) => library.contracts?.[contract]?.providers === 'many');
  const rivals = packages.filter(({ library }) =>
    Object.keys(entry.provides ?? {}).some(
      (contract) => library.provides?.[contract] !== undefined && !shared(contract),
    ),
  );
  const instead =
    rivals.length === 0 ? '' : `, instead of ${rivals.map(({ library }) => library.name).join(' and ')}`;
  if (entry.package in tree.app.dependencies)
    return `in ${entry.name}, which is installed and not in this image${instead}: see npx unicore-link menuconfig`;
  const manager = tree.packageManager.name;
  const install = installCommand(manager, [entry.package]);
  // One that others brought in as their default gives way to a dependency of the application.
  const removed = rivals.map((rival) => rival.package).filter((name) => name in tree.app.dependencies);
  const command = removed.length > 0 ? `${removeCommand(manager, removed)} && ${install}` : install;
  return `in ${entry.name}${instead}: ${command}`;
}

/** Of a name that a library of the image has in sources which this image leaves out: what has to be there for them. */
function besideWhat(name: string, planned: PlannedBuild): string | undefined {
  const owner = planned.plan.targets
    .flatMap(({ libraries }) => libraries)
    .find((library) => library.exports.includes(name));
  if (owner === undefined) return undefined;
  const packaged = planned.tree.packages.find(({ folder }) => folder === owner.folder);
  const condition = packaged?.library.sources.find(
    ({ when, files }) =>
      when !== undefined &&
      findDefiners(
        files.map((file) => join(packaged.folder, file)),
        name,
      ).has(name),
  )?.when;
  if (packaged === undefined || condition === undefined) return undefined;
  const contracts = found(condition, /(?<!!\s*)\bcontract\.([\w-]+)/g);
  const providers = contracts.flatMap((contract) =>
    searchPool({ schema: 1, libraries: inPool(planned, () => true) }, { contract }),
  );
  const { name: library } = packaged.library;
  if (providers.length === 0) return `in ${library}, where ${condition}`;
  const commands = providers.map((entry) =>
    installCommand(planned.tree.packageManager.name, [entry.package]),
  );
  return `in ${library}, beside a library that provides ${contracts.join(' and ')}: ${commands.join(', or ')}`;
}
