import type { ConditionalRange, Default, Library, Menu, Option } from '@unicore/descriptor';
import { UnicoreError } from '@unicore/descriptor';
import { badExpressionAt } from './errors.ts';
import { type Expression, type Operand, parseExpression, symbolsOf } from './expression.ts';
import { fixedRange } from './option-value.ts';
import type { AppSymbols, OptionValue } from './solve-types.ts';

/** A condition of one library, parsed, its symbols' names made complete. */
export interface Condition {
  readonly text: string;
  readonly expression: Expression;
  /** Complete names of the symbols that it reads. */
  readonly reads: readonly string[];
}

/** A default: a value, or the value of another symbol by its complete name. */
export type ConditionalValue = ({ readonly value: OptionValue } | { readonly symbol: string }) & {
  readonly when?: Condition;
};

/** A range whose ends are numbers or, by their complete names, symbols. */
export interface ConditionalEnds {
  readonly low: Operand;
  readonly high: Operand;
  readonly when?: Condition;
}

/** One end of a `select` or `imply`, seen from the other. */
export interface Link {
  /** Complete name of the symbol at the other end. */
  readonly symbol: string;
  readonly when?: Condition;
}

export interface OptionSymbol {
  /** Complete name, `lwip.ipv6`. */
  readonly name: string;
  readonly owner: string;
  readonly option: Option;
  /** With what the menus around it ask for, as `visibleIf`. */
  readonly dependsOn: Condition | undefined;
  readonly visibleIf: Condition | undefined;
  readonly defaults: readonly ConditionalValue[];
  readonly ranges: readonly ConditionalEnds[];
  readonly members: readonly { readonly name: string; readonly dependsOn: Condition | undefined }[];
  /** Symbols that select or imply this one, in the order of the table. */
  readonly selectedBy: Link[];
  readonly impliedBy: Link[];
  /** Libraries that this option brings in while it is y. */
  readonly selectsLibraries: readonly Link[];
  readonly impliesLibraries: readonly Link[];
  /** Complete names of all option symbols that the value may depend on. */
  readonly reads: readonly string[];
}

export interface Requiring {
  readonly contract: string;
  readonly version: `${number}.${number}`;
  readonly when?: Condition;
}

/** The application and the libraries seen alike: who holds options and requirements. */
export interface Owner {
  readonly name: string;
  readonly symbols: readonly OptionSymbol[];
  /** Those that select or imply libraries. */
  readonly bringing: readonly OptionSymbol[];
  readonly requires: readonly Requiring[];
  readonly defaults: Readonly<Record<string, string>>;
  /** Complete name of the option without which tristates are y or n. */
  readonly modules?: string;
}

export interface SymbolTable {
  readonly symbols: ReadonlyMap<string, OptionSymbol>;
  readonly owners: ReadonlyMap<string, Owner>;
  /** Symbols that others select, by name. */
  readonly selected: readonly OptionSymbol[];
  /** `select` and `imply` links whose option is not installed, for warnings. */
  readonly dangling: readonly { readonly from: string; readonly link: Link }[];
}

/** The name under which the application holds its own options. */
export const appOwner = 'app';

const plainSymbols: ReadonlySet<string> = new Set(['profile', 'platform', 'arch']);

/** Completes a symbol's name as written in a condition of `owner`. Pure. */
export function completeName(name: string, owner: string): string {
  return name.includes('.') || plainSymbols.has(name) ? name : `${owner}.${name}`;
}

/**
 * Gathers the options and requirements of the application and the libraries, conditions parsed, links seen from both ends.
 *
 * Pure, and independent of the order of `libraries`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`
 */
