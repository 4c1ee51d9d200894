import type { Reading } from './kconfig/evaluate.ts';
import { createEvaluation } from './kconfig/evaluation.ts';
import type { ChoiceWish, Evaluation, SymbolValue } from './kconfig/evaluation-types.ts';
import type { SymbolModel } from './kconfig/symbol-model.ts';
import { lowerCondition, lowerTable } from './lower-options.ts';
import { emptyValue, textOfValue, valueOfText } from './option-value.ts';
import type { Origin, OptionValue } from './solve-types.ts';
import type { Condition, OptionSymbol, SymbolTable } from './symbol-table.ts';

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
  /** A user may give it another value now: it shows, and no select has it at its greatest. */
  readonly isChangeable: boolean;
  /** Symbols that select it now. */
  readonly selectors: readonly string[];
}

export interface OptionEvaluator {
  /** The value of any symbol: option, `lib.`, `contract.` or constant; undefined where there is none. */
  valueOf(name: string): OptionValue | undefined;
  holds(condition: Condition | undefined, owner: string): boolean;
  detailsOf(symbol: OptionSymbol): Evaluated;
  /** What it would be if no user had set it. */
  defaultOf(symbol: OptionSymbol): OptionValue;
  /** The range that holds now, as `.config` would write its ends. */
  rangeOf(symbol: OptionSymbol): { readonly low: string; readonly high: string } | undefined;
  /** The first loop among options met so far, by complete names, the first one repeated at the end. */
  loop(): readonly string[] | undefined;
  /** Goes into a world, and knows nothing of any before. */
  restart(world: World): void;
  /**
   * Goes into another world and keeps what it knows, but for what follows from `changed`: names of options, libraries (`lib.`),
   * contracts (`contract.`) and constants, all that the two worlds do not have alike.
   *
   * @returns whether the value of an option may be another now
   */
  enter(world: World, changed: readonly string[]): (name: string) => boolean;
}

const models = new WeakMap<SymbolTable, SymbolModel>();

/**
 * Evaluates options on demand and remembers them, so that a pass over all symbols is linear. The semantics are those of
 * `kconfig/`; here stands what is Unicore's own: libraries that are absent, `lib.`, `contract.` and constants.
 *
 * It begins in an empty world. A loop does not throw (a later round of the solver may not have it): its symbol reads as empty and `loop` tells.
 */
