import type { Expression, Operand } from '../expression.ts';

/** n, m, y as Kconfig counts them. */
export type Tristate = 0 | 1 | 2;

/** `unknown`: named somewhere, defined nowhere with a type; its text is its name. */
export type SymbolType = 'bool' | 'tristate' | 'int' | 'hex' | 'string' | 'unknown';

/** A condition; absent means always. */
export type When = Expression | undefined;

/** A prompt under its whole condition: its own `if`, what it depends on, and the `visible if` of the menus around. */
export interface ModelPrompt {
  readonly text: string;
  readonly when: When;
}

/** A default under its whole condition, what the symbol depends on included. */
export interface ModelDefault {
  readonly value: Expression;
  readonly when: When;
}

export interface ModelRange {
  readonly low: Operand;
  readonly high: Operand;
  readonly when: When;
}

/** The other end of a `select` or `imply`: worth the lesser of that symbol and the condition. */
export interface ModelLink {
  readonly by: string;
  readonly when: When;
}

/**
 * One symbol, all its definitions taken together. Conditions are complete: nothing is inherited from a menu any more, so the
 * evaluator needs no tree. Lists are in the order of the source, where the first that holds wins.
 */
export interface ModelSymbol {
  readonly name: string;
  type: SymbolType;
  readonly prompts: ModelPrompt[];
  readonly defaults: ModelDefault[];
  readonly ranges: ModelRange[];
  /** What any of its definitions depends on. */
  dependsOn: When;
  readonly selectedBy: ModelLink[];
  readonly impliedBy: ModelLink[];
  /** The choice that it is a member of. */
  choice?: ModelChoice;
  /** The symbol without which no tristate is m; absent: none is. */
  modules?: string;
}

/** One of several symbols, or with tristate members several that are m. */
export interface ModelChoice {
  /** No symbol's name: `<choice ...>`, or in descriptors the option's. */
  readonly name: string;
  type: 'bool' | 'tristate' | 'unknown';
  readonly prompts: ModelPrompt[];
  /** Where one of these holds, and the choice is not optional, it is at least m (a bool choice: y). */
  readonly atLeast: When[];
  readonly defaults: { readonly member: string; readonly when: When }[];
  readonly members: ModelSymbol[];
  isOptional: boolean;
  modules?: string;
  /** Given, the choice reads as a text: that of its member which is y. Else it reads as how much of it there is. */
  texts?: ReadonlyMap<string, string>;
}

/** All that decides values, besides what the user sets. */
export interface SymbolModel {
  readonly symbols: ReadonlyMap<string, ModelSymbol>;
  readonly choices: ReadonlyMap<string, ModelChoice>;
}

/** Makes a symbol without any property. Pure. */
export function emptySymbol(name: string, type: SymbolType = 'unknown'): ModelSymbol {
  return {
    name,
    type,
    prompts: [],
    defaults: [],
    ranges: [],
    dependsOn: undefined,
    selectedBy: [],
    impliedBy: [],
  };
}

/** Makes a choice without any property. Pure. */
export function emptyChoice(name: string, type: ModelChoice['type'] = 'unknown'): ModelChoice {
  return { name, type, prompts: [], atLeast: [], defaults: [], members: [], isOptional: false };
}

/** Joins conditions that must all hold; absent ones always do. Pure. */
export function allOf(...conditions: readonly When[]): When {
  const operands = conditions.filter((one) => one !== undefined);
  return operands.length < 2 ? operands[0] : { kind: 'and', operands };
}

/** Joins conditions of which one must hold. As in conf, one that is absent says nothing, rather than "always". Pure. */
export function anyOf(...conditions: readonly When[]): When {
  const operands = conditions.filter((one) => one !== undefined);
  return operands.length < 2 ? operands[0] : { kind: 'or', operands };
}