export function buildSymbolTable(libraries: readonly Library[], app: AppSymbols): SymbolTable {
  const symbols = new Map<string, OptionSymbol>();
  const owners = new Map<string, Owner>();
  const parse = conditionParser();
  const sorted = libraries.toSorted((left, right) => compareNames(left.name, right.name));
  for (const source of [{ ...app, name: appOwner }, ...sorted]) {
    const menus = 'menus' in source ? (source.menus ?? {}) : {};
    const own = sortedEntries(source.options).map(([key, option]) =>
      buildSymbol({ owner: source.name, key, option, ...underMenus(option, menus) }, parse),
    );
    for (const symbol of own) symbols.set(symbol.name, symbol);
    const requires = sortedEntries(source.requires).map(([contract, requirement]): Requiring => {
      if (typeof requirement === 'string') return { contract, version: requirement };
      const when = parse(requirement.when, source.name, `requires.${contract}.when`);
      return { contract, version: requirement.version, when };
    });
    const modules = own.find(({ option }) => option.type === 'bool' && option.modules === true)?.name;
    owners.set(source.name, {
      name: source.name,
      symbols: own,
      bringing: own.filter((symbol) => symbol.selectsLibraries.length + symbol.impliesLibraries.length > 0),
      requires,
      defaults: source.defaults ?? {},
      ...(modules !== undefined && { modules }),
    });
  }
  const dangling = connect(symbols, parse);
  const selected = [...symbols.values()]
    .filter(({ selectedBy }) => selectedBy.length > 0)
    .toSorted((left, right) => compareNames(left.name, right.name));
  return { symbols, owners, selected, dangling };
}

type ConditionParser = (text: string, owner: string, path: string) => Condition;

