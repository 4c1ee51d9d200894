import type { Expression } from '../expression.ts';
import type { KconfigWarning } from './kconfig-host.ts';
import type { KconfigTree, MenuNode } from './kconfig-tree.ts';
import type { ParsedKconfig } from './parse-kconfig.ts';
import type { ParsedEntry } from './parsed-entry.ts';
import {
  allOf,
  anyOf,
  emptyChoice,
  emptySymbol,
  type ModelChoice,
  type ModelDefault,
  type ModelSymbol,
  type When,
} from './symbol-model.ts';

interface Builder {
  readonly environment: Readonly<Record<string, string>>;
  readonly symbols: Map<string, ModelSymbol>;
  readonly choices: Map<string, ModelChoice>;
  readonly definitions: Map<string, MenuNode[]>;
  /** What each definition of a symbol depends on. */
  readonly dependencies: Map<string, When[]>;
  /** Defaults that `configdefault` adds: what their symbol depends on is known once all is read. */
  readonly added: Set<ModelDefault>;
  readonly warnings: KconfigWarning[];
  readonly unwritten: Set<string>;
  readonly allNoConfigY: Set<string>;
  modules: string | undefined;
}

/** What a block hands down to its entries. */
interface Inherited {
  /** What all of them depend on. */
  readonly dependsOn: When;
  /** What their prompts also need: the `visible if` of all menus around. */
  readonly visibleIf: When;
  /** The node that shows them. */
  readonly node: MenuNode;
}

/**
 * Lowers parsed files to the model and the menu, with what conf does when it has read them: conditions inherited, links turned
 * round, members given to their choice, and symbols put beneath the one that they depend on.
 *
 * Pure.
 */
export function buildTree(parsed: ParsedKconfig, environment: Readonly<Record<string, string>>): KconfigTree {
  const builder: Builder = {
    environment,
    symbols: new Map(),
    choices: new Map(),
    definitions: new Map(),
    dependencies: new Map(),
    added: new Set(),
    warnings: [...parsed.warnings],
    unwritten: new Set(),
    allNoConfigY: new Set(),
    modules: undefined,
  };
  declareSymbols(builder, parsed.root);
  declareChoices(builder, parsed.root);
  const root: MenuNode = {
    kind: 'root',
    place: parsed.root.place,
    prompt: { text: parsed.root.prompt?.text ?? 'Configuration', when: undefined },
    dependsOn: undefined,
    children: [],
  };
  buildBlock(builder, parsed.root.children, { dependsOn: undefined, visibleIf: undefined, node: root });
  for (const symbol of builder.symbols.values()) {
    symbol.dependsOn = anyOf(...(builder.dependencies.get(symbol.name) ?? []));
    for (const [index, one] of symbol.defaults.entries()) {
      if (!builder.added.has(one)) continue;
      symbol.defaults[index] = { value: one.value, when: allOf(symbol.dependsOn, one.when) };
    }
  }
  for (const one of [...builder.symbols.values(), ...builder.choices.values()]) {
    if (builder.modules !== undefined) one.modules = builder.modules;
  }
  const { symbols, choices, definitions, warnings, unwritten, allNoConfigY, modules } = builder;
  const tree = {
    root,
    symbols,
    choices,
    definitions,
    warnings,
    unwritten,
    allNoConfigY,
    files: parsed.files,
  };
  return modules === undefined ? tree : { ...tree, modules };
}

/** Makes every symbol with its type, so that links may go forward. */
function declareSymbols(builder: Builder, entry: ParsedEntry): void {
  if (entry.kind === 'config' || entry.kind === 'menuconfig') declareSymbol(builder, entry);
  for (const child of entry.children) declareSymbols(builder, child);
}

/** A choice is of the type of its first member that has one, and members without a type are of the choice's. */
function declareChoices(builder: Builder, entry: ParsedEntry): void {
  for (const child of entry.children) declareChoices(builder, child);
  if (entry.kind !== 'choice') return;
  const members = entry.children.flatMap(({ kind, name }) =>
    kind === 'config' || kind === 'menuconfig' ? (builder.symbols.get(name) ?? []) : [],
  );
  const first = entry.type ?? members.find(({ type }) => type !== 'unknown')?.type;
  entry.type = first === 'tristate' ? 'tristate' : 'bool';
  for (const member of members) if (member.type === 'unknown') member.type = entry.type;
}

