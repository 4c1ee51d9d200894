import {
  type Configuration,
  formatCondition,
  type MenuNode,
  type ModelSymbol,
  walk,
  wrongValue,
} from '@unicore/options';
import { field } from './app-help.ts';
import type { Hit, MenuModel, Row } from './menu-model.ts';
import type { Searchable } from './search.ts';

/**
 * Makes the menu of Kconfig files. It touches neither disk nor terminal; `configuration` changes as the menu does.
 *
 */
export function createKconfigModel(configuration: Configuration, file: string): MenuModel {
  const { tree, values } = configuration;
  const ids = new Map<MenuNode, string>();
  const nodes = new Map<string, MenuNode>([['', tree.root]]);
  for (const node of walk(tree.root)) {
    const id = `node:${nodes.size}`;
    ids.set(node, id);
    nodes.set(id, node);
  }
  const before = new Map(configuration.settings);
  const idOf = (node: MenuNode): string => ids.get(node) ?? '';

  function rows(menu: string): readonly Row[] {
    const node = nodes.get(menu);
    return node === undefined ? [] : rowsUnder(node, 0);
  }

  /** Symbols that depend on the one above stand beneath it; menus, choices and menuconfigs open. */
  function rowsUnder(node: MenuNode, depth: number): readonly Row[] {
    return node.children.flatMap((child): readonly Row[] => {
      const isHeld = child.prompt === undefined || child.symbol?.type === 'unknown';
      const own = isHeld ? [] : [rowOf(child, depth)];
      const opens = own[0]?.opens === true;
      return opens ? own : [...own, ...rowsUnder(child, isHeld ? depth : depth + 1)];
    });
  }

  function rowOf(node: MenuNode, depth: number): Row {
    const base = {
      id: idOf(node),
      depth,
      prompt: node.prompt?.text ?? '',
      value: '',
      able: [],
      opens: node.children.length > 0,
      isShown: configuration.isShown(node),
      isChanged: false,
    };
    const { symbol, choice } = node;
    if (symbol !== undefined) return symbolRow(node, symbol, base);
    if (choice !== undefined) {
      const { tri, selection } = values.choice(choice);
      const member = node.children.find((child) => child.symbol?.name === selection);
      const able = choiceValues(node);
      return {
        ...base,
        kind: 'choice',
        value: tri === 1 ? 'm' : (member?.prompt?.text ?? 'none'),
        able: able.length > 1 ? able : [],
        isChanged: choice.members.some(({ name }) => isChanged(name)),
      };
    }
    return { ...base, kind: node.kind === 'comment' ? 'comment' : 'menu', opens: node.kind === 'menu' };
  }

  function symbolRow(node: MenuNode, symbol: ModelSymbol, base: Omit<Row, 'kind'>): Row {
    const { text, visible, dependency, selectors } = values.symbol(symbol);
    const isMember = symbol.choice !== undefined && values.choice(symbol.choice).tri === 2;
    const able = base.isShown ? configuration.assignable(symbol).map((tri) => 'nmy'.charAt(tri)) : [];
    const note =
      selectors.length > 0 && dependency === 0
        ? `selected by ${selectors.join(', ')}, but depends on ${condition(symbol.dependsOn)}`
        : visible === 0 && symbol.dependsOn !== undefined
          ? `depends on ${condition(symbol.dependsOn)}`
          : undefined;
    return {
      ...base,
      kind: isMember ? 'member' : symbol.type === 'unknown' ? 'comment' : symbol.type,
      name: symbol.name,
      value: text,
      able: isMember || able.length > 1 ? able : [],
      opens: node.kind === 'menuconfig' && node.children.length > 0,
      isChanged: isChanged(symbol.name),
      ...(note !== undefined && { note }),
    };
  }

  const isChanged = (name: string): boolean => before.get(name) !== configuration.settings.get(name);

  function condition(when: ModelSymbol['dependsOn']): string {
    return when === undefined ? 'nothing' : formatCondition(when, values.read);
  }

  /** How much of a choice there may be; only an optional or tristate choice leaves a user something to say. */
  function choiceValues({ choice }: MenuNode): readonly string[] {
    if (choice === undefined) return [];
    const { visible } = values.choice(choice);
    const hasModules =
      choice.type === 'tristate' && tree.modules !== undefined && values.read(tree.modules).tri > 0;
    return [
      ...(choice.isOptional ? ['n'] : []),
      ...(hasModules ? ['m'] : []),
      ...(visible === 2 ? ['y'] : []),
    ];
  }

  function check(id: string, text: string): string | undefined {
    const symbol = nodes.get(id)?.symbol;
    if (symbol === undefined) return undefined;
    const wrong = wrongValue(symbol, text);
    if (wrong !== undefined) return wrong;
    const range = values.range(symbol);
    if (range === undefined || isBetween(symbol, text, range)) return undefined;
    return `expected ${range.low} to ${range.high}, got ${text}`;
  }

  function set(id: string, text: string): string | undefined {
    const node = nodes.get(id);
    if (node?.choice !== undefined) {
      const tri = text === 'y' ? 2 : text === 'm' ? 1 : 0;
      configuration.wish(node.choice, { tri, pick: values.choice(node.choice).selection });
      return undefined;
    }
    if (node?.symbol === undefined) return 'nothing here can be set';
    return configuration.set(node.symbol.name, text)?.wrong;
  }

  /** The nearest node above that opens; one that does not shows its children in its own menu. */
  function menuOf(id: string): string {
    let at = nodes.get(id)?.parent;
    while (at !== undefined && at !== tree.root && (at.prompt === undefined || !rowOf(at, 0).opens))
      at = at.parent;
    return at === undefined ? '' : idOf(at);
  }

  let texts: Searchable | undefined;

  /** Name, prompt and help of each node as one text, so that a pattern runs once over it. */
  function textsOf(): Searchable {
    return [...nodes].flatMap(([id, { symbol, prompt, help, kind }]) => {
      if (kind === 'root' || prompt === undefined) return [];
      const names = symbol === undefined ? '' : `${symbol.name}\nCONFIG_${symbol.name}`;
      const hit: Hit = { id, name: symbol?.name ?? kind, prompt: prompt.text };
      return [[hit, `${names}\n${prompt.text}\n${help ?? ''}`] as const];
    });
  }

  return {
    title: `${tree.root.prompt?.text ?? 'Kconfig'}: ${file}`,
    scope: () => `${tree.symbols.size} symbols`,
    rows,
    menuOf,
    promptOf: (menu) => (menu === '' ? 'Main menu' : (nodes.get(menu)?.prompt?.text ?? menu)),
    check,
    set,
    reset(id) {
      const node = nodes.get(id);
      const name = node?.symbol?.name ?? node?.choice?.members[0]?.name;
      if (name === undefined) return 'nothing here can be reset';
      for (const one of node?.choice?.members.map((member) => member.name) ?? [name])
        configuration.unset(one);
      return undefined;
    },
    help(id) {
      const node = nodes.get(id);
      return node === undefined ? [] : helpOf(configuration, node);
    },
    rangeOf(id) {
      const symbol = nodes.get(id)?.symbol;
      const range = symbol && values.range(symbol);
      return range && `${range.low} to ${range.high}`;
    },
    textOf(id) {
      const symbol = nodes.get(id)?.symbol;
      return symbol === undefined ? '' : values.symbol(symbol).text;
    },
    searchable: () => (texts ??= textsOf()),
    changeCount: () =>
      [...new Set([...before.keys(), ...configuration.settings.keys()])].filter((name) => isChanged(name))
        .length,
    problemCount: () => 0,
  };
}

