import type { BoolOption, ChoiceOption, Comment, ConditionalRange, Menu, Option } from '@unicore/descriptor';
import type { Expression, Operand } from '../expression.ts';
import { leadingNumber } from './evaluate.ts';
import { dropped, type ImportState, text, without } from './import-condition.ts';
import { dependencyOf, type Links, turnRound } from './import-links.ts';
import { importNames } from './import-names.ts';
import type { KconfigTree, MenuNode } from './kconfig-tree.ts';
import { allOf, anyOf, type ModelChoice, type ModelSymbol, type When } from './symbol-model.ts';
import { walk } from './walk.ts';

/** What of a descriptor a Kconfig tree makes. */
export interface ImportedLibrary {
  readonly options: Readonly<Record<string, Option>>;
  readonly menus: Readonly<Record<string, Menu>>;
  readonly comments: readonly Comment[];
  /** What a descriptor cannot say, as `NET_TCP: ...`. */
  readonly problems: readonly string[];
}

interface Import extends ImportState {
  readonly links: ReadonlyMap<string, Links>;
  /** Menu -> its name. */
  readonly menus: ReadonlyMap<MenuNode, string>;
}

/**
 * Turns a Kconfig tree into options of a descriptor, with the same values. A choice becomes a choice; each of its members is also
 * a bool without a prompt, so that what reads or is selected by the member stays as it was. Conditions are complete, so menus only
 * group.
 *
 * Pure.
 */
export function importLibrary(tree: KconfigTree): ImportedLibrary {
  const names = importNames(tree);
  const problems: string[] = [];
  const menus = new Map<MenuNode, string>();
  for (const node of walk(tree.root)) {
    if (node.kind === 'menu') menus.set(node, names.unique(`${node.prompt?.text ?? ''} menu`));
  }
  const state: Import = { tree, names, problems, links: turnRound(tree), menus };
  const options: Record<string, Option> = {};
  for (const node of walk(tree.root)) {
    const { symbol, choice } = node;
    if (choice !== undefined)
      options[names.choices.get(choice.name) ?? ''] ??= importChoice(state, choice, node);
    if (symbol !== undefined && symbol.type !== 'unknown') {
      options[names.options.get(symbol.name) ?? ''] ??= importSymbol(state, symbol, node);
    }
  }
  return { options, menus: importMenus(state), comments: importComments(state), problems };
}

function importSymbol(state: Import, written: ModelSymbol, node: MenuNode): Option {
  if (written.choice !== undefined) return importMember(state, written, written.choice);
  const symbol = { ...written, dependsOn: dependencyOf(state.tree, written) };
  const base = {
    ...baseOf(state, symbol, node),
    ...text(state, 'dependsOn', symbol.name, symbol.dependsOn),
  };
  switch (symbol.type) {
    case 'tristate':
    case 'bool': {
      const defaults = symbol.defaults.flatMap(({ value, when }) =>
        triDefaults(state, symbol, { value, when: without(when, symbol.dependsOn) }),
      );
      const modules = state.tree.modules === symbol.name ? ({ modules: true } as const) : {};
      return {
        type: symbol.type,
        ...base,
        ...(defaults.length > 0 && { default: defaults }),
        ...linksOf(state, symbol),
        ...(symbol.type === 'bool' && modules),
      } as BoolOption;
    }
    case 'int': {
      const number = (one: string): number => Number(leadingNumber(one, 10));
      return {
        type: 'int',
        ...base,
        ...textDefaults(state, symbol, number),
        ...ranges(state, symbol, number),
      } as Option;
    }
    case 'hex': {
      const number = (one: string): string => `0x${leadingNumber(one, 16).toString(16)}`;
      return {
        type: 'hex',
        ...base,
        ...textDefaults(state, symbol, number),
        ...ranges(state, symbol, number),
      } as Option;
    }
    case 'string':
    case 'unknown': {
      return { type: 'string', ...base, ...textDefaults(state, symbol, (one) => one) } as Option;
    }
  }
}

function baseOf(state: Import, symbol: ModelSymbol, node: MenuNode): object {
  const [first] = symbol.prompts;
  const conditions = symbol.prompts.map(({ when }) => without(when, symbol.dependsOn));
  const seen = conditions.includes(undefined) ? undefined : anyOf(...conditions);
  const help = (state.tree.definitions.get(symbol.name) ?? []).find((one) => one.help !== undefined)?.help;
  return {
    ...(first && { prompt: first.text || symbol.name, ...text(state, 'visibleIf', symbol.name, seen) }),
    ...(help !== undefined && help !== '' && { help }),
    ...menuOf(state, node),
  };
}

function menuOf(state: Import, node: MenuNode): { readonly menu?: string } {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    const menu = state.menus.get(at);
    if (menu !== undefined) return { menu };
  }
  return {};
}

/** The first default whose condition holds counts even where its own value is n. */
function triDefaults(
  state: Import,
  symbol: ModelSymbol,
  { value, when }: { readonly value: Expression; readonly when: When },
): readonly object[] {
  if (value.kind === 'constant') {
    const constant = value.text === 'y' ? true : value.text === 'm' ? 'm' : false;
    if (constant !== 'm' || symbol.type === 'tristate')
      return [{ value: constant, ...text(state, 'when', symbol.name, when) }];
  }
  return [
    { value: true, ...text(state, 'when', symbol.name, allOf(value, when)) },
    { value: false, ...text(state, 'when', symbol.name, when) },
  ];
}

