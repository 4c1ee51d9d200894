import type { Expression } from '../expression.ts';
import { evaluate, leadingNumber, type Reading, readOperand, triText } from './evaluate.ts';
import { dependenciesOf, shortestCycle } from './dependencies.ts';
import {
  type ModelChoice,
  type ModelLink,
  type ModelSymbol,
  type SymbolModel,
  type Tristate,
  type When,
} from './symbol-model.ts';

/** What a user chose of a choice: how much of it, and the member that is to be y. */
export interface ChoiceWish {
  readonly tri: Tristate;
  readonly pick: string | undefined;
}

/** What values stand on, besides the model. */
export interface Facts {
  /** What the user set, as text: `y`, `m`, `n`, a number, a text. */
  readonly values: ReadonlyMap<string, string>;
  readonly choices: ReadonlyMap<string, ChoiceWish>;
  /** What a name is that is no symbol here; of a symbol, where it is to be read as something else, or as absent. */
  external(name: string, symbol: ModelSymbol | undefined): Reading | undefined;
}

/** How a value came about. */
export type ValueOrigin =
  | { readonly kind: 'user' }
  /** `index` counts the symbol's defaults; absent: there is none that holds. */
  | { readonly kind: 'default'; readonly index?: number }
  | { readonly kind: 'select' | 'imply'; readonly by: readonly string[] }
  /** A member of a choice: whether it is y is the choice's. */
  | { readonly kind: 'choice' };

/** A symbol's value and all that menus and messages say of it. */
export interface SymbolValue extends Reading {
  readonly origin: ValueOrigin;
  /** Of its prompts, now. */
  readonly visible: Tristate;
  /** What it depends on, now; a select may override that. */
  readonly dependency: Tristate;
  /** Below this it cannot go: symbols that are on select it. */
  readonly atLeast: Tristate;
  /** Worth of the `imply` links, where what it depends on holds. */
  readonly implied: Tristate;
  /** Symbols that select it now. */
  readonly selectors: readonly string[];
  /** It stands in `.config`. */
  readonly isWritten: boolean;
}

/** A choice's value. */
export interface ChoiceValue {
  /** y: one member is; m: members are m or n; n: none. */
  readonly tri: Tristate;
  readonly visible: Tristate;
  /** The member that is y. */
  readonly selection: string | undefined;
  readonly origin: { readonly kind: 'user' } | { readonly kind: 'default'; readonly index?: number };
}

/** Values on demand, remembered until something that they stand on changes. */
export interface Evaluation {
  readonly read: (name: string) => Reading;
  symbol(symbol: ModelSymbol): SymbolValue;
  choice(choice: ModelChoice): ChoiceValue;
  holds(condition: When): Tristate;
  /** What a symbol would be if no user had set it, as conf asks to leave lines out of a minimal configuration. */
  defaultText(symbol: ModelSymbol): string;
  /** The member that a choice would take if no user had chosen one. */
  defaultSelection(choice: ModelChoice): string | undefined;
  /** The range that holds now, as texts. */
  range(symbol: ModelSymbol): { readonly low: string; readonly high: string } | undefined;
  /** The first loop met so far, by names, the first one repeated at the end. */
  loop(): readonly string[] | undefined;
  /** Forgets values of symbols and choices, as what they stand on has changed. */
  forget(names: Iterable<string>): void;
}

const none: Tristate = 0;
const noLinks = { tri: none, active: [] } as const;

/** Only symbols of one loop nest in the call stack; one that is longer than this is taken for a loop without following it round. */
const deepestRecursion = 250;

/**
 * Evaluates a model with the semantics of Kconfig's conf. This is the one place that knows them: descriptors and Kconfig files
 * are both lowered to the model.
 *
 * A loop does not throw: its symbol reads as n or empty and `loop` tells.
 */
