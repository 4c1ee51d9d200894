import { createEvaluation } from './evaluation.ts';
import type { ChoiceWish, Evaluation } from './evaluation-types.ts';
import { triOf, triText } from './evaluate.ts';
import type { KconfigTree, MenuNode } from './kconfig-tree.ts';
import type { ModelChoice, ModelSymbol, Tristate } from './symbol-model.ts';

/** The text of a value that cannot be, as `expected 1 to 10, got "12"`. */
export interface WrongValue {
  readonly wrong: string;
}

/** What a user set, and all values that follow from it. Changes are cheap: only what depends on them is evaluated again. */
export interface Configuration {
  readonly tree: KconfigTree;
  readonly values: Evaluation;
  /** What the user set, by symbol, whether or not it counts now. */
  readonly settings: ReadonlyMap<string, string>;
  /**
   * Sets a symbol as a menu would: `y`, `m`, `n`, a number or a text.
   *
   * @returns what is wrong with it, and nothing has changed; or nothing
   */
  set(name: string, value: string): WrongValue | undefined;
  /** Forgets what the user set; of a member of a choice, all that was set of the choice. */
  unset(name: string): void;
  /** Takes settings as a `.config` has them: also those that do not count now, but may later. The last y of a choice wins. */
  load(settings: Iterable<readonly [string, string]>): void;
  /** Sets how much of a choice there is, and which member, as a menu does for an optional choice. */
  wish(choice: ModelChoice, wish: ChoiceWish): void;
  /** Values of a bool or tristate that a user may choose now; empty: none may. */
  assignable(symbol: ModelSymbol): readonly Tristate[];
  /** Whether a menu shows the node now. */
  isShown(node: MenuNode): boolean;
}

/** Opens a tree with nothing set. */
export function openConfiguration(tree: KconfigTree): Configuration {
  const settings = new Map<string, string>();
  const wishes = new Map<string, ChoiceWish>();
  const values = createEvaluation(tree, { values: settings, choices: wishes });

  function put({ name, choice }: ModelSymbol, value: string): void {
    settings.set(name, value);
    if (choice === undefined) return;
    const before = wishes.get(choice.name);
    const tri = triOf(value);
    const pick = tri === 2 ? name : before?.pick === name ? undefined : before?.pick;
    wishes.set(choice.name, { tri: before !== undefined && before.tri > tri ? before.tri : tri, pick });
  }

  function take({ name, choice }: ModelSymbol): void {
    settings.delete(name);
    if (choice === undefined) return;
    wishes.delete(choice.name);
    for (const member of choice.members) settings.delete(member.name);
  }

  function assignable(symbol: ModelSymbol): readonly Tristate[] {
    const { visible, atLeast, implied } = values.symbol(symbol);
    if (symbol.type !== 'bool' && symbol.type !== 'tristate') return [];
    if (visible === 0 || visible <= atLeast) return [];
    if (symbol.choice !== undefined && visible === 2) return [2];
    const hasModules =
      symbol.type === 'tristate' && tree.modules !== undefined && values.read(tree.modules).tri > 0;
    const all: readonly Tristate[] = hasModules && implied < 2 ? [0, 1, 2] : [0, 2];
    return all.filter((tri) => tri >= atLeast && tri <= visible);
  }

  return {
    tree,
    values,
    settings,
    set(name, value) {
      const symbol = tree.symbols.get(name);
      if (symbol === undefined) return { wrong: `there is no symbol "${name}"` };
      const problem = wrongValue(symbol, value) ?? wrongNow(symbol, value);
      if (problem !== undefined) return { wrong: problem };
      put(symbol, symbol.type === 'hex' && !/^0x/i.test(value) ? `0x${value}` : value);
      values.change([symbol.choice?.name ?? name]);
      return undefined;
    },
    unset(name) {
      const symbol = tree.symbols.get(name);
      if (symbol === undefined || !settings.has(name)) return;
      take(symbol);
      values.change([symbol.choice?.name ?? name]);
    },
    load(entries) {
      const contradictory = new Set<string>();
      for (const [name, value] of entries) {
        const symbol = tree.symbols.get(name);
        if (symbol === undefined || wrongValue(symbol, value) !== undefined) continue;
        const { choice } = symbol;
        if (choice !== undefined && value === 'm' && wishes.get(choice.name)?.tri === 2)
          contradictory.add(choice.name);
        put(symbol, value);
      }
      // As conf has it, a choice that is y by one line and m by a later one is as if nobody had set how much of it there is.
      for (const name of contradictory) wishes.set(name, { tri: 0, pick: wishes.get(name)?.pick });
      values.forget();
    },
    wish(choice, wish) {
      wishes.set(choice.name, wish);
      values.change([choice.name]);
    },
    assignable,
    isShown({ prompt, visibleIf }) {
      return prompt !== undefined && values.holds(visibleIf) > 0 && values.holds(prompt.when) > 0;
    },
  };

  function wrongNow(symbol: ModelSymbol, value: string): string | undefined {
    const { visible, selectors } = values.symbol(symbol);
    if (visible === 0) return 'expected no value: its prompt is hidden, as what it depends on does not hold';
    if (symbol.type === 'bool' || symbol.type === 'tristate') {
      const able = assignable(symbol);
      if (able.includes(triOf(value))) return undefined;
      const by =
        selectors.length === 0
          ? ''
          : `, as ${selectors.join(', ')} select${selectors.length === 1 ? 's' : ''} it`;
      return `expected ${able.length === 0 ? 'no other value' : able.map(triText).join(' or ')}, got ${value}${by}`;
    }
    const range = values.range(symbol);
    if (range === undefined || isWithin(symbol, value, range)) return undefined;
    return `expected ${range.low} to ${range.high}, got ${value}`;
  }
}

/** What is wrong with a text as the value of a symbol, whatever the other values are; nothing if it may be one. Pure. */
export function wrongValue(symbol: Pick<ModelSymbol, 'type'>, value: string): string | undefined {
  const got = `got ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
  switch (symbol.type) {
    case 'bool': {
      return value === 'y' || value === 'n' ? undefined : `expected y or n, ${got}`;
    }
    case 'tristate': {
      return value === 'y' || value === 'm' || value === 'n' ? undefined : `expected y, m or n, ${got}`;
    }
    case 'int': {
      return /^-?(0|[1-9]\d{0,18})$/.test(value) ? undefined : `expected a whole number, ${got}`;
    }
    case 'hex': {
      return /^(0[xX])?[0-9a-fA-F]{1,16}$/.test(value) ? undefined : `expected a hexadecimal number, ${got}`;
    }
    case 'string': {
      return /[\r\n\0]/.test(value) ? `expected one line of text, ${got}` : undefined;
    }
    case 'unknown': {
      return 'it has no type';
    }
  }
}

function isWithin(
  symbol: ModelSymbol,
  value: string,
  range: { readonly low: string; readonly high: string },
): boolean {
  const number = (text: string): bigint => {
    if (symbol.type === 'int') return BigInt(text);
    return BigInt(/^0[xX]/.test(text) ? text : `0x${text}`);
  };
  return number(value) >= number(range.low) && number(value) <= number(range.high);
}