export function createOptionEvaluator(table: SymbolTable): OptionEvaluator {
  const model = models.get(table) ?? lowerTable(table);
  models.set(table, model);
  let world: World = emptyWorld;
  const facts = { ...userFacts(table, world), external };
  // Of an image whose libraries no condition decides, the rounds ask for nothing.
  let opened: Evaluation | undefined;
  const evaluation = (): Evaluation => (opened ??= createEvaluation(model, facts));

  function goInto(next: World): void {
    world = next;
    Object.assign(facts, userFacts(table, next));
  }

  function external(name: string): Reading | undefined {
    if (name.startsWith('lib.')) return yesOrNo(world.isPresent(name.slice('lib.'.length)));
    if (name.startsWith('contract.')) return yesOrNo(world.isProvided(name.slice('contract.'.length)));
    const owner = table.symbols.get(name)?.owner;
    if (owner !== undefined) return world.isPresent(owner) ? undefined : absent;
    if (model.symbols.has(name)) return undefined;
    const text = world.constants.get(name);
    return text === undefined ? absent : { tri: 0, text, type: 'unknown' };
  }

  function valueOf(name: string): OptionValue | undefined {
    if (name.startsWith('lib.') || name.startsWith('contract.')) return external(name)?.tri === 2;
    const symbol = table.symbols.get(name);
    if (symbol === undefined) return world.constants.get(name);
    return world.isPresent(symbol.owner) ? detailsOf(symbol).value : undefined;
  }

  function detailsOf(symbol: OptionSymbol): Evaluated {
    const choice = symbol.option.type === 'choice' ? model.choices.get(symbol.name) : undefined;
    if (choice !== undefined) {
      const { selection, visible, origin } = evaluation().choice(choice);
      const dependencyHolds = evaluation().holds(lowerCondition(symbol.dependsOn, symbol.owner)) > 0;
      return {
        value: choice.texts?.get(selection ?? '') ?? '',
        origin: originOf(symbol, origin, dependencyHolds),
        dependencyHolds,
        isVisible: visible > 0,
        isChangeable: visible > 0,
        selectors: [],
      };
    }
    const lowered = model.symbols.get(symbol.name);
    if (lowered === undefined) return unavailable(symbol);
    const { text, origin, dependency, visible, atLeast, selectors } = evaluation().symbol(lowered);
    return {
      value: valueOfText(symbol.option, text),
      origin: originOf(symbol, origin, dependency > 0),
      dependencyHolds: dependency > 0,
      isVisible: visible > 0,
      isChangeable: visible > atLeast,
      selectors,
    };
  }

  return {
    valueOf,
    detailsOf,
    defaultOf(symbol) {
      const choice = model.choices.get(symbol.name);
      if (choice !== undefined) return choice.texts?.get(evaluation().defaultSelection(choice) ?? '') ?? '';
      const lowered = model.symbols.get(symbol.name);
      return lowered === undefined
        ? emptyValue(symbol.option)
        : valueOfText(symbol.option, evaluation().defaultText(lowered));
    },
    holds: (condition, owner) =>
      condition === undefined || evaluation().holds(lowerCondition(condition, owner)) > 0,
    rangeOf(symbol) {
      const lowered = model.symbols.get(symbol.name);
      return lowered === undefined ? undefined : evaluation().range(lowered);
    },
    loop: () => opened?.loop(),
    restart(next) {
      goInto(next);
      opened?.forget();
    },
    enter(next, changed) {
      goInto(next);
      return evaluation().change(changed);
    },
  };
}

const emptyWorld: World = {
  isPresent: () => false,
  isProvided: () => false,
  constants: new Map(),
  userValues: new Map(),
};

const absent: Reading = { tri: 0, text: '', type: 'unknown' };

function yesOrNo(isYes: boolean): Reading {
  return isYes ? { tri: 2, text: 'y', type: 'bool' } : { tri: 0, text: 'n', type: 'bool' };
}

/** What the user set, as the model has it. */
function userFacts(
  table: SymbolTable,
  world: World,
): { readonly values: ReadonlyMap<string, string>; readonly choices: ReadonlyMap<string, ChoiceWish> } {
  const values = new Map<string, string>();
  const choices = new Map<string, ChoiceWish>();
  for (const [name, value] of world.userValues) {
    const option = table.symbols.get(name)?.option;
    if (option?.type === 'choice') {
      choices.set(name, value === '' ? { tri: 0, pick: undefined } : { tri: 2, pick: `${name}.${value}` });
    } else values.set(name, textOfValue(value));
  }
  return { values, choices };
}

// Shared, as one for each option is much of what a change costs.
const byDefault: Origin = { kind: 'default' };
const byNothing: Origin = { kind: 'unavailable' };
const byConditions = new WeakMap<Condition, Origin>();

function originOf(symbol: OptionSymbol, origin: SymbolValue['origin'], dependencyHolds: boolean): Origin {
  if (origin.kind === 'user' || origin.kind === 'select' || origin.kind === 'imply') return origin;
  const index = origin.kind === 'default' ? origin.index : undefined;
  if (index === undefined && !dependencyHolds) return byNothing;
  const when = index === undefined ? undefined : symbol.defaults[index]?.when;
  if (when === undefined) return byDefault;
  const known = byConditions.get(when);
  if (known !== undefined) return known;
  const made: Origin = { kind: 'default', when: when.text };
  byConditions.set(when, made);
  return made;
}

function unavailable(symbol: OptionSymbol): Evaluated {
  return {
    value: emptyValue(symbol.option),
    origin: byNothing,
    dependencyHolds: false,
    isVisible: false,
    isChangeable: false,
    selectors: [],
  };
}