function conditionParser(): ConditionParser {
  const seen = new Map<string, Condition>();
  return (text, owner, path) => {
    const key = `${owner}\0${text}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const condition = parseCondition(text, owner, path);
    seen.set(key, condition);
    return condition;
  };
}

/** Parses a condition of `owner`; `path` says where it stands. Pure. */
export function parseCondition(text: string, owner: string, path: string): Condition {
  try {
    const expression = parseExpression(text);
    return { text, expression, reads: symbolsOf(expression).map((name) => completeName(name, owner)) };
  } catch (error) {
    if (error instanceof UnicoreError) throw badExpressionAt(`Library "${owner}", ${path}`, error);
    throw error;
  }
}

/** What an option asks for together with its menu, and the menus around that. */
function underMenus(
  option: Option,
  menus: Readonly<Record<string, Menu>>,
): Pick<OwnOption, 'dependsOn' | 'visibleIf'> {
  let { dependsOn, visibleIf } = option;
  const passed = new Set<string>();
  for (let at = option.menu; at !== undefined && !passed.has(at);) {
    passed.add(at);
    const menu = Object.hasOwn(menus, at) ? menus[at] : undefined;
    dependsOn = both(menu?.dependsOn, dependsOn);
    visibleIf = both(menu?.visibleIf, visibleIf);
    at = menu?.menu;
  }
  return { dependsOn, visibleIf };
}

function both(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || right === undefined ? (left ?? right) : `(${left}) && (${right})`;
}

interface OwnOption {
  readonly owner: string;
  readonly key: string;
  readonly option: Option;
  readonly dependsOn: string | undefined;
  readonly visibleIf: string | undefined;
}

function buildSymbol(own: OwnOption, parse: ConditionParser): OptionSymbol {
  const { owner, key, option } = own;
  const at = `options.${key}`;
  const maybe = (text: string | undefined, path: string): Condition | undefined =>
    text === undefined ? undefined : parse(text, owner, `${at}.${path}`);
  const dependsOn = maybe(own.dependsOn, 'dependsOn');
  const visibleIf = maybe(own.visibleIf, 'visibleIf');
  const defaults = defaultsOf(option).map((one, index): ConditionalValue => {
    const condition = maybe(one.when, `default[${index}].when`);
    const value = 'symbol' in one ? { symbol: completeName(one.symbol, owner) } : { value: one.value };
    return condition === undefined ? value : { ...value, when: condition };
  });
  const ranges = rangesOf(option).map(({ low, high, when }, index): ConditionalEnds => {
    const condition = maybe(when, `range[${index}].when`);
    const ends = { low: asOperand(low, owner), high: asOperand(high, owner) };
    return condition === undefined ? ends : { ...ends, when: condition };
  });
  const members =
    option.type === 'choice'
      ? Object.entries(option.members).map(([name, member]) => {
          const condition = maybe(member.dependsOn, `members.${name}.dependsOn`);
          return { name, dependsOn: condition };
        })
      : [];
  const libraryLinks = (field: 'select' | 'imply'): readonly Link[] =>
    option.type !== 'bool' && option.type !== 'tristate'
      ? []
      : (option[field] ?? [])
          .filter(({ symbol }) => symbol.startsWith('lib.'))
          .map(({ symbol, when }, index) => asLink(symbol, maybe(when, `${field}[${index}].when`)))
          .toSorted(byLinkName);
  const conditions = [
    dependsOn,
    visibleIf,
    ...defaults.map(({ when }) => when),
    ...ranges.map(({ when }) => when),
    ...members.map((m) => m.dependsOn),
  ];
  return {
    name: `${owner}.${key}`,
    owner,
    option,
    dependsOn,
    visibleIf,
    defaults,
    ranges,
    members,
    selectedBy: [],
    impliedBy: [],
    selectsLibraries: libraryLinks('select'),
    impliesLibraries: libraryLinks('imply'),
    reads: [
      ...conditions.flatMap((condition) => condition?.reads ?? []),
      ...defaults.flatMap((one) => ('symbol' in one ? [one.symbol] : [])),
      ...ranges
        .flatMap(({ low, high }) => [low, high])
        .flatMap((end) => (end.kind === 'symbol' ? [end.name] : [])),
    ],
  };
}

type WrittenDefaults = Exclude<Default<OptionValue>, OptionValue>;

function defaultsOf(option: Option): WrittenDefaults {
  if (option.default === undefined) return [];
  return Array.isArray(option.default)
    ? (option.default as WrittenDefaults)
    : [{ value: option.default as OptionValue }];
}

function rangesOf(option: Option): readonly ConditionalRange<number | string>[] {
  if ((option.type !== 'int' && option.type !== 'hex') || option.range === undefined) return [];
  const fixed = fixedRange<number | string>(option.range);
  if (fixed !== undefined) return [{ low: fixed[0], high: fixed[1] }];
  return option.range as readonly ConditionalRange<number | string>[];
}

/** A number, or the name of an option. */
function asOperand(end: number | string, owner: string): Operand {
  const isNumber = typeof end === 'number' || end.startsWith('0x');
  return isNumber
    ? { kind: 'constant', text: String(end) }
    : { kind: 'symbol', name: completeName(end, owner) };
}

/** Lets each selected or implied symbol know who does so. */
function connect(
  symbols: ReadonlyMap<string, OptionSymbol>,
  parse: ConditionParser,
): SymbolTable['dangling'] {
  const dangling: { from: string; link: Link }[] = [];
  for (const symbol of symbols.values()) {
    const { option, owner, name } = symbol;
    if (option.type !== 'bool' && option.type !== 'tristate') continue;
    for (const field of ['select', 'imply'] as const) {
      for (const [index, { symbol: written, when }] of (option[field] ?? []).entries()) {
        if (written.startsWith('lib.')) continue;
        const path = `options.${name.slice(owner.length + 1)}.${field}[${index}].when`;
        const condition = when === undefined ? undefined : parse(when, owner, path);
        const targetName = completeName(written, owner);
        const target = symbols.get(targetName);
        if (target?.option.type !== 'bool' && target?.option.type !== 'tristate') {
          if (field === 'select') dangling.push({ from: name, link: asLink(targetName, condition) });
          continue;
        }
        const ends = field === 'select' ? target.selectedBy : target.impliedBy;
        ends.push(asLink(name, condition));
        (target.reads as string[]).push(name, ...(condition?.reads ?? []));
      }
    }
  }
  return dangling;
}

function asLink(symbol: string, when: Condition | undefined): Link {
  return when === undefined ? { symbol } : { symbol, when };
}

function byLinkName(left: Link, right: Link): number {
  return (
    compareNames(left.symbol, right.symbol) || compareNames(left.when?.text ?? '', right.when?.text ?? '')
  );
}

/** Orders by code units, whatever the machine's language. Pure. */
export function compareNames(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Entries of a record in the order of their keys. Pure. */
export function sortedEntries<Value>(
  record: Readonly<Record<string, Value>> | undefined,
): readonly [string, Value][] {
  return Object.entries(record ?? {}).toSorted(([left], [right]) => compareNames(left, right));
}