function textDefaults(
  state: Import,
  symbol: ModelSymbol,
  convert: (text: string) => number | string,
): { readonly default?: readonly object[] } {
  const defaults = symbol.defaults.map(({ value, when }) => {
    const condition = text(state, 'when', symbol.name, without(when, symbol.dependsOn));
    const target = value.kind === 'symbol' ? state.tree.symbols.get(value.name) : undefined;
    if (value.kind === 'symbol' && target !== undefined && target.type === symbol.type) {
      return { symbol: state.names.options.get(value.name), ...condition };
    }
    if (target !== undefined || (value.kind !== 'symbol' && value.kind !== 'constant')) {
      state.problems.push(`${symbol.name}: its default is neither a constant nor a symbol of its type`);
      return { value: convert(''), ...condition };
    }
    return { value: convert(value.kind === 'symbol' ? value.name : value.text), ...condition };
  });
  return defaults.length > 0 ? { default: defaults } : {};
}

function ranges(
  state: Import,
  symbol: ModelSymbol,
  convert: (text: string) => number | string,
): { readonly range?: readonly ConditionalRange<number | string>[] } {
  const end = (operand: Operand): number | string => {
    const name = operand.kind === 'symbol' ? state.names.options.get(operand.name) : undefined;
    return name ?? convert(operand.kind === 'symbol' ? operand.name : operand.text);
  };
  const all = symbol.ranges.map(({ low, high, when }) => ({
    low: end(low),
    high: end(high),
    ...text(state, 'when', symbol.name, without(when, symbol.dependsOn)),
  }));
  return all.length > 0 ? { range: all } : {};
}

function linksOf(state: Import, symbol: ModelSymbol): object {
  const links = state.links.get(symbol.name);
  const convert = (ends: Links['select']): readonly object[] =>
    ends.map((one) => ({
      symbol: state.names.options.get(one.symbol),
      ...text(state, 'when', symbol.name, without(one.when, symbol.dependsOn)),
    }));
  return {
    ...(links !== undefined && links.select.length > 0 && { select: convert(links.select) }),
    ...(links !== undefined && links.imply.length > 0 && { imply: convert(links.imply) }),
  };
}

function memberName(symbol: ModelSymbol): string {
  return symbol.name.toLowerCase();
}

function importChoice(state: Import, choice: ModelChoice, node: MenuNode): ChoiceOption {
  if (choice.type === 'tristate') {
    state.problems.push(
      `${choice.prompts[0]?.text ?? choice.name}: a choice of several m becomes one of a single y`,
    );
  }
  const dependsOn = anyOf(...choice.atLeast);
  // Members ask for their choice, and a bool one among tristates for its being y.
  const isChosen = (one: Expression): boolean => {
    const asked = one.kind === 'compare' ? one.left : one;
    return asked.kind === 'symbol' && asked.name === choice.name;
  };
  const members = Object.fromEntries(
    choice.members.map((member) => {
      const [prompt] = member.prompts;
      const conditions = member.prompts.map(({ when }) => dropped(when, isChosen));
      const when = conditions.includes(undefined) ? undefined : anyOf(...conditions);
      const help = state.tree.definitions.get(member.name)?.[0]?.help;
      const entry = {
        prompt: prompt?.text || member.name,
        ...(help && { help }),
        ...text(state, 'dependsOn', member.name, when),
      };
      return [memberName(member), entry];
    }),
  );
  const defaults = choice.defaults.flatMap(({ member, when }) => {
    const symbol = choice.members.find((one) => one.name === member);
    return symbol === undefined
      ? []
      : [{ value: memberName(symbol), ...text(state, 'when', choice.name, without(when, dependsOn)) }];
  });
  return {
    type: 'choice',
    prompt: choice.prompts[0]?.text || 'Choice',
    ...(node.help && { help: node.help }),
    ...text(state, 'dependsOn', choice.name, dependsOn),
    ...menuOf(state, node),
    ...(choice.isOptional && { optional: true }),
    members,
    ...(defaults.length > 0 && { default: defaults }),
  };
}

/** A bool that is y while its choice says so. */
function importMember(state: Import, symbol: ModelSymbol, choice: ModelChoice): Option {
  const when = `${state.names.choices.get(choice.name)} = '${memberName(symbol)}'`;
  return {
    type: 'bool',
    default: [{ value: true, when }],
    ...linksOf(state, { ...symbol, dependsOn: undefined }),
  } as Option;
}

function importMenus(state: Import): Readonly<Record<string, Menu>> {
  return Object.fromEntries(
    [...state.menus].map(([node, name]) => [
      name,
      { prompt: node.prompt?.text || name, ...menuOf(state, node) },
    ]),
  );
}

function importComments(state: Import): readonly Comment[] {
  return [...walk(state.tree.root)]
    .filter(({ kind }) => kind === 'comment')
    .map((node) => ({
      text: node.prompt?.text || ' ',
      ...menuOf(state, node),
      ...text(state, 'dependsOn', 'comment', node.prompt?.when),
    }));
}
