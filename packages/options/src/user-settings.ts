import { didYouMean, type Library, type Option } from '@unicore/descriptor';
import { checkValue } from './option-value.ts';
import type { DotConfig, DotConfigSetting, OptionValue, SolveInput, SolveProblem } from './solve-types.ts';
import { appOwner, sortedEntries } from './symbol-table.ts';

/** What the user's config says, checked. */
export interface UserSettings {
  /** Complete name -> value. */
  readonly values: ReadonlyMap<string, OptionValue>;
  /** Library -> whether the user wants it in the image. */
  readonly libraries: ReadonlyMap<string, boolean>;
  /** Contract -> libraries that shall provide it, in the user's order. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
  /** Symbol -> the line of `.config` that sets it, where the config of the application does not. */
  readonly lines: ReadonlyMap<string, DotConfigSetting>;
  /** Lines of `.config` that say something else than the config of the application, which wins. */
  readonly outdone: readonly DotConfigSetting[];
  readonly problems: readonly SolveProblem[];
}

/** Checks the user's `options` and `providers` against what is installed, and lays `.config` beneath. Pure. */
export function readUserSettings(input: SolveInput, contracts: ReadonlySet<string>): UserSettings {
  const installed = new Map(input.libraries.map((library) => [library.name, library]));
  const problems: SolveProblem[] = [];
  const libraries = readLibraryWishes(input, installed, problems);
  const values = readValues(input, installed, problems);
  const providers = readProviders(input, installed, contracts, problems);
  return { values, libraries, providers, problems, ...layBeneath(input.dotConfig, values, libraries) };
}

/** Adds what only `.config` sets. */
function layBeneath(
  dotConfig: DotConfig | undefined,
  values: Map<string, OptionValue>,
  libraries: Map<string, boolean>,
): Pick<UserSettings, 'lines' | 'outdone'> {
  const lines = new Map<string, DotConfigSetting>();
  const outdone: DotConfigSetting[] = [];
  for (const setting of dotConfig?.settings ?? []) {
    const { symbol, value } = setting;
    const library = symbol.startsWith('lib.') ? symbol.slice('lib.'.length) : undefined;
    const above = library === undefined ? values.get(symbol) : libraries.get(library);
    if (above !== undefined) {
      if (above !== value) outdone.push(setting);
      continue;
    }
    lines.set(symbol, setting);
    if (library === undefined) values.set(symbol, value);
    else libraries.set(library, value === true);
  }
  return { lines, outdone };
}

type Installed = ReadonlyMap<string, Library>;

function readLibraryWishes(
  input: SolveInput,
  installed: Installed,
  problems: SolveProblem[],
): Map<string, boolean> {
  const wishes = new Map<string, boolean>();
  for (const [name, value] of sortedEntries(input.options?.['lib'])) {
    const setting = `options.lib.${name}`;
    if (!installed.has(name)) problems.push(unknownLibrary(setting, name, installed.keys()));
    else if (typeof value === 'boolean') wishes.set(name, value);
    else problems.push(badValue(setting, `expected true or false, got ${JSON.stringify(value)}`));
  }
  return wishes;
}

function readValues(
  input: SolveInput,
  installed: Installed,
  problems: SolveProblem[],
): Map<string, OptionValue> {
  const values = new Map<string, OptionValue>();
  for (const [owner, settings] of sortedEntries(input.options)) {
    if (owner === 'lib') continue;
    const options = owner === appOwner ? (input.app.options ?? {}) : installed.get(owner)?.options;
    if (options === undefined && !installed.has(owner)) {
      problems.push(unknownLibrary(`options.${owner}`, owner, [...installed.keys(), appOwner]));
      continue;
    }
    for (const [key, value] of sortedEntries(settings)) {
      const setting = `options.${owner}.${key}`;
      const option = optionAt(options, key);
      if (option === undefined) {
        problems.push(unknownOption(setting, owner, key, Object.keys(options ?? {})));
        continue;
      }
      const checked = checkValue(option, value);
      if ('wrong' in checked) problems.push(badValue(setting, checked.wrong));
      else values.set(`${owner}.${key}`, checked.value);
    }
  }
  return values;
}

function optionAt(options: Readonly<Record<string, Option>> | undefined, key: string): Option | undefined {
  return options !== undefined && Object.hasOwn(options, key) ? options[key] : undefined;
}

function readProviders(
  input: SolveInput,
  installed: Installed,
  contracts: ReadonlySet<string>,
  problems: SolveProblem[],
): Map<string, readonly string[]> {
  const providers = new Map<string, readonly string[]>();
  for (const [contract, chosen] of sortedEntries(input.providers)) {
    const setting = `providers.${contract}`;
    if (!contracts.has(contract)) {
      problems.push({
        code: 'ERR_UNICORE_UNKNOWN_PROVIDER',
        setting,
        message: `${setting} in the config: no installed library declares a contract "${contract}".${didYouMean(contract, contracts)}`,
        hint: `Known contracts: ${[...contracts].toSorted().join(', ')}.`,
      });
      continue;
    }
    const names = typeof chosen === 'string' ? [chosen] : chosen;
    const known = names.filter((name) => {
      const library = installed.get(name);
      if (library !== undefined && Object.hasOwn(library.provides ?? {}, contract)) return true;
      problems.push(unknownProvider(setting, contract, name, input.libraries));
      return false;
    });
    if (known.length > 0) providers.set(contract, known);
  }
  return providers;
}

function unknownProvider(
  setting: string,
  contract: string,
  name: string,
  libraries: readonly Library[],
): SolveProblem {
  const able = libraries
    .filter((library) => Object.hasOwn(library.provides ?? {}, contract))
    .map((library) => library.name)
    .toSorted();
  const isInstalled = libraries.some((library) => library.name === name);
  const what = isInstalled ? `"${name}" does not provide "${contract}"` : `no library "${name}" is installed`;
  return {
    code: 'ERR_UNICORE_UNKNOWN_PROVIDER',
    setting,
    message: `${setting} in the config: ${what}.${didYouMean(name, able)}`,
    hint:
      able.length > 0
        ? `Installed providers of "${contract}": ${able.join(', ')}.`
        : 'Install the package that has it.',
  };
}

function unknownLibrary(setting: string, name: string, installed: Iterable<string>): SolveProblem {
  return {
    code: 'ERR_UNICORE_UNKNOWN_LIBRARY',
    setting,
    message: `${setting} in the config: no library "${name}" is installed.${didYouMean(name, installed)}`,
    hint: 'Correct the name, or install the package that has it.',
  };
}

function unknownOption(setting: string, owner: string, key: string, keys: readonly string[]): SolveProblem {
  const whose = owner === appOwner ? 'the application' : `library "${owner}"`;
  return {
    code: 'ERR_UNICORE_UNKNOWN_OPTION',
    setting,
    message: `${setting} in the config: ${whose} has no option "${key}".${didYouMean(key, keys)}`,
    hint: keys.length > 0 ? `Its options: ${keys.toSorted().join(', ')}.` : 'It has no options.',
  };
}

function badValue(setting: string, wrong: string): SolveProblem {
  return {
    code: 'ERR_UNICORE_BAD_OPTION_VALUE',
    setting,
    message: `${setting} in the config: ${wrong}.`.replace(/([.?])\.$/, '$1'),
    hint: 'Set it to a value of that kind, or leave it out to take the default.',
  };
}