function declareSymbol(builder: Builder, entry: ParsedEntry): void {
  const symbol = builder.symbols.get(entry.name) ?? emptySymbol(entry.name);
  builder.symbols.set(entry.name, symbol);
  const { type = 'unknown', place, name, options } = entry;
  if (symbol.type === 'unknown') symbol.type = type;
  else if (type !== 'unknown' && type !== symbol.type) {
    builder.warnings.push({ ...place, text: `${name} stays ${symbol.type}: the type ${type} is ignored` });
  }
  if (options.has('modules')) builder.modules ??= name;
  if (options.has('allnoconfig_y')) builder.allNoConfigY.add(name);
  const variable = options.get('env');
  if (variable === undefined) return;
  const value = Object.hasOwn(builder.environment, variable) ? builder.environment[variable] : undefined;
  builder.unwritten.add(name);
  if (value === undefined)
    builder.warnings.push({ ...place, text: `${name}: nothing sets ${variable} in the environment` });
  else symbol.defaults.push({ value: { kind: 'constant', text: value }, when: undefined });
}

/** A symbol of a block that takes those after it that depend on it. */
interface Taker {
  readonly name: string;
  readonly inherited: Inherited;
}

function buildBlock(builder: Builder, entries: readonly ParsedEntry[], inherited: Inherited): void {
  const takers: Taker[] = [];
  for (const entry of entries) {
    const dependsOn = allOf(inherited.dependsOn, withModules(builder, entry.dependsOn));
    const seen = entry.prompt === undefined ? dependsOn : promptWhen(builder, entry, dependsOn, inherited);
    while (takers.length > 0 && !dependsOnSymbol(seen, takers.at(-1)?.name ?? '')) takers.pop();
    const parent = takers.at(-1)?.inherited.node ?? inherited.node;
    const node = buildEntry(builder, entry, { ...inherited, dependsOn, node: parent });
    const isSymbol = entry.kind === 'config' || entry.kind === 'menuconfig';
    if (isSymbol) takers.push({ name: entry.name, inherited: { ...inherited, node } });
  }
}

/** Builds one entry and what is in it; returns the node that shows what stands beneath it. */
function buildEntry(builder: Builder, entry: ParsedEntry, around: Inherited): MenuNode {
  const { dependsOn, node: parent } = around;
  if (entry.kind === 'configdefault') addDefaults(builder, entry, dependsOn);
  if (entry.kind === 'if' || entry.kind === 'root') buildBlock(builder, entry.children, around);
  if (entry.kind === 'if' || entry.kind === 'root' || entry.kind === 'configdefault') return parent;
  const choice = entry.kind === 'choice' ? buildChoice(builder, entry, around) : undefined;
  const symbol = choice === undefined ? builder.symbols.get(entry.name) : undefined;
  const when = promptWhen(builder, entry, dependsOn, around);
  const node: MenuNode = {
    kind: entry.kind,
    place: entry.place,
    dependsOn,
    parent,
    children: [],
    ...(symbol && { symbol }),
    ...(choice && { choice }),
    ...(entry.prompt && { prompt: { text: entry.prompt.text, when } }),
    ...(entry.visibleIf && { visibleIf: entry.visibleIf }),
    ...(entry.help !== undefined && { help: entry.help }),
  };
  parent.children.push(node);
  const visibleIf = allOf(around.visibleIf, entry.visibleIf);
  if (choice !== undefined) {
    const isChosen: Expression = { kind: 'symbol', name: choice.name };
    buildBlock(builder, entry.children, { dependsOn: isChosen, visibleIf, node });
  } else if (symbol === undefined) {
    buildBlock(builder, entry.children, { dependsOn, visibleIf, node });
  } else buildSymbol(builder, entry, { symbol, node, around });
  // Without a prompt nothing can stand beneath it: it goes up to the next that has one.
  return node.prompt === undefined ? parent : node;
}

/** As if they stood where the symbol is declared, which they neither show nor make depend on less. */
function addDefaults(builder: Builder, { name, place, defaults }: ParsedEntry, dependsOn: When): void {
  const symbol = builder.symbols.get(name);
  if (symbol === undefined) {
    builder.warnings.push({ ...place, text: `configdefault of ${name}, which no config declares` });
    return;
  }
  for (const { value, when } of defaults) {
    const added = { value, when: allOf(dependsOn, withModules(builder, when)) };
    symbol.defaults.push(added);
    builder.added.add(added);
  }
}

/** A prompt's own `if`, what is depended on, and for symbols and choices the `visible if` around. */
function promptWhen(builder: Builder, entry: ParsedEntry, dependsOn: When, around: Inherited): When {
  const isMenu = entry.kind === 'menu' || entry.kind === 'comment';
  return allOf(dependsOn, withModules(builder, entry.prompt?.when), isMenu ? undefined : around.visibleIf);
}

