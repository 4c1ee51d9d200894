import { dependenciesOf } from './dependencies.ts';
import type { ChoiceValue, SymbolValue } from './evaluation-types.ts';
import type { ModelChoice, ModelSymbol, SymbolModel, Tristate } from './symbol-model.ts';

/** What is known of one symbol or choice, and who is to know when it changes. */
export interface Slot {
  readonly name: string;
  readonly symbol: ModelSymbol | undefined;
  readonly choice: ModelChoice | undefined;
  /** All that it may read. */
  readonly reads: readonly Slot[];
  /** All that may read it. */
  readonly readers: readonly Slot[];
  value: SymbolValue | undefined;
  visibility: Tristate | undefined;
  /** Of a symbol: what it depends on. */
  dependency: Tristate | undefined;
  mode: Tristate | undefined;
  choiceValue: ChoiceValue | undefined;
  /** Known not to be read as something from outside. */
  isInside: boolean;
  /** Of the pass that came here last. */
  mark: number;
  /** Of the pass that forgot it last, because something changed. */
  forgotten: number;
}

interface OpenSlot extends Slot {
  readonly reads: Slot[];
  readonly readers: Slot[];
}

export interface Slots {
  readonly slots: ReadonlyMap<string, Slot>;
  /** Names that are read and are neither symbol nor choice, with those that may read them. */
  readonly outside: ReadonlyMap<string, readonly Slot[]>;
}

/** Makes a slot of each symbol and choice, with what connects them. Pure; the model must not change any more. */
export function makeSlots(model: SymbolModel): Slots {
  const outside = new Map<string, Slot[]>();
  const slots = new Map<string, OpenSlot>();
  for (const choice of model.choices.values())
    slots.set(choice.name, emptySlot(choice.name, undefined, choice));
  for (const symbol of model.symbols.values())
    slots.set(symbol.name, emptySlot(symbol.name, symbol, undefined));
  for (const slot of slots.values()) {
    for (const name of dependenciesOf(model, slot.name)) {
      const read = slots.get(name);
      if (read === undefined) {
        const readers = outside.get(name) ?? [];
        outside.set(name, readers);
        readers.push(slot);
        continue;
      }
      slot.reads.push(read);
      read.readers.push(slot);
    }
  }
  return { slots, outside };
}

function emptySlot(name: string, symbol: ModelSymbol | undefined, choice: ModelChoice | undefined): OpenSlot {
  return {
    name,
    symbol,
    choice,
    reads: [],
    readers: [],
    value: undefined,
    visibility: undefined,
    dependency: undefined,
    mode: undefined,
    choiceValue: undefined,
    isInside: false,
    mark: 0,
    forgotten: 0,
  };
}

/** Forgets what is known of a slot. */
export function clearSlot(slot: Slot): void {
  slot.value = undefined;
  slot.visibility = undefined;
  slot.dependency = undefined;
  slot.mode = undefined;
  slot.choiceValue = undefined;
  slot.isInside = false;
}

/** Forgets slots and all that may follow from them; `pass` is a number that no pass had before. */
export function clearReaders(first: Iterable<Slot>, pass: number): void {
  const reached = [...first];
  for (const slot of reached) slot.forgotten = pass;
  for (const slot of reached) {
    clearSlot(slot);
    for (const reader of slot.readers) {
      if (reader.forgotten === pass) continue;
      reader.forgotten = pass;
      reached.push(reader);
    }
  }
}
