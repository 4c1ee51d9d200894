import { didYouMean } from './nearest-name.ts';
import type { Default, Library, Option, Range } from './library.ts';

/** One thing wrong in a descriptor. */
export interface DescriptorProblem {
  /** Where, as `options.ipv6.default`; empty for the whole. */
  readonly path: string;
  /** What is wrong, as `expected a member, got "slow"`. */
  readonly text: string;
}

/** Words that expressions reserve, which no library or option may be called. */
const reservedLibraries = new Set(['lib', 'contract', 'app']);
const reservedOptions = new Set(['y', 'n', 'm', 'profile', 'platform', 'arch']);

/** Finds what a schema cannot say: relations between two places of a descriptor. Pure. */
export function libraryProblems(library: Library): readonly DescriptorProblem[] {
  return [
    ...(reservedLibraries.has(library.name)
      ? [{ path: 'name', text: `expected another name: "${library.name}" is reserved for expressions` }]
      : []),
    ...optionsProblems(library.options ?? {}, 'options'),
    ...menuProblems(library),
    ...contractProblems(library),
    ...platformProblems(library),
    ...fileProblems(library),
  ];
}

/** Finds what a schema cannot say about options, a library's or an application's. Pure. */
export function optionsProblems(
  options: Readonly<Record<string, Option>>,
  path: string,
): readonly DescriptorProblem[] {
  return Object.entries(options).flatMap(([name, option]) => [
    ...(reservedOptions.has(name)
      ? [{ path: `${path}.${name}`, text: `expected another name: "${name}" is reserved for expressions` }]
      : []),
    ...optionProblems(option).map((problem) => ({ ...problem, path: `${path}.${name}.${problem.path}` })),
  ]);
}

function optionProblems(option: Option): readonly DescriptorProblem[] {
  switch (option.type) {
    case 'bool':
    case 'tristate': {
      return [...linkProblems(option.select, 'select'), ...linkProblems(option.imply, 'imply')];
    }
    case 'int': {
      return rangeProblems(option.range, option.default, BigInt);
    }
    case 'hex': {
      return rangeProblems(option.range, option.default, BigInt);
    }
    case 'string': {
      return [];
    }
    case 'choice': {
      const members = Object.keys(option.members);
      if (members.length === 0) return [{ path: 'members', text: 'expected at least one member' }];
      return defaultsOf<string>(option.default)
        .filter(({ value }) => !members.includes(value))
        .map(({ value, path }) => ({
          path,
          text: `expected one of ${members.join(', ')}, got "${value}".${didYouMean(value, members)}`,
        }));
    }
  }
}

function linkProblems(
  links: readonly { readonly symbol: string }[] | undefined,
  path: string,
): readonly DescriptorProblem[] {
  return (links ?? []).flatMap(({ symbol }, index) =>
    /^([a-z][A-Za-z0-9]*|[a-z][a-z0-9_-]*\.[a-z][A-Za-z0-9]*|lib\.[a-z][a-z0-9_-]*)$/.test(symbol) &&
    !symbol.startsWith('contract.')
      ? []
      : [
          {
            path: `${path}[${index}].symbol`,
            text: `expected an option ("ipv6", "lwip.ipv6") or a library ("lib.lwip"), got "${symbol}"`,
          },
        ],
  );
}

function rangeProblems<Value extends number | string>(
  range: Range<Value> | undefined,
  defaults: Default<Value> | undefined,
  number: (value: Value) => bigint,
): readonly DescriptorProblem[] {
  if (range === undefined) return [];
  if (!isFixed(range)) return [];
  const [low, high] = [number(range[0]), number(range[1])];
  if (low > high) {
    return [{ path: 'range', text: `expected the lower end first, got [${range[0]}, ${range[1]}]` }];
  }
  return defaultsOf(defaults)
    .filter(({ value }) => number(value) < low || number(value) > high)
    .map(({ value, path }) => ({ path, text: `expected ${range[0]} to ${range[1]} (range), got ${value}` }));
}

function isFixed<Value>(range: Range<Value>): range is readonly [Value, Value] {
  return range.length === 2 && typeof range[0] !== 'object';
}

