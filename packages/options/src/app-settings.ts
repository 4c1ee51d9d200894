import { type DetailedSolution, solveInDetail } from './solve.ts';
import type { DotConfig, OptionValue, SolveInput } from './solve-types.ts';
import { compareNames, type OptionSymbol } from './symbol-table.ts';

/** What there is of one option over all targets. */
export interface AppOption {
  readonly symbol: OptionSymbol;
  /** The solutions of the targets whose image has it, with its place in each. */
  readonly states: readonly DetailedSolution[];
}

/** An application's settings at one moment. */
export interface AppSettings {
  readonly inputs: readonly SolveInput[];
  /** Symbol -> what `.config` sets it to. */
  readonly wishes: ReadonlyMap<string, OptionValue>;
  /** Every option of what is installed, sorted by its owner, then its name. */
  readonly options: readonly AppOption[];
  /** The config of the application sets it, whatever `.config` says. */
  isFixed(symbol: string): boolean;
}

/** Solves all targets under the wishes of a `.config`. Pure. */
export function settingsOf(
  inputs: readonly SolveInput[],
  wishes: ReadonlyMap<string, OptionValue>,
): AppSettings {
  const settings = [...wishes].map(([symbol, value]) => ({ symbol, value, line: 0 }));
  const dotConfig: DotConfig = { file: '.config', settings, unknown: [] };
  const solved = inputs.map((input) => solveInDetail({ ...input, dotConfig }));
  const symbols = new Map<string, OptionSymbol>();
  for (const { ground } of solved)
    for (const symbol of ground.table.symbols.values()) symbols.set(symbol.name, symbol);
  const options = [...symbols.values()]
    .toSorted((left, right) => compareNames(left.owner, right.owner) || compareNames(left.name, right.name))
    .map((symbol) => ({
      symbol,
      states: solved.filter(({ solution }) => Object.hasOwn(solution.origins, symbol.name)),
    }));
  const set = inputs[0]?.options ?? {};
  return {
    inputs,
    wishes,
    options,
    isFixed(symbol) {
      const dot = symbol.indexOf('.');
      const owner = symbol.slice(0, dot);
      return Object.hasOwn(set, owner) && Object.hasOwn(set[owner] ?? {}, symbol.slice(dot + 1));
    },
  };
}

/** The solutions in which a user may change an option. */
export function changeableIn({ isFixed }: AppSettings, { symbol, states }: AppOption): AppOption['states'] {
  if (symbol.option.prompt === undefined || isFixed(symbol.name)) return [];
  return states.filter(({ evaluator }) => evaluator.detailsOf(symbol).isChangeable);
}
