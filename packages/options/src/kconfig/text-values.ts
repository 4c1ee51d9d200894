import type { Expression, Operand } from '../expression.ts';
import { leadingNumber, readOperand } from './evaluate.ts';
import { holdsFor, type Moment } from './moment.ts';
import type { Slot } from './slots.ts';
import type { ModelSymbol } from './symbol-model.ts';

/** The ends of a range. */
export interface Limits {
  readonly low: bigint;
  readonly high: bigint;
}

/** Ends of ranges that are no symbols; each belongs to one symbol, and so has one base. */
const constantEnds = new WeakMap<Operand, bigint>();

/** As in conf, a bool that a text takes for its default gives "n", and anything but one symbol gives nothing. */
export function defaultText({ read }: Moment, value: Expression): string {
  if (value.kind !== 'symbol' && value.kind !== 'constant') return '';
  const { text, type } = readOperand(value, read);
  return type === 'bool' || type === 'tristate' ? 'n' : text;
}

/** The range that holds now. */
export function limitsOf(moment: Moment, slot: Slot, symbol: ModelSymbol): Limits | undefined {
  if (symbol.ranges.length === 0 || (symbol.type !== 'int' && symbol.type !== 'hex')) return undefined;
  const found = symbol.ranges.find(({ when }) => holdsFor(moment, slot, when) > 0);
  if (found === undefined) return undefined;
  return { low: endOf(moment, found.low, symbol), high: endOf(moment, found.high, symbol) };
}

function endOf({ read }: Moment, end: Operand, symbol: ModelSymbol): bigint {
  const known = constantEnds.get(end);
  if (known !== undefined) return known;
  const { text, type } = readOperand(end, read);
  const number = leadingNumber(text, type === 'int' ? 10 : type === 'hex' ? 16 : baseOf(symbol));
  if (end.kind === 'constant') constantEnds.set(end, number);
  return number;
}

/** A number as `.config` has it. */
export function numberText(type: ModelSymbol['type'], number: bigint): string {
  return type === 'hex' ? `0x${BigInt.asUintN(64, number).toString(16)}` : number.toString();
}

function baseOf({ type }: Pick<ModelSymbol, 'type'>): 10 | 16 {
  return type === 'hex' ? 16 : 10;
}

/** A number within its range: the nearest end of it, where it is outside. */
export function clamped(symbol: ModelSymbol, text: string, limits: Limits | undefined): string {
  if (limits === undefined) return text;
  const number = leadingNumber(text, baseOf(symbol));
  if (number >= limits.low && number <= limits.high) return text;
  return numberText(symbol.type, number < limits.low ? limits.low : limits.high);
}
