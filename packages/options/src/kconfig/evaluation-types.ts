import type { Reading } from './evaluate.ts';
import type { ModelChoice, ModelSymbol, Tristate, When } from './symbol-model.ts';

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
  readonly external?: (name: string, symbol: ModelSymbol | undefined) => Reading | undefined;
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
  /**
   * Forgets symbols and choices whose facts have changed, or names from outside whose readings have, and all that may follow.
   *
   * @returns whether a symbol or choice is among them, good until the next change
   */
  change(names: readonly string[]): (name: string) => boolean;
  /** Forgets everything, loops included. */
  forget(): void;
}