function buildChoice(builder: Builder, entry: ParsedEntry, around: Inherited): ModelChoice {
  const { file, line } = entry.place;
  const name = entry.name === '' ? `<choice ${file}:${line}>` : `<choice ${entry.name}>`;
  const choice =
    builder.choices.get(name) ?? emptyChoice(name, entry.type === 'tristate' ? 'tristate' : 'bool');
  builder.choices.set(name, choice);
  if (entry.isOptional) choice.isOptional = true;
  if (entry.prompt === undefined)
    builder.warnings.push({ file, line, text: 'a choice without a prompt is never made' });
  else {
    const when = promptWhen(builder, entry, around.dependsOn, around);
    choice.prompts.push({ text: entry.prompt.text, when });
    choice.atLeast.push(when);
  }
  for (const { value, when } of entry.defaults) {
    if (value.kind !== 'symbol')
      builder.warnings.push({ file, line, text: "a choice's default is one of its members" });
    else
      choice.defaults.push({ member: value.name, when: allOf(around.dependsOn, withModules(builder, when)) });
  }
  return choice;
}

interface SymbolEntry {
  readonly symbol: ModelSymbol;
  readonly node: MenuNode;
  readonly around: Inherited;
}

function buildSymbol(builder: Builder, entry: ParsedEntry, { symbol, node, around }: SymbolEntry): void {
  const choice = around.node.choice;
  const isOnlyWithY = choice?.type === 'tristate' && symbol.type !== 'tristate';
  const extra: When = isOnlyWithY
    ? {
        kind: 'compare',
        operator: '=',
        left: { kind: 'symbol', name: choice.name },
        right: { kind: 'constant', text: 'y' },
      }
    : undefined;
  const under = (when: When): When => allOf(extra, around.dependsOn, withModules(builder, when));
  const dependencies = builder.dependencies.get(symbol.name);
  if (dependencies === undefined) builder.dependencies.set(symbol.name, [around.dependsOn]);
  else dependencies.push(around.dependsOn);
  if (node.prompt !== undefined) {
    symbol.prompts.push({ text: node.prompt.text, when: allOf(extra, node.prompt.when) });
  }
  for (const { value, when } of entry.defaults) symbol.defaults.push({ value, when: under(when) });
  for (const { low, high, when } of entry.ranges) symbol.ranges.push({ low, high, when: under(when) });
  for (const { symbol: name, when } of entry.selects) {
    builder.symbols.get(name)?.selectedBy.push({ by: symbol.name, when: under(when) });
  }
  for (const { symbol: name, when } of entry.implies) {
    builder.symbols.get(name)?.impliedBy.push({ by: symbol.name, when: under(when) });
  }
  if (choice !== undefined && symbol.choice === undefined) {
    symbol.choice = choice;
    choice.members.push(symbol);
    if (symbol.type === 'unknown') symbol.type = choice.type;
  }
  const definitions = builder.definitions.get(symbol.name);
  if (definitions === undefined) builder.definitions.set(symbol.name, [node]);
  else definitions.push(node);
}

/** `m` alone asks for modules, too. */
function withModules(builder: Builder, when: When): When {
  if (when === undefined) return undefined;
  switch (when.kind) {
    case 'constant': {
      if (when.text !== 'm') return when;
      const modules: Expression =
        builder.modules === undefined
          ? { kind: 'constant', text: 'n' }
          : { kind: 'symbol', name: builder.modules };
      return { kind: 'and', operands: [when, modules] };
    }
    case 'not': {
      return { kind: 'not', operand: withModules(builder, when.operand) ?? when.operand };
    }
    case 'and':
    case 'or': {
      return { kind: when.kind, operands: when.operands.map((one) => withModules(builder, one) ?? one) };
    }
    case 'symbol':
    case 'compare': {
      return when;
    }
  }
}

/** Whether a condition can only hold where a symbol is on. */
function dependsOnSymbol(condition: When, name: string): boolean {
  if (condition === undefined) return false;
  switch (condition.kind) {
    case 'symbol': {
      return condition.name === name;
    }
    case 'and': {
      return condition.operands.some((one) => dependsOnSymbol(one, name));
    }
    case 'compare': {
      const { left, operator, right } = condition;
      if (left.kind !== 'symbol' || left.name !== name || right.kind !== 'constant') return false;
      return operator === '=' ? ['y', 'm'].includes(right.text) : operator === '!=' && right.text === 'n';
    }
    case 'constant':
    case 'not':
    case 'or': {
      return false;
    }
  }
}
