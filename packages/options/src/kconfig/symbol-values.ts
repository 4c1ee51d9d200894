import { choiceValueOf } from './choice-values.ts';
import { evaluate, triText } from './evaluate.ts';
import type { SymbolValue, ValueOrigin } from './evaluation-types.ts';
import { dependencyOf, greater, holds, holdsFor, lesser, type Moment } from './moment.ts';
import type { Slot } from './slots.ts';
import type { ModelChoice, ModelDefault, ModelLink, ModelSymbol, Tristate } from './symbol-model.ts';
import { clamped, defaultText, limitsOf } from './text-values.ts';
import { rounded, visibilityOf } from './visibility.ts';

const none: Tristate = 0;
const noLinks = { tri: none, active: [] } as const;

// Origins are shared, as one for each symbol is much of what a change costs.
const byUser: ValueOrigin = { kind: 'user' };
const byChoice: ValueOrigin = { kind: 'choice' };
const byNoDefault: ValueOrigin = { kind: 'default' };
const byDefault: ValueOrigin[] = [];

function originOfDefault(index: number): ValueOrigin {
  return (byDefault[index] ??= { kind: 'default', index });
}

type Common = Omit<SymbolValue, 'tri' | 'text' | 'origin' | 'isWritten'>;

/** Evaluates a symbol; what it reads must not be under way. */
export function computeSymbol(moment: Moment, slot: Slot, symbol: ModelSymbol): SymbolValue {
  if (symbol.choice !== undefined) return computeMember(moment, slot, symbol, symbol.choice);
  const dependency = dependencyOf(moment, slot);
  const visible = visibilityOf(moment, symbol, slot);
  const { tri: atLeast, active: selectors } = linksOf(moment, symbol, symbol.selectedBy);
  const common = { type: symbol.type, visible, dependency, atLeast, selectors, implied: none };
  if (symbol.type === 'unknown')
    return { ...common, tri: 0, text: symbol.name, origin: byNoDefault, isWritten: false };
  const isTri = symbol.type === 'bool' || symbol.type === 'tristate';
  return (isTri ? computeTristate : computeText)(moment, slot, symbol, common);
}

function userValue({ facts }: Moment, { name }: ModelSymbol, { visible }: Common): string | undefined {
  return visible > 0 ? facts.values.get(name) : undefined;
}

function computeTristate(moment: Moment, slot: Slot, symbol: ModelSymbol, common: Common): SymbolValue {
  const { visible, dependency, atLeast, selectors, type } = common;
  const user = userValue(moment, symbol, common);
  // Conf asks neither who selects a member of a choice nor who implies it.
  const isImplied = dependency > 0 && symbol.choice === undefined;
  const links = isImplied ? linksOf(moment, symbol, symbol.impliedBy) : noLinks;
  const implied = links.tri;
  let tri: Tristate = 0;
  let origin = byNoDefault;
  let isWritten = visible > 0 || atLeast > 0;
  if (user === undefined) {
    const chosen = firstDefault(moment, slot, symbol.defaults);
    if (chosen !== undefined) {
      isWritten = true;
      origin = originOfDefault(chosen.index);
      tri = lesser(evaluate(chosen.value, moment.read), chosen.tri);
    }
    if (implied > 0) isWritten = true;
    if (implied > tri) {
      tri = implied;
      origin = { kind: 'imply', by: links.active };
    }
  } else {
    tri = lesser(user === 'y' ? 2 : user === 'm' ? 1 : 0, visible);
    origin = byUser;
  }
  if (atLeast > tri) {
    tri = atLeast;
    origin = { kind: 'select', by: selectors };
  }
  if (tri === 1 && implied === 2) tri = 2;
  tri = rounded(moment, symbol, tri);
  // Spelt out, as copying properties of all symbols is what a change costs.
  const text = triText(tri);
  return { tri, text, type, origin, visible, dependency, atLeast, implied, selectors, isWritten };
}

interface FirstDefault extends Pick<ModelDefault, 'value'> {
  readonly index: number;
  readonly tri: Tristate;
}

/** The first default that holds, and how far. */
function firstDefault(
  moment: Moment,
  slot: Slot,
  defaults: readonly ModelDefault[],
): FirstDefault | undefined {
  let index = 0;
  for (const { value, when } of defaults) {
    const tri = holdsFor(moment, slot, when);
    if (tri > 0) return { index, value, tri };
    index++;
  }
  return undefined;
}

/** What links are worth together, rounded as the symbol's type is, and who they come from. */
function linksOf(
  moment: Moment,
  symbol: ModelSymbol,
  links: readonly ModelLink[],
): { readonly tri: Tristate; readonly active: readonly string[] } {
  if (links.length === 0) return noLinks;
  let tri: Tristate = 0;
  const active: string[] = [];
  for (const { by, when } of links) {
    const from = moment.read(by).tri;
    const worth = from === 0 ? 0 : lesser(from, holds(moment, when));
    if (worth > 0 && !active.includes(by)) active.push(by);
    tri = greater(tri, worth);
  }
  const isText = symbol.type !== 'bool' && symbol.type !== 'tristate';
  return { tri: isText ? tri : rounded(moment, symbol, tri), active };
}

function computeText(moment: Moment, slot: Slot, symbol: ModelSymbol, common: Common): SymbolValue {
  const { type, visible, dependency, atLeast, implied, selectors } = common;
  const limits = limitsOf(moment, slot, symbol);
  let isWritten = visible > 0;
  let origin = byUser;
  let text = userValue(moment, symbol, common);
  if (text === undefined || clamped(symbol, text, limits) !== text) {
    const chosen = firstDefault(moment, slot, symbol.defaults);
    text = clamped(symbol, chosen === undefined ? '' : defaultText(moment, chosen.value), limits);
    origin = chosen === undefined ? byNoDefault : originOfDefault(chosen.index);
    isWritten ||= chosen !== undefined;
  }
  return { tri: 0, text, type, origin, visible, dependency, atLeast, implied, selectors, isWritten };
}

function computeMember(moment: Moment, slot: Slot, symbol: ModelSymbol, choice: ModelChoice): SymbolValue {
  const visible = visibilityOf(moment, symbol, slot);
  const dependency = dependencyOf(moment, slot);
  const common = { type: symbol.type, visible, dependency, atLeast: none, implied: none, selectors: [] };
  if (visible < 2) return computeTristate(moment, slot, symbol, common);
  const tri = choiceValueOf(moment, choice).selection === symbol.name ? 2 : 0;
  return { ...common, tri, text: triText(tri), origin: byChoice, isWritten: true };
}

/** What a symbol would be if no user had set it, as conf asks; `value` is what it is. */
export function textWithoutUser(
  moment: Moment,
  slot: Slot,
  symbol: ModelSymbol,
  { atLeast, implied }: SymbolValue,
): string {
  const chosen = firstDefault(moment, slot, symbol.defaults);
  if (symbol.type !== 'bool' && symbol.type !== 'tristate')
    return chosen === undefined ? '' : defaultText(moment, chosen.value);
  const own = chosen === undefined ? 0 : lesser(evaluate(chosen.value, moment.read), chosen.tri);
  return triText(greater(rounded(moment, symbol, greater(own, atLeast)), implied));
}

/** Of a symbol in a loop, or that is not evaluated. */
export function nothing({ type }: ModelSymbol): SymbolValue {
  const isTri = type === 'bool' || type === 'tristate';
  return {
    tri: 0,
    text: isTri ? 'n' : '',
    type,
    origin: byNoDefault,
    visible: 0,
    dependency: 0,
    atLeast: 0,
    implied: 0,
    selectors: [],
    isWritten: false,
  };
}
