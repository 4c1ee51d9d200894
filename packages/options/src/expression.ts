import { badExpression } from './errors.ts';

/** A parsed condition. `and` and `or` have two operands or more. */
export type Expression =
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    };

export type Operand = Extract<Expression, { kind: 'symbol' | 'constant' }>;

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

interface Token {
  readonly kind: 'name' | 'constant' | 'operator' | 'end';
  readonly text: string;
  /** Offset in the expression. */
  readonly at: number;
}

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const deepestParentheses = 64;
const longestExpression = 4096;

/**
 * Parses a condition: `! && || = != < <= > >= ( )`, symbols (`ipv6`, `lwip.ipv6`, `lib.lwip`, `contract.sched`, `profile`), constants
 * (`y`, `n`, `10`, `0x10`, `'size'`). `!` binds strongest, then comparisons, then `&&`, then `||`.
 *
 * Pure. Bounded in depth and length, so that hostile input ends in an error.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`, with the column
 */
export function parseExpression(text: string): Expression {
  if (text.length > longestExpression) {
    throw badExpression(text.slice(0, 60), 60, `expected at most ${longestExpression} characters`);
  }
  const tokens = tokenize(text);
  let next = 0;
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: 'the end', at: text.length };
  const isOperator = (operator: string): boolean => peek().kind === 'operator' && peek().text === operator;
  const fail = (expected: string): never => {
    const token = peek();
    const got = token.kind === 'end' ? 'the end' : `"${token.text}"`;
    throw badExpression(text, token.at, `expected ${expected}, got ${got}`);
  };

  function list(
    kind: 'and' | 'or',
    operator: string,
    parse: (depth: number) => Expression,
    depth: number,
  ): Expression {
    const operands = [parse(depth)];
    while (isOperator(operator)) {
      next++;
      operands.push(parse(depth));
    }
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { kind, operands };
  }
  const or = (depth: number): Expression => list('or', '||', and, depth);
  const and = (depth: number): Expression => list('and', '&&', unary, depth);

  function unary(depth: number): Expression {
    let negated = false;
    while (isOperator('!')) {
      negated = !negated;
      next++;
    }
    const inner = primary(depth);
    return negated ? { kind: 'not', operand: inner } : inner;
  }

  function primary(depth: number): Expression {
    if (isOperator('(')) {
      if (depth >= deepestParentheses) fail(`at most ${deepestParentheses} nested parentheses`);
      next++;
      const inner = or(depth + 1);
      if (!isOperator(')')) fail('")" or an operator');
      next++;
      return inner;
    }
    const left = operand();
    const operator = peek();
    if (operator.kind !== 'operator' || !comparisons.has(operator.text)) return left;
    next++;
    return { kind: 'compare', operator: operator.text as Comparison, left, right: operand() };
  }

  function operand(): Operand {
    const token = peek();
    if (token.kind === 'name') {
      next++;
      return { kind: 'symbol', name: token.text };
    }
    if (token.kind === 'constant') {
      next++;
      return { kind: 'constant', text: token.text };
    }
    return fail('a symbol, a constant, "!" or "("');
  }

  const expression = or(0);
  if (peek().kind !== 'end') fail('an operator or the end');
  return expression;
}

/** Names every symbol that an expression reads, as written, with repetitions. Pure. */
export function symbolsOf(expression: Expression): readonly string[] {
  const names: string[] = [];
  gatherSymbols(expression, names);
  return names;
}

function gatherSymbols(expression: Expression, names: string[]): void {
  switch (expression.kind) {
    case 'symbol': {
      names.push(expression.name);
      return;
    }
    case 'constant': {
      return;
    }
    case 'not': {
      gatherSymbols(expression.operand, names);
      return;
    }
    case 'and':
    case 'or': {
      for (const operand of expression.operands) gatherSymbols(operand, names);
      return;
    }
    case 'compare': {
      gatherSymbols(expression.left, names);
      gatherSymbols(expression.right, names);
    }
  }
}

// A number, a name, a text in either quotes, or an operator. The groups have no names, as these cost an object for each token.
const token =
  /(?:(-?(?:0x[0-9a-fA-F]+|\d+)(?![A-Za-z0-9_.]))|([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*)|'([^'\r\n]*)'|"([^"\r\n]*)"|(&&|\|\||!=|<=|>=|[!=<>()]))\s*/y;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = text.search(/\S/);
  while (at >= 0 && at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) throw badExpression(text, at, unknownCharacter(text, at));
    const [, number, name, single, double, operator] = match;
    const quoted = single ?? double;
    if (quoted !== undefined) tokens.push({ kind: 'constant', text: quoted, at });
    else if (number !== undefined) tokens.push({ kind: 'constant', text: number, at });
    else if (name === 'y' || name === 'n' || name === 'm') tokens.push({ kind: 'constant', text: name, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else tokens.push({ kind: 'operator', text: operator ?? '', at });
    at = token.lastIndex;
  }
  return tokens;
}

function unknownCharacter(text: string, at: number): string {
  const character = text[at] ?? '';
  if (character === '&') return 'expected "&&", got "&"';
  if (character === '|') return 'expected "||", got "|"';
  if (character === "'" || character === '"') return `expected a closing ${character}`;
  return `expected a symbol, a constant or an operator, got ${JSON.stringify(character)}`;
}
