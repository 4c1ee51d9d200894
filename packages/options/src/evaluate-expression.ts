import type { Comparison, Expression, Operand } from './expression.ts';
import type { OptionValue } from './solve-types.ts';

/** n, m, y as Kconfig counts them; m is kept for tristate options. */
export type Tristate = 0 | 1 | 2;

/** Value of a symbol as written in the expression; undefined where there is no such symbol, which reads as n and as empty text. */
export type Lookup = (name: string) => OptionValue | undefined;

/**
 * Evaluates a condition as Kconfig does: `&&` is the lesser, `||` the greater, `!` the rest to y; a number or text alone is n.
 *
 * Pure as far as `lookup` is; reads from left to right and only what decides.
 */
export function evaluate(expression: Expression, lookup: Lookup): Tristate {
  switch (expression.kind) {
    case 'symbol': {
      return lookup(expression.name) === true ? 2 : 0;
    }
    case 'constant': {
      return asTristate(expression.text);
    }
    case 'not': {
      return (2 - evaluate(expression.operand, lookup)) as Tristate;
    }
    case 'and': {
      let least: Tristate = 2;
      for (const operand of expression.operands) {
        least = Math.min(least, evaluate(operand, lookup)) as Tristate;
        if (least === 0) return 0;
      }
      return least;
    }
    case 'or': {
      let greatest: Tristate = 0;
      for (const operand of expression.operands) {
        greatest = Math.max(greatest, evaluate(operand, lookup)) as Tristate;
        if (greatest === 2) return 2;
      }
      return greatest;
    }
    case 'compare': {
      return compare(text(expression.left, lookup), expression.operator, text(expression.right, lookup))
        ? 2
        : 0;
    }
  }
}

function asTristate(constant: string): Tristate {
  if (constant === 'y') return 2;
  return constant === 'm' ? 1 : 0;
}

function text(operand: Operand, lookup: Lookup): string {
  if (operand.kind === 'constant') return operand.text;
  const value = lookup(operand.name);
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return String(value);
}

/** Numbers by value, all else by code units. */
function compare(left: string, operator: Comparison, right: string): boolean {
  const order = orderOf(left, right);
  switch (operator) {
    case '=': {
      return order === 0;
    }
    case '!=': {
      return order !== 0;
    }
    case '<': {
      return order < 0;
    }
    case '<=': {
      return order <= 0;
    }
    case '>': {
      return order > 0;
    }
    case '>=': {
      return order >= 0;
    }
  }
}

function orderOf(left: string, right: string): number {
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (leftNumber !== undefined && rightNumber !== undefined) return sign(leftNumber, rightNumber);
  const ranks = ['n', 'm', 'y'];
  if (ranks.includes(left) && ranks.includes(right)) return sign(ranks.indexOf(left), ranks.indexOf(right));
  return sign(left, right);
}

function sign<Value extends bigint | number | string>(left: Value, right: Value): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function numberOf(value: string): bigint | undefined {
  if (!/^-?(\d+|0x[0-9a-fA-F]+)$/.test(value)) return undefined;
  return value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
}
