import type { Comparison, Expression, Operand } from '../expression.ts';
import type { SymbolType, Tristate } from './symbol-model.ts';

/** A symbol's value as expressions see it. */
export interface Reading {
  /** What it is worth alone: of anything but bool and tristate, n. */
  readonly tri: Tristate;
  /** What comparisons see: `y`, `10`, `0x1f`, any text. */
  readonly text: string;
  readonly type: SymbolType;
}

export type Read = (name: string) => Reading;

/**
 * Evaluates a condition as Kconfig's conf does: `&&` is the lesser, `||` the greater, `!` the rest to y.
 *
 * Pure as far as `read` is; reads from left to right and only what decides.
 */
export function evaluate(expression: Expression | undefined, read: Read): Tristate {
  if (expression === undefined) return 2;
  switch (expression.kind) {
    case 'symbol': {
      return read(expression.name).tri;
    }
    case 'constant': {
      return triOf(expression.text);
    }
    case 'not': {
      return (2 - evaluate(expression.operand, read)) as Tristate;
    }
    case 'and': {
      let least: Tristate = 2;
      for (const operand of expression.operands) {
        least = Math.min(least, evaluate(operand, read)) as Tristate;
        if (least === 0) return 0;
      }
      return least;
    }
    case 'or': {
      let greatest: Tristate = 0;
      for (const operand of expression.operands) {
        greatest = Math.max(greatest, evaluate(operand, read)) as Tristate;
        if (greatest === 2) return 2;
      }
      return greatest;
    }
    case 'compare': {
      const sign = compare(readOperand(expression.left, read), readOperand(expression.right, read));
      return judge(expression.operator, sign) ? 2 : 0;
    }
  }
}

/** What a constant is worth alone. Pure. */
export function triOf(text: string): Tristate {
  if (text === 'y') return 2;
  return text === 'm' ? 1 : 0;
}

/** n, m or y. Pure. */
export function triText(tri: Tristate): 'n' | 'm' | 'y' {
  return tri === 2 ? 'y' : tri === 1 ? 'm' : 'n';
}

/** Reads either side of a comparison. Pure as far as `read` is. */
export function readOperand(operand: Operand, read: Read): Reading {
  if (operand.kind === 'symbol') return read(operand.name);
  return { tri: triOf(operand.text), text: operand.text, type: 'unknown' };
}

function judge(operator: Comparison, sign: number): boolean {
  switch (operator) {
    case '=': {
      return sign === 0;
    }
    case '!=': {
      return sign !== 0;
    }
    case '<': {
      return sign < 0;
    }
    case '<=': {
      return sign <= 0;
    }
    case '>': {
      return sign > 0;
    }
    case '>=': {
      return sign >= 0;
    }
  }
}

/** By value where both are numbers in the sense of their types, else by code units; texts of two string symbols always so. */
function compare(left: Reading, right: Reading): number {
  const isText = left.type === 'string' && right.type === 'string';
  const [leftNumber, rightNumber] = isText ? [] : [numberOf(left), numberOf(right)];
  if (leftNumber === undefined || rightNumber === undefined) return order(left.text, right.text);
  if (left.type !== 'hex' && right.type !== 'hex') return order(leftNumber, rightNumber);
  return order(BigInt.asUintN(64, leftNumber), BigInt.asUintN(64, rightNumber));
}

function order<Value extends bigint | string>(left: Value, right: Value): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function numberOf({ text, type }: Reading): bigint | undefined {
  // Linux' conf since 4.13, and kconfiglib: n < m < y. The conf of kconfig-frontends compares the letters.
  if (type === 'bool' || type === 'tristate' || isTristateConstant(text, type)) return BigInt(triOf(text));
  if (type === 'int') return /^[+-]?\d{1,40}$/.test(text) ? within(BigInt(text)) : undefined;
  if (type === 'hex') {
    const digits = /^(?:0[xX])?([0-9a-fA-F]{1,40})$/.exec(text)?.[1];
    return digits === undefined || digits.length > 16 ? undefined : BigInt(`0x${digits}`);
  }
  // Of a constant or a text the base is C's: 0x10 is 16, 010 is 8.
  if (/^[+-]?(0|[1-9]\d{0,40})$/.test(text)) return within(BigInt(text));
  const [, sign, base, digits] = /^([+-]?)(0[xX]?)([0-9a-fA-F]{1,40})$/.exec(text) ?? [];
  if (base === undefined || digits === undefined) return undefined;
  if (base === '0' && /[^0-7]/.test(digits)) return undefined;
  const size = BigInt(`${base === '0' ? '0o' : '0x'}${digits}`);
  return within(sign === '-' ? -size : size);
}

function isTristateConstant(text: string, type: SymbolType): boolean {
  return type === 'unknown' && (text === 'y' || text === 'm' || text === 'n');
}

/** Numbers beyond 64 bits compare as texts. */
function within(number: bigint): bigint | undefined {
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

/** Reads the number that a text begins with, as C's strtoll and strtoull: 0 where there is none, the nearest where it does not fit. Pure. */
export function leadingNumber(text: string, base: 10 | 16): bigint {
  if (base === 10 && /^\d{1,18}$/.test(text)) return BigInt(text);
  const match =
    base === 10
      ? /^\s*([+-]?)(\d{1,40})/.exec(text)
      : /^\s*([+-]?)(?:0[xX](?=[0-9a-fA-F]))?([0-9a-fA-F]{1,40})/.exec(text);
  if (match?.[2] === undefined) return 0n;
  const size = BigInt(base === 10 ? match[2] : `0x${match[2]}`);
  const number = match[1] === '-' ? -size : size;
  const greatest = base === 10 ? 0x7fff_ffff_ffff_ffffn : 0xffff_ffff_ffff_ffffn;
  if (number > greatest) return greatest;
  return number < -0x8000_0000_0000_0000n ? -0x8000_0000_0000_0000n : number;
}
