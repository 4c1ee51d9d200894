import type { Expression, Operand } from '../expression.ts';
import { shortestCycle } from './dependencies.ts';
import { evaluate, leadingNumber, type Reading, readOperand, triText } from './evaluate.ts';
import type { ChoiceValue, Evaluation, Facts, SymbolValue, ValueOrigin } from './evaluation-types.ts';
import { clearReaders, clearSlot, makeSlots, type Slot } from './slots.ts';
import type { ModelChoice, ModelLink, ModelSymbol, SymbolModel, Tristate, When } from './symbol-model.ts';

const none: Tristate = 0;
const noLinks = { tri: none, active: [] } as const;

interface Limits {
  readonly low: bigint;
  readonly high: bigint;
}

/** Ends of ranges that are no symbols; each belongs to one symbol, and so has one base. */
const constantEnds = new WeakMap<Operand, bigint>();

/** Only symbols of one loop nest in the call stack; one that is longer than this is taken for a loop without following it round. */
const deepestRecursion = 250;

/**
 * Evaluates a model with the semantics of Kconfig's conf. This is the one place that knows them: descriptors and Kconfig files
 * are both lowered to the model.
 *
 * A loop does not throw: its symbol reads as n or empty and `loop` tells.
 */
export function createEvaluation(model: SymbolModel, facts: Facts): Evaluation {
  const { slots, outside: outsideReaders } = makeSlots(model);
  const { external } = facts;
  const underWay: string[] = [];
  let passes = 0;
  let loop: readonly string[] | undefined;

  function read(name: string): Reading {
    const slot = slots.get(name);
    const outside = external?.(name, slot?.symbol);
    if (outside !== undefined) return outside;
    if (slot === undefined) return { tri: 0, text: name, type: 'unknown' };
    if (slot.symbol !== undefined) return slot.value ?? valueOf(slot, slot.symbol);
    return slot.choice === undefined ? { tri: 0, text: name, type: 'unknown' } : readChoice(slot.choice);
  }

  function readChoice(choice: ModelChoice): Reading {
    if (choice.texts !== undefined) {
      const text = choice.texts.get(choiceValue(choice).selection ?? '') ?? '';
      return { tri: 0, text, type: 'string' };
    }
    const tri = modeOf(choice);
    return { tri, text: triText(tri), type: choice.type };
  }

  function slotOf({ name }: ModelSymbol | ModelChoice): Slot {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no slot for ${name}`);
    return slot;
  }

  const holds = (condition: When): Tristate => evaluate(condition, read);

  function symbolValue(symbol: ModelSymbol): SymbolValue {
    const slot = slotOf(symbol);
    return slot.value ?? valueOf(slot, symbol);
  }

  function valueOf(slot: Slot, symbol: ModelSymbol): SymbolValue {
    if (underWay.length === 0 && !slot.reads.every(isKnown)) evaluateBefore(slot);
    return slot.value ?? guarded(slot.name, () => remember(slot, symbol)) ?? nothing(symbol);
  }

  function remember(slot: Slot, symbol: ModelSymbol): SymbolValue {
    const value =
      symbol.choice === undefined ? computeSymbol(slot, symbol) : computeMember(symbol, symbol.choice);
    slot.value = value;
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
  function evaluateBefore(first: Slot): void {
    const pass = ++passes;
    first.mark = pass;
    const stack = [{ slot: first, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const slot = top.slot.reads[top.next++];
      if (slot === undefined) {
        stack.pop();
        evaluateSlot(top.slot);
      } else if (slot.mark !== pass && !isKnown(slot)) {
        slot.mark = pass;
        if (external?.(slot.name, slot.symbol) === undefined) stack.push({ slot, next: 0 });
      }
    }
  }

  function evaluateSlot(slot: Slot): void {
    const { symbol, choice } = slot;
    if (symbol !== undefined && slot.value === undefined) guarded(slot.name, () => remember(slot, symbol));
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
    slot = slotOf(of),
  ): Tristate {
    if (slot.visibility !== undefined) return slot.visibility;
    let tri: Tristate = 0;
    for (const { when } of of.prompts) {
      const one = holds(when);
      // A tristate member that may be m only is not there while the choice is y.
      const isOut = one === 1 && of.type === 'tristate' && of.choice !== undefined && modeOf(of.choice) === 2;
      if (!isOut) tri = greater(tri, one);
    }
    tri = rounded(of, tri);
    slot.visibility = tri;
    return tri;
  }

  function computeSymbol(slot: Slot, symbol: ModelSymbol): SymbolValue {
    const dependency = holds(symbol.dependsOn);
    const visible = visibilityOf(symbol, slot);
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
    const { type, visible, dependency, atLeast, implied, selectors } = common;
    const limits = limitsOf(symbol);
    let isWritten = visible > 0;
    let origin: ValueOrigin = { kind: 'user' };
    let text = user;
    if (text === undefined || clamped(symbol, text, limits) !== text) {
      const index = symbol.defaults.findIndex(({ when }) => holds(when) > 0);
      const chosen = symbol.defaults[index];
      text = clamped(symbol, chosen === undefined ? '' : defaultText(chosen.value), limits);
      origin = chosen === undefined ? { kind: 'default' } : { kind: 'default', index };
      isWritten ||= chosen !== undefined;
    }
    return { tri: 0, text, type, origin, visible, dependency, atLeast, implied, selectors, isWritten };
  }

  /** As in conf, a bool that a text takes for its default gives "n", and anything but one symbol gives nothing. */
  function defaultText(value: Expression): string {
    if (value.kind !== 'symbol' && value.kind !== 'constant') return '';
    const { text, type } = readOperand(value, read);
    return type === 'bool' || type === 'tristate' ? 'n' : text;
  }

  function limitsOf(symbol: ModelSymbol): Limits | undefined {
    if (symbol.ranges.length === 0 || (symbol.type !== 'int' && symbol.type !== 'hex')) return undefined;
    const found = symbol.ranges.find(({ when }) => holds(when) > 0);
    if (found === undefined) return undefined;
    return { low: endOf(found.low, symbol), high: endOf(found.high, symbol) };
  }

  function endOf(end: Operand, symbol: ModelSymbol): bigint {
    const known = constantEnds.get(end);
    if (known !== undefined) return known;
    const { text, type } = readOperand(end, read);
    const number = leadingNumber(text, type === 'int' ? 10 : type === 'hex' ? 16 : baseOf(symbol));
    if (end.kind === 'constant') constantEnds.set(end, number);
    return number;
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
    const slot = slotOf(choice);
    if (slot.mode !== undefined) return slot.mode;
    const tri = guarded(choice.name, () => {
      const visible = visibilityOf(choice);
      let mode = lesser(facts.choices.get(choice.name)?.tri ?? 0, visible);
      if (!choice.isOptional) {
        for (const when of choice.atLeast) mode = greater(mode, lesser(holds(when), 1));
      }
      return rounded(choice, mode);
    });
    if (tri === undefined) return 0;
    slot.mode = tri;
    return tri;
  }

  function choiceValue(choice: ModelChoice): ChoiceValue {
    const slot = slotOf(choice);
    if (slot.choiceValue !== undefined) return slot.choiceValue;
    const tri = modeOf(choice);
    const value = guarded(choice.name, (): ChoiceValue => {
      const visible = visibilityOf(choice);
      if (tri < 2) return { visible, tri, selection: undefined, origin: { kind: 'default' } };
      const selected = selectionOf(choice, visible);
      return { visible, tri: selected.selection === undefined ? 0 : tri, ...selected };
    });
    if (value === undefined) return { visible: 0, tri: 0, selection: undefined, origin: { kind: 'default' } };
    slot.choiceValue = value;
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
    change(names) {
      const first = new Set<Slot>();
      for (const name of names) {
        const slot = slots.get(name);
        for (const one of slot === undefined ? (outsideReaders.get(name) ?? []) : [slot]) first.add(one);
      }
      return clearReaders(first, ++passes);
    },
    forget() {
      for (const slot of slots.values()) clearSlot(slot);
      loop = undefined;
    },
  };
}

function isKnown({ value, choiceValue }: Slot): boolean {
  return value !== undefined || choiceValue !== undefined;
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

function baseOf({ type }: ModelSymbol): 10 | 16 {
  return type === 'hex' ? 16 : 10;
}

/** A number within its range: the nearest end of it, where it is outside. */
function clamped(symbol: ModelSymbol, text: string, limits: Limits | undefined): string {
  if (limits === undefined) return text;
  const number = leadingNumber(text, baseOf(symbol));
  if (number >= limits.low && number <= limits.high) return text;
  return numberText(symbol.type, number < limits.low ? limits.low : limits.high);
}
