import type { Expression, Operand } from '../expression.ts';
import type { Read } from './evaluate.ts';

/**
 * Writes a condition in the Kconfig language; with `read`, each symbol with its value, as `NET [=y] && !DEBUG [=n]`. Pure as far
 * as `read` is.
 */
export function formatCondition(expression: Expression, read?: Read): string {
  return format(expression, read, 0);
}

const strength = { or: 1, and: 2, not: 3, compare: 4, symbol: 4, constant: 4 } as const;

function format(expression: Expression, read: Read | undefined, outer: number): string {
  const text = formatBare(expression, read);
  return strength[expression.kind] < outer ? `(${text})` : text;
}

function formatBare(expression: Expression, read: Read | undefined): string {
  switch (expression.kind) {
    case 'symbol':
    case 'constant': {
      return formatOperand(expression, read);
    }
    case 'not': {
      const { operand } = expression;
      return operand.kind === 'compare' ? `!(${format(operand, read, 0)})` : `!${format(operand, read, 3)}`;
    }
    case 'and':
    case 'or': {
      const inner = strength[expression.kind];
      return expression.operands
        .map((operand) => format(operand, read, inner))
        .join(expression.kind === 'and' ? ' && ' : ' || ');
    }
    case 'compare': {
      const { left, operator, right } = expression;
      return `${formatOperand(left, read)} ${operator} ${formatOperand(right, read)}`;
    }
  }
}

function formatOperand(operand: Operand, read: Read | undefined): string {
  if (operand.kind === 'constant') {
    return ['y', 'm', 'n'].includes(operand.text)
      ? operand.text
      : `"${operand.text.replaceAll(/["\\]/g, '\\$&')}"`;
  }
  if (read === undefined) return operand.name;
  const { text, type } = read(operand.name);
  return type === 'unknown' ? operand.name : `${operand.name} [=${text}]`;
}