export function createEvaluation(model: SymbolModel, facts: Facts): Evaluation {
  const values = new Map<string, SymbolValue>();
  const visibilities = new Map<string, Tristate>();
  const modes = new Map<string, Tristate>();
  const choices = new Map<string, ChoiceValue>();
  const underWay: string[] = [];
  let loop: readonly string[] | undefined;

  function read(name: string): Reading {
    const symbol = model.symbols.get(name);
    const outside = facts.external(name, symbol);
    if (outside !== undefined) return outside;
    if (symbol !== undefined) return symbolValue(symbol);
    const choice = model.choices.get(name);
    if (choice === undefined) return { tri: 0, text: name, type: 'unknown' };
    if (choice.texts !== undefined) {
      const text = choice.texts.get(choiceValue(choice).selection ?? '') ?? '';
      return { tri: 0, text, type: 'string' };
    }
    const tri = modeOf(choice);
    return { tri, text: triText(tri), type: choice.type };
  }

  const holds = (condition: When): Tristate => evaluate(condition, read);

  function symbolValue(symbol: ModelSymbol): SymbolValue {
    const known = values.get(symbol.name);
    if (known !== undefined) return known;
    if (underWay.length === 0 && !dependenciesOf(model, symbol.name).every(isKnown))
      evaluateBefore(symbol.name);
    return values.get(symbol.name) ?? guarded(symbol.name, () => remember(symbol)) ?? nothing(symbol);
  }

  function isKnown(name: string): boolean {
    return values.has(name) || choices.has(name);
  }

  function remember(symbol: ModelSymbol): SymbolValue {
    const value = symbol.choice === undefined ? computeSymbol(symbol) : computeMember(symbol, symbol.choice);
    values.set(symbol.name, value);
    return value;
  }

  /** Runs a computation unless it is under way already, which is a loop. */
  function guarded<Value>(name: string, compute: () => Value): Value | undefined {
    const start = underWay.indexOf(name);
    if (start >= 0) loop ??= [...underWay.slice(start), name];
    else if (underWay.length > deepestRecursion) loop ??= shortestCycle(model, name);
    else {
      underWay.push(name);
      const value = compute();
      underWay.pop();
      return value;
    }
    return undefined;
  }

  /** Evaluates what a symbol reads before itself, so that a chain of thousands needs no deep call stack. */
  function evaluateBefore(first: string): void {
    const entered = new Set<string>([first]);
    const stack: { name: string; reads: readonly string[]; next: number }[] = [
      { name: first, reads: dependenciesOf(model, first), next: 0 },
    ];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const name = top.reads[top.next++];
      if (name === undefined) {
        stack.pop();
        evaluateNode(top.name);
      } else if (!entered.has(name) && !isKnown(name)) {
        entered.add(name);
        const symbol = model.symbols.get(name);
        if (facts.external(name, symbol) !== undefined) continue;
        if (symbol === undefined && !model.choices.has(name)) continue;
        stack.push({ name, reads: dependenciesOf(model, name), next: 0 });
      }
    }
  }

  function evaluateNode(name: string): void {
    const symbol = model.symbols.get(name);
    if (symbol !== undefined) {
      if (!values.has(name)) guarded(name, () => remember(symbol));
      return;
    }
    const choice = model.choices.get(name);
    if (choice !== undefined) choiceValue(choice);
  }

  function isTristate({ type, modules }: Pick<ModelSymbol, 'type' | 'modules'>): boolean {
    return type === 'tristate' && modules !== undefined && read(modules).tri > 0;
  }

  /** m counts as y in what is no tristate. */
  function rounded(of: Pick<ModelSymbol, 'type' | 'modules'>, tri: Tristate): Tristate {
    return tri === 1 && !isTristate(of) ? 2 : tri;
  }

  function visibilityOf(
    of: (ModelSymbol & { choice?: ModelChoice }) | (ModelChoice & { choice?: undefined }),
  ): Tristate {
    const known = visibilities.get(of.name);
    if (known !== undefined) return known;
    let tri: Tristate = 0;
    for (const { when } of of.prompts) {
      const one = holds(when);
      // A tristate member that may be m only is not there while the choice is y.
      const isOut = one === 1 && of.type === 'tristate' && of.choice !== undefined && modeOf(of.choice) === 2;
      if (!isOut) tri = greater(tri, one);
    }
    tri = rounded(of, tri);
    visibilities.set(of.name, tri);
    return tri;
  }

  function computeSymbol(symbol: ModelSymbol): SymbolValue {
    const dependency = holds(symbol.dependsOn);
    const visible = visibilityOf(symbol);
    const { tri: atLeast, active: selectors } = linksOf(symbol, symbol.selectedBy);
    const common = { type: symbol.type, visible, dependency, atLeast, selectors, implied: none };
    const user = visible > 0 ? facts.values.get(symbol.name) : undefined;
    if (symbol.type === 'unknown') {
      return { ...common, tri: 0, text: symbol.name, origin: { kind: 'default' }, isWritten: false };
    }
    if (symbol.type === 'bool' || symbol.type === 'tristate') return computeTristate(symbol, common, user);
    return computeText(symbol, common, user);
  }

  type Common = Omit<SymbolValue, 'tri' | 'text' | 'origin' | 'isWritten'>;

  function computeTristate(symbol: ModelSymbol, common: Common, user: string | undefined): SymbolValue {
    const { visible, dependency, atLeast, selectors } = common;
    // Conf asks neither who selects a member of a choice nor who implies it.
    const links =
      dependency > 0 && symbol.choice === undefined ? linksOf(symbol, symbol.impliedBy) : undefined;
    const implied = links?.tri ?? 0;
    let tri: Tristate = 0;
    let origin: ValueOrigin = { kind: 'default' };
    let isWritten = visible > 0 || atLeast > 0;
    if (user === undefined) {
      const index = symbol.defaults.findIndex(({ when }) => holds(when) > 0);
      const chosen = symbol.defaults[index];
      if (chosen !== undefined) {
        isWritten = true;
        origin = { kind: 'default', index };
        tri = lesser(evaluate(chosen.value, read), holds(chosen.when));
      }
      if (links !== undefined && implied > 0) isWritten = true;
      if (links !== undefined && implied > tri) {
        tri = implied;
        origin = { kind: 'imply', by: links.active };
      }
    } else {
      tri = lesser(user === 'y' ? 2 : user === 'm' ? 1 : 0, visible);
      origin = { kind: 'user' };
    }
    if (atLeast > tri) {
      tri = atLeast;
      origin = { kind: 'select', by: selectors };
    }
    if (tri === 1 && implied === 2) tri = 2;
    tri = rounded(symbol, tri);
    const { type } = common;
    // Spelt out, as copying properties of all symbols is what a change costs.
    const text = triText(tri);
    return { tri, text, type, origin, visible, dependency, atLeast, implied, selectors, isWritten };
  }

  /** What links are worth together, rounded as the symbol's type is, and who they come from. */
  function linksOf(
    symbol: ModelSymbol,
    links: readonly ModelLink[],
  ): { readonly tri: Tristate; readonly active: readonly string[] } {
    if (links.length === 0) return noLinks;
    let tri: Tristate = 0;
    const active: string[] = [];
    for (const { by, when } of links) {
      const from = read(by).tri;
      const worth = from === 0 ? 0 : lesser(from, holds(when));
      if (worth > 0 && !active.includes(by)) active.push(by);
      tri = greater(tri, worth);
    }
    const isText = symbol.type !== 'bool' && symbol.type !== 'tristate';
    return { tri: isText ? tri : rounded(symbol, tri), active };
  }

  function computeText(symbol: ModelSymbol, common: Common, user: string | undefined): SymbolValue {
    const isWritten = common.visible > 0;
    if (user !== undefined && isInRange(symbol, user)) {
      return { ...common, tri: 0, text: user, origin: { kind: 'user' }, isWritten };
    }
    const index = symbol.defaults.findIndex(({ when }) => holds(when) > 0);
    const chosen = symbol.defaults[index];
    const text = clamped(symbol, chosen === undefined ? '' : defaultText(chosen.value));
    const origin: ValueOrigin = chosen === undefined ? { kind: 'default' } : { kind: 'default', index };
    return { ...common, tri: 0, text, origin, isWritten: isWritten || chosen !== undefined };
  }

  /** As in conf, a bool that a text takes for its default gives "n", and anything but one symbol gives nothing. */
  function defaultText(value: Expression): string {
    if (value.kind !== 'symbol' && value.kind !== 'constant') return '';
    const { text, type } = readOperand(value, read);
    return type === 'bool' || type === 'tristate' ? 'n' : text;
  }

  function limitsOf(symbol: ModelSymbol): { readonly low: bigint; readonly high: bigint } | undefined {
    if (symbol.ranges.length === 0 || (symbol.type !== 'int' && symbol.type !== 'hex')) return undefined;
    const found = symbol.ranges.find(({ when }) => holds(when) > 0);
    if (found === undefined) return undefined;
    const own = symbol.type === 'hex' ? 16 : 10;
    const [low, high] = [found.low, found.high].map((end) => {
      const { text, type } = readOperand(end, read);
      return leadingNumber(text, type === 'hex' ? 16 : type === 'int' ? 10 : own);
    });
    return low === undefined || high === undefined ? undefined : { low, high };
  }

  function isInRange(symbol: ModelSymbol, text: string): boolean {
    const limits = limitsOf(symbol);
    if (limits === undefined) return true;
    const number = leadingNumber(text, symbol.type === 'hex' ? 16 : 10);
    return number >= limits.low && number <= limits.high;
  }

  function clamped(symbol: ModelSymbol, text: string): string {
    const limits = limitsOf(symbol);
    if (limits === undefined) return text;
    const number = leadingNumber(text, symbol.type === 'hex' ? 16 : 10);
    if (number >= limits.low && number <= limits.high) return text;
    return numberText(symbol.type, number < limits.low ? limits.low : limits.high);
  }

  function computeMember(symbol: ModelSymbol, choice: ModelChoice): SymbolValue {
    const visible = visibilityOf(symbol);
    const common = {
      type: symbol.type,
      visible,
      dependency: holds(symbol.dependsOn),
      atLeast: none,
      implied: none,
      selectors: [],
    };
    if (visible === 2) {
      const tri = choiceValue(choice).selection === symbol.name ? 2 : 0;
      return { ...common, tri, text: triText(tri), origin: { kind: 'choice' }, isWritten: true };
    }
    const user = visible > 0 ? facts.values.get(symbol.name) : undefined;
    return computeTristate(symbol, common, user);
  }

  function modeOf(choice: ModelChoice): Tristate {
    const known = modes.get(choice.name);
    if (known !== undefined) return known;
    const tri = guarded(choice.name, () => {
      const visible = visibilityOf(choice);
      let mode = lesser(facts.choices.get(choice.name)?.tri ?? 0, visible);
      if (!choice.isOptional) {
        for (const when of choice.atLeast) mode = greater(mode, lesser(holds(when), 1));
      }
      return rounded(choice, mode);
    });
    if (tri === undefined) return 0;
    modes.set(choice.name, tri);
    return tri;
  }

  function choiceValue(choice: ModelChoice): ChoiceValue {
    const known = choices.get(choice.name);
    if (known !== undefined) return known;
    const tri = modeOf(choice);
    const value = guarded(choice.name, (): ChoiceValue => {
      const visible = visibilityOf(choice);
      if (tri < 2) return { visible, tri, selection: undefined, origin: { kind: 'default' } };
      const selected = selectionOf(choice, visible);
      return { visible, tri: selected.selection === undefined ? 0 : tri, ...selected };
    });
    if (value === undefined) return { visible: 0, tri: 0, selection: undefined, origin: { kind: 'default' } };
    choices.set(choice.name, value);
    return value;
  }

  function isThere(choice: ModelChoice, name: string): boolean {
    const member = choice.members.find((one) => one.name === name);
    return member !== undefined && visibilityOf(member) > 0;
  }

  function selectionOf(choice: ModelChoice, visible: Tristate): Pick<ChoiceValue, 'selection' | 'origin'> {
    const pick = facts.choices.get(choice.name)?.pick;
    if (pick === undefined || visible === 0 || !isThere(choice, pick)) return selectionWithoutUser(choice);
    return { selection: pick, origin: { kind: 'user' } };
  }

  function selectionWithoutUser(choice: ModelChoice): Pick<ChoiceValue, 'selection' | 'origin'> {
    const index = choice.defaults.findIndex(({ member, when }) => holds(when) > 0 && isThere(choice, member));
    const chosen = choice.defaults[index];
    if (chosen !== undefined) return { selection: chosen.member, origin: { kind: 'default', index } };
    const first = choice.members.find((member) => visibilityOf(member) > 0);
    return { selection: first?.name, origin: { kind: 'default' } };
  }

  function textWithoutUser(symbol: ModelSymbol): string {
    const chosen = symbol.defaults.find(({ when }) => holds(when) > 0);
    if (symbol.type !== 'bool' && symbol.type !== 'tristate') {
      return chosen === undefined ? '' : defaultText(chosen.value);
    }
    const { atLeast, implied } = symbolValue(symbol);
    const own = chosen === undefined ? 0 : lesser(evaluate(chosen.value, read), holds(chosen.when));
    return triText(greater(rounded(symbol, greater(own, atLeast)), implied));
  }

  return {
    read,
    symbol: symbolValue,
    choice: choiceValue,
    holds,
    defaultText: textWithoutUser,
    defaultSelection: (choice) => selectionWithoutUser(choice).selection,
    range(symbol) {
      const limits = limitsOf(symbol);
      if (limits === undefined) return undefined;
      return { low: numberText(symbol.type, limits.low), high: numberText(symbol.type, limits.high) };
    },
    loop: () => loop,
    forget(names) {
      for (const name of names) {
        values.delete(name);
        visibilities.delete(name);
        modes.delete(name);
        choices.delete(name);
      }
    },
  };
}

function nothing(symbol: ModelSymbol): SymbolValue {
  const isTri = symbol.type === 'bool' || symbol.type === 'tristate';
  return {
    tri: 0,
    text: isTri ? 'n' : '',
    type: symbol.type,
    origin: { kind: 'default' },
    visible: 0,
    dependency: 0,
    atLeast: 0,
    implied: 0,
    selectors: [],
    isWritten: false,
  };
}

function numberText(type: ModelSymbol['type'], number: bigint): string {
  return type === 'hex' ? `0x${BigInt.asUintN(64, number).toString(16)}` : number.toString();
}

function greater(left: Tristate, right: Tristate): Tristate {
  return left > right ? left : right;
}

function lesser(left: Tristate, right: Tristate): Tristate {
  return left < right ? left : right;
}