/** The constants among the defaults. */
function defaultsOf<Value>(
  defaults: Default<Value> | undefined,
): readonly { readonly value: Value; readonly path: string }[] {
  if (defaults === undefined) return [];
  if (!Array.isArray(defaults)) return [{ value: defaults as Value, path: 'default' }];
  return (defaults as Exclude<Default<Value>, Value>).flatMap((one, index) =>
    'value' in one ? [{ value: one.value, path: `default[${index}].value` }] : [],
  );
}

/** Menus that are not there or stand in themselves, and a second option that allows m. */
function menuProblems({ menus = {}, comments = [], options = {} }: Library): readonly DescriptorProblem[] {
  const names = Object.keys(menus);
  const users: readonly (readonly [string, { readonly menu?: string }])[] = [
    ...Object.entries(options).map(([name, one]) => [`options.${name}.menu`, one] as const),
    ...comments.map((one, index) => [`comments[${index}].menu`, one] as const),
    ...Object.entries(menus).map(([name, one]) => [`menus.${name}.menu`, one] as const),
  ];
  const problems: DescriptorProblem[] = users.flatMap(([path, { menu }]) =>
    menu === undefined || names.includes(menu)
      ? []
      : [{ path, text: `expected a menu of this library, got "${menu}".${didYouMean(menu, names)}` }],
  );
  for (const name of names) {
    const passed = new Set<string>();
    let at: string | undefined = name;
    while (at !== undefined && !passed.has(at)) {
      passed.add(at);
      at = Object.hasOwn(menus, at) ? menus[at]?.menu : undefined;
    }
    if (at === name)
      problems.push({ path: `menus.${name}.menu`, text: 'expected a menu that is not in this one' });
  }
  const allowing = Object.entries(options).filter(([, one]) => one.type === 'bool' && one.modules === true);
  for (const [name] of allowing.slice(1)) {
    problems.push({
      path: `options.${name}.modules`,
      text: 'expected one option of a library to allow m, got a second',
    });
  }
  return problems;
}

function contractProblems(library: Library): readonly DescriptorProblem[] {
  const provides = library.provides ?? {};
  const problems: DescriptorProblem[] = [];
  for (const contract of Object.keys(library.requires ?? {})) {
    if (Object.hasOwn(provides, contract)) {
      problems.push({
        path: `requires.${contract}`,
        text: 'expected a contract of another library: this one provides it',
      });
    }
  }
  const mayDefault = [...Object.keys(library.requires ?? {}), ...Object.keys(provides)];
  for (const contract of Object.keys(library.defaults ?? {})) {
    if (!Object.hasOwn(library.requires ?? {}, contract) && !Object.hasOwn(provides, 'plat')) {
      problems.push({
        path: `defaults.${contract}`,
        text: `expected a contract that "requires" names too.${didYouMean(contract, mayDefault)}`,
      });
    }
  }
  return problems;
}

function platformProblems(library: Library): readonly DescriptorProblem[] {
  const providesPlat = Object.hasOwn(library.provides ?? {}, 'plat');
  const problems: DescriptorProblem[] = [];
  if (library.link !== undefined && !providesPlat) {
    problems.push({ path: 'link', text: 'expected only in a library that provides "plat"' });
  }
  if (providesPlat && library.pool !== 'plat') {
    problems.push({
      path: 'pool',
      text: `expected "plat", as the library provides "plat", got "${library.pool}"`,
    });
  }
  if (providesPlat && library.platforms?.length !== 1) {
    problems.push({ path: 'platforms', text: 'expected the one platform that this provider of "plat" is' });
  }
  if (providesPlat && library.link === undefined) {
    problems.push({ path: 'link', text: 'expected the link recipe of the platform, got nothing' });
  }
  if (library.pool === 'arch' && library.archs === undefined) {
    problems.push({ path: 'archs', text: 'expected the architectures of this library of pool "arch"' });
  }
  return problems;
}

function fileProblems(library: Library): readonly DescriptorProblem[] {
  const problems: DescriptorProblem[] = [];
  const seen = new Set<string>();
  library.sources.forEach(({ files }, group) => {
    files.forEach((file, index) => {
      const path = `sources[${group}].files[${index}]`;
      if (!/\.(c|S|s)$/.test(file)) {
        problems.push({ path, text: `expected a file ending in .c, .S or .s, got "${file}"` });
      } else if (seen.has(file)) {
        problems.push({ path, text: `expected each file once, got "${file}" again` });
      }
      seen.add(file);
    });
  });
  return problems;
}
