import { wrongKconfig } from '../errors.ts';
import type { Comparison, Expression, Operand } from '../expression.ts';
import type { Place } from './kconfig-host.ts';
import type { KconfigToken } from './tokens.ts';

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const deepestParentheses = 64;

/** Reads the tokens of one line from left to right. */
export interface TokenReader {
  next(): KconfigToken | undefined;
  peek(): KconfigToken | undefined;
  fail(expected: string): never;
}

export function readTokens(tokens: readonly KconfigToken[], place: Place): TokenReader {
  let at = 0;
  return {
    next: () => tokens[at++],
    peek: () => tokens[at],
    fail(expected) {
      const token = tokens[Math.min(at, tokens.length)];
      throw wrongKconfig(
        place,
        `expected ${expected}, got ${token === undefined ? 'the end of the line' : `"${token.text}"`}`,
      );
    },
  };
}

/**
 * Reads an expression of the Kconfig language: `!` binds strongest, then comparisons, then `&&`, then `||`. `y`, `m` and `n` are
 * constants, quoted or not; other words are symbols, and what no symbol is called reads as its own text.
 */
export function readCondition(reader: TokenReader, depth = 0): Expression {
  return readList(reader, 'or', depth);
}

function readList(reader: TokenReader, kind: 'and' | 'or', depth: number): Expression {
  const part = (): Expression => (kind === 'or' ? readList(reader, 'and', depth) : readUnary(reader, depth));
  const operands = [part()];
  while (isOperator(reader, kind === 'or' ? '||' : '&&')) {
    reader.next();
    operands.push(part());
  }
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind, operands };
}

function readUnary(reader: TokenReader, depth: number): Expression {
  let negated = false;
  while (isOperator(reader, '!')) {
    reader.next();
    negated = !negated;
  }
  const inner = readPrimary(reader, depth);
  return negated ? { kind: 'not', operand: inner } : inner;
}

function readPrimary(reader: TokenReader, depth: number): Expression {
  if (isOperator(reader, '(')) {
    if (depth >= deepestParentheses) reader.fail(`at most ${deepestParentheses} nested parentheses`);
    reader.next();
    const inner = readCondition(reader, depth + 1);
    if (!isOperator(reader, ')')) reader.fail('")" or an operator');
    reader.next();
    return inner;
  }
  const left = readSymbol(reader);
  const operator = reader.peek();
  if (operator?.kind !== 'operator' || !comparisons.has(operator.text)) return left;
  reader.next();
  return { kind: 'compare', operator: operator.text as Comparison, left, right: readSymbol(reader) };
}

/** Reads one symbol or constant. */
export function readSymbol(reader: TokenReader): Operand {
  const token = reader.peek();
  if (token === undefined || token.kind === 'operator') return reader.fail('a symbol or a constant');
  reader.next();
  const isConstant = token.kind === 'string' || ['y', 'm', 'n'].includes(token.text);
  return isConstant ? { kind: 'constant', text: token.text } : { kind: 'symbol', name: token.text };
}

function isOperator(reader: TokenReader, text: string): boolean {
  const token = reader.peek();
  return token?.kind === 'operator' && token.text === text;
}