function isBetween(
  symbol: ModelSymbol,
  text: string,
  { low, high }: { readonly low: string; readonly high: string },
): boolean {
  const number = (one: string): bigint =>
    BigInt(symbol.type === 'hex' && !/^0x/i.test(one) ? `0x${one}` : one);
  return number(text) >= number(low) && number(text) <= number(high);
}

function helpOf({ values, tree }: Configuration, node: MenuNode): readonly string[] {
  const { symbol, place, prompt, help, dependsOn } = node;
  const shown = (when: MenuNode['dependsOn']): readonly string[] =>
    when === undefined ? [] : [formatCondition(when, values.read)];
  const head = [
    symbol === undefined ? (prompt?.text ?? '') : `${prompt?.text ?? ''}  (${symbol.name})`,
    '',
    ...(help === undefined ? [] : [...help.trimEnd().split('\n'), '']),
  ];
  if (symbol === undefined)
    return [
      ...head,
      ...field('Depends on', shown(dependsOn)),
      ...field('Defined at', [`${place.file}:${place.line}`]),
    ];
  const { text, origin, selectors, visible } = values.symbol(symbol);
  const links = (all: ModelSymbol['selectedBy']): readonly string[] =>
    all.map(
      ({ by, when }) =>
        `${by} [=${values.read(by).text}]${when === undefined ? '' : ` where ${formatCondition(when, values.read)}`}`,
    );
  const range = values.range(symbol);
  return [
    ...head,
    ...field('Type', [symbol.type]),
    ...field('Value', [`${text}  (${originOf(origin, visible)})`]),
    ...field('Range', range ? [`${range.low} to ${range.high}`] : []),
    ...field(
      'Default',
      symbol.defaults.map(
        ({ value, when }) =>
          `${formatCondition(value)}${when === undefined ? '' : ` where ${formatCondition(when, values.read)}`}`,
      ),
    ),
    ...field('Depends on', shown(symbol.dependsOn)),
    ...field(
      'Selects',
      [...tree.symbols.values()]
        .filter(({ selectedBy }) => selectedBy.some(({ by }) => by === symbol.name))
        .map(({ name }) => name),
    ),
    ...field('Selected by', links(symbol.selectedBy)),
    ...field('Implied by', links(symbol.impliedBy)),
    ...field('Selecting now', selectors.length > 0 ? [selectors.join(', ')] : []),
    ...field(
      'Defined at',
      (tree.definitions.get(symbol.name) ?? [node]).map((one) => `${one.place.file}:${one.place.line}`),
    ),
  ];
}

function originOf(origin: ReturnType<Configuration['values']['symbol']>['origin'], visible: number): string {
  switch (origin.kind) {
    case 'user':
      return 'set by the user';
    case 'choice':
      return 'by its choice';
    case 'select':
    case 'imply':
      return `${origin.kind === 'select' ? 'selected' : 'implied'} by ${origin.by.join(', ')}`;
    case 'default':
      return visible === 0 ? 'its default; no user may set it now' : 'its default';
  }
}
