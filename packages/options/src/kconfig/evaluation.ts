import { choiceValueOf, selectionWithoutUser } from './choice-values.ts';
import { shortestCycle } from './dependencies.ts';
import { type Reading, triText } from './evaluate.ts';
import type { Evaluation, Facts, SymbolValue } from './evaluation-types.ts';
import { holds, type Moment } from './moment.ts';
import { clearReaders, clearSlot, makeSlots, type Slot } from './slots.ts';
import type { ModelChoice, ModelSymbol, SymbolModel } from './symbol-model.ts';
import { computeSymbol, nothing, textWithoutUser } from './symbol-values.ts';
import { limitsOf, numberText } from './text-values.ts';
import { modeOf } from './visibility.ts';

/** Only symbols of one loop nest in the call stack; one that is longer than this is taken for a loop without following it round. */
const deepestRecursion = 250;

/**
 * Evaluates a model with the semantics of Kconfig's conf: what is known, in which order more is found out, and what a change makes
 * unknown. The rules are those of `symbol-values.ts` and its neighbours, the one place that knows them: descriptors and Kconfig
 * files are both lowered to the model.
 *
 * A loop does not throw: its symbol reads as n or empty and `loop` tells.
 */
export function createEvaluation(model: SymbolModel, facts: Facts): Evaluation {
  const { slots, outside: outsideReaders } = makeSlots(model);
  const { external } = facts;
  const underWay: string[] = [];
  let passes = 0;
  let loop: readonly string[] | undefined;
  const moment: Moment = { facts, read, slotOf, guarded };

  function read(name: string): Reading {
    const slot = slots.get(name);
    const outside = slot === undefined ? external?.(name, undefined) : outsideOf(slot);
    if (outside !== undefined) return outside;
    if (slot === undefined) return { tri: 0, text: name, type: 'unknown' };
    if (slot.symbol !== undefined) return slot.value ?? valueOf(slot, slot.symbol);
    return slot.choice === undefined ? { tri: 0, text: name, type: 'unknown' } : readChoice(slot.choice);
  }

  /** Asks once for what is inside: until something changes, more may come in, and nothing goes out. */
  function outsideOf(slot: Slot): Reading | undefined {
    if (external === undefined || slot.isInside) return undefined;
    const outside = external(slot.name, slot.symbol);
    slot.isInside = outside === undefined;
    return outside;
  }

  function readChoice(choice: ModelChoice): Reading {
    if (choice.texts !== undefined) {
      const text = choice.texts.get(choiceValueOf(moment, choice).selection ?? '') ?? '';
      return { tri: 0, text, type: 'string' };
    }
    const tri = modeOf(moment, choice);
    return { tri, text: triText(tri), type: choice.type };
  }

  function slotOf({ name }: ModelSymbol | ModelChoice): Slot {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no slot for ${name}`);
    return slot;
  }

  function symbolValue(symbol: ModelSymbol): SymbolValue {
    const slot = slotOf(symbol);
    return slot.value ?? valueOf(slot, symbol);
  }

  function valueOf(slot: Slot, symbol: ModelSymbol): SymbolValue {
    if (underWay.length === 0 && !slot.reads.every(isKnown)) evaluateBefore(slot);
    return slot.value ?? guarded(slot.name, () => remember(slot, symbol)) ?? nothing(symbol);
  }

  function remember(slot: Slot, symbol: ModelSymbol): SymbolValue {
    const value = computeSymbol(moment, slot, symbol);
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
        if (outsideOf(slot) === undefined) stack.push({ slot, next: 0 });
      }
    }
  }

  function evaluateSlot(slot: Slot): void {
    const { symbol, choice } = slot;
    if (symbol !== undefined && slot.value === undefined) guarded(slot.name, () => remember(slot, symbol));
    if (choice !== undefined) choiceValueOf(moment, choice);
  }

  return {
    read,
    symbol: symbolValue,
    choice: (choice) => choiceValueOf(moment, choice),
    holds: (condition) => holds(moment, condition),
    defaultText: (symbol) => textWithoutUser(moment, slotOf(symbol), symbol, symbolValue(symbol)),
    defaultSelection: (choice) => selectionWithoutUser(moment, choice).selection,
    range(symbol) {
      const limits = limitsOf(moment, slotOf(symbol), symbol);
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
      const pass = ++passes;
      clearReaders(first, pass);
      return (name) => slots.get(name)?.forgotten === pass;
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
