import { evaluate, type Tristate } from './evaluate-expression.ts';
import { clamp, emptyValue } from './option-value.ts';
import type { Origin, OptionValue } from './solve-types.ts';
import {
  type Condition,
  completeName,
  type Link,
  type OptionSymbol,
  type SymbolTable,
} from './symbol-table.ts';

/** What the values of options stand on. */
export interface World {
  isPresent(library: string): boolean;
  isProvided(contract: string): boolean;
  readonly constants: ReadonlyMap<string, string>;
  readonly userValues: ReadonlyMap<string, OptionValue>;
}

/** A symbol's value and how it came about. */
export interface Evaluated {
  readonly value: OptionValue;
  readonly origin: Origin;
  /** Whether its `dependsOn` holds; a select may override that. */
  readonly dependencyHolds: boolean;
  readonly isVisible: boolean;
  /** Symbols that select it now. */
  readonly selectors: readonly string[];
}

export interface OptionEvaluator {
  /** The value of any symbol: option, `lib.`, `contract.` or constant; undefined where there is none. */
  valueOf(name: string): OptionValue | undefined;
  holds(condition: Condition | undefined, owner: string): boolean;
  detailsOf(symbol: OptionSymbol): Evaluated;
  /** The first loop among options met so far, by complete names, the first one repeated at the end. */
  loop(): readonly string[] | undefined;
}

/**
 * Evaluates options on demand and remembers them, so that a pass over all symbols is linear.
 *
 * A loop does not throw (a later round of the solver may not have it): its symbol reads as empty and `loop` tells.
 */
export function createOptionEvaluator(table: SymbolTable, world: World): OptionEvaluator {
  const known = new Map<string, Evaluated>();
  const underWay: string[] = [];
  let loop: readonly string[] | undefined;

  function valueOf(name: string): OptionValue | undefined {
    if (name.startsWith('lib.')) return world.isPresent(name.slice('lib.'.length));
    if (name.startsWith('contract.')) return world.isProvided(name.slice('contract.'.length));
    const symbol = table.symbols.get(name);
    if (symbol === undefined) return world.constants.get(name);
    return world.isPresent(symbol.owner) ? detailsOf(symbol).value : undefined;
  }

  function tristate(condition: Condition | undefined, owner: string): Tristate {
    if (condition === undefined) return 2;
    return evaluate(condition.expression, (name) => valueOf(completeName(name, owner)));
  }

  const holds = (condition: Condition | undefined, owner: string): boolean => tristate(condition, owner) > 0;

  function detailsOf(symbol: OptionSymbol): Evaluated {
    const done = known.get(symbol.name);
    if (done !== undefined) return done;
    if (underWay.length === 0) return evaluateInOrder(symbol);
    const start = underWay.indexOf(symbol.name);
    if (start >= 0) {
      loop ??= [...underWay.slice(start), symbol.name];
      return unavailable(symbol);
    }
    if (underWay.length > deepestRecursion) {
      loop ??= shortestCycle(table, symbol.name);
      return unavailable(symbol);
    }
    return evaluateOne(symbol);
  }

  function evaluateOne(symbol: OptionSymbol): Evaluated {
    underWay.push(symbol.name);
    const details = compute(symbol);
    underWay.pop();
    known.set(symbol.name, details);
    return details;
  }

  /** Evaluates what a symbol reads before itself, so that a chain of thousands needs no deep call stack. */
  function evaluateInOrder(first: OptionSymbol): Evaluated {
    const entered = new Set<string>([first.name]);
    const stack: { symbol: OptionSymbol; next: number }[] = [{ symbol: first, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const read = top.symbol.reads[top.next++];
      if (read === undefined) {
        stack.pop();
        if (!known.has(top.symbol.name)) evaluateOne(top.symbol);
        continue;
      }
      const symbol = entered.has(read) || known.has(read) ? undefined : table.symbols.get(read);
      if (symbol === undefined || !world.isPresent(symbol.owner)) continue;
      entered.add(read);
      stack.push({ symbol, next: 0 });
    }
    return known.get(first.name) ?? unavailable(first);
  }

  function compute(symbol: OptionSymbol): Evaluated {
    const { option, owner } = symbol;
    const dependencyHolds = holds(symbol.dependsOn, owner);
    const isVisible = option.prompt !== undefined && dependencyHolds && holds(symbol.visibleIf, owner);
    const selectors = symbol.selectedBy.filter(isActive).map((link) => link.symbol);
    const basis = isVisible ? userChoice(symbol) : undefined;
    const chosen = basis ?? (dependencyHolds ? defaultOf(symbol) : unavailableValue(symbol));
    const details = { dependencyHolds, isVisible, selectors };
    if (selectors.length > 0 && chosen.value !== true) {
      return { ...details, value: true, origin: { kind: 'select', by: selectors } };
    }
    return { ...details, ...chosen };
  }

  function isActive(link: Link): boolean {
    const from = table.symbols.get(link.symbol);
    return from !== undefined && valueOf(link.symbol) === true && holds(link.when, from.owner);
  }

  function userChoice(symbol: OptionSymbol): Pick<Evaluated, 'value' | 'origin'> | undefined {
    const value = world.userValues.get(symbol.name);
    if (value === undefined || !isAvailableMember(symbol, value)) return undefined;
    return { value, origin: { kind: 'user' } };
  }

  function isAvailableMember(symbol: OptionSymbol, value: OptionValue): boolean {
    if (symbol.option.type !== 'choice') return true;
    const member = symbol.members.find(({ name }) => name === value);
    return member !== undefined && holds(member.dependsOn, symbol.owner);
  }

  function defaultOf(symbol: OptionSymbol): Pick<Evaluated, 'value' | 'origin'> {
    const found = symbol.defaults.find(
      ({ value, when }) => holds(when, symbol.owner) && isAvailableMember(symbol, value),
    );
    const origin: Origin =
      found?.when === undefined ? { kind: 'default' } : { kind: 'default', when: found.when.text };
    const value = found === undefined ? withoutDefault(symbol) : found.value;
    if (symbol.option.type !== 'bool' || value === true)
      return { value: clamp(symbol.option, value), origin };
    const impliers = symbol.impliedBy.filter(isActive).map((link) => link.symbol);
    return impliers.length === 0
      ? { value, origin }
      : { value: true, origin: { kind: 'imply', by: impliers } };
  }

  function withoutDefault(symbol: OptionSymbol): OptionValue {
    if (symbol.option.type !== 'choice') return emptyValue(symbol.option);
    return symbol.members.find(({ dependsOn }) => holds(dependsOn, symbol.owner))?.name ?? '';
  }

  return { valueOf, holds, detailsOf, loop: () => loop };
}

/** Only symbols of one loop nest in the call stack; one that is longer than this is taken for a loop without following it round. */
const deepestRecursion = 250;

function shortestCycle(table: SymbolTable, start: string): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const read of table.symbols.get(name)?.reads ?? []) {
      if (read === start) return [...pathTo(name, cameFrom), start];
      if (cameFrom.has(read)) continue;
      cameFrom.set(read, name);
      queue.push(read);
    }
  }
  return [start, start];
}

function pathTo(name: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

function unavailableValue(symbol: OptionSymbol): Pick<Evaluated, 'value' | 'origin'> {
  return { value: emptyValue(symbol.option), origin: { kind: 'unavailable' } };
}

function unavailable(symbol: OptionSymbol): Evaluated {
  return { ...unavailableValue(symbol), dependencyHolds: false, isVisible: false, selectors: [] };
}
