import { UnicoreError } from '@unicore/descriptor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression, symbolsOf } from './expression.ts';
import { evaluate as evaluateWith, type Reading } from './kconfig/evaluate.ts';
import { readingOf } from './option-value.ts';
import type { OptionValue } from './solve-types.ts';

const values: Readonly<Record<string, OptionValue>> = {
  yes: true,
  no: false,
  ten: 10,
  mask: '0x1f',
  profile: 'size',
  empty: '',
  'lwip.ipv6': true,
  'lib.tap-net': true,
};

const evaluate = (text: string, read: (name: string) => Reading = () => readingOf(undefined)): number =>
  evaluateWith(parseExpression(text), read);
const holds = (text: string): number => evaluate(text, (name) => readingOf(values[name]));

describe('an expression', () => {
  it.each([
    ['yes', 2],
    ['no', 0],
    ['!no', 2],
    ['!!yes', 2],
    ['yes && no', 0],
    ['yes || no', 2],
    ['no && no || yes', 2],
    ['yes || yes && no', 2],
    ['(yes || yes) && no', 0],
    ['!no && !no', 2],
    ['!(yes && no)', 2],
    ['ten = 10', 2],
    ['ten = 0xa', 2],
    ['mask = 31', 2],
    ['ten != 10', 0],
    ['ten < 9', 0],
    ['ten > 9', 2],
    ['ten >= 10 && ten <= 10', 2],
    ['ten > -1', 2],
    ["profile = 'size'", 2],
    ['profile != "size"', 0],
    ["'10' < '9'", 0],
    ["'b10' < 'b9'", 2],
    ["empty = ''", 2],
    ['yes = y', 2],
    ['no = n', 2],
    ['no < yes', 2],
    ['no >= m', 0],
    ['yes > m && m > no', 2],
    ['m', 1],
    ['!m', 1],
    ['m && y', 1],
    ['lwip.ipv6', 2],
    ['lib.tap-net', 2],
    ['absent', 0],
    ['absent = n', 0],
    ["absent = ''", 2],
    ['ten', 0],
    ['!ten', 2],
    ['profile', 0],
    ['  yes\t&&\n yes  ', 2],
  ])('%s is %i', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('names the symbols that it reads', () => {
    expect(symbolsOf(parseExpression("a && !lib.b || (c-d.e >= 3 && profile = 'size')"))).toEqual([
      'a',
      'lib.b',
      'c-d.e',
      'profile',
    ]);
  });
});

describe('a wrong expression', () => {
  it.each([
    ['', 1, 'expected a symbol, a constant, "!" or "(", got the end'],
    ['ipv6 &&', 8, 'got the end'],
    ['ipv6 && && x', 9, 'got "&&"'],
    ['ipv6 & x', 6, 'expected "&&", got "&"'],
    ['a | b', 3, 'expected "||", got "|"'],
    ['(a', 3, 'expected ")" or an operator, got the end'],
    ['a)', 2, 'expected an operator or the end, got ")"'],
    ['a b', 3, 'expected an operator or the end, got "b"'],
    ["a = 'x", 5, "expected a closing '"],
    ['a = (b)', 5, 'got "("'],
    ['a == b', 4, 'got "="'],
    ['a < b < c', 7, 'expected an operator or the end, got "<"'],
    ['12abc', 1, 'expected a symbol, a constant or an operator, got "1"'],
    ['a + b', 3, 'got "+"'],
    ['a.', 2, 'got "."'],
  ])('%s is refused at column %i', (text, column, message) => {
    expect(() => parseExpression(text)).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_BAD_EXPRESSION',
        message: expect.stringMatching(
          new RegExp(`column ${column}: .*${message.replaceAll(/[()|.+^$[\]{}*?\\]/g, String.raw`\$&`)}`),
        ),
      }),
    );
  });

  it('shows the place', () => {
    expect(() => parseExpression('ipv6 && && x')).toThrowErrorMatchingInlineSnapshot(`
      [UnicoreError: In a condition, column 9: expected a symbol, a constant, "!" or "(", got "&&".
        ipv6 && && x
                ^]
    `);
  });

  it('ends in an error, not in a full call stack, however deep or long', () => {
    expect(() => parseExpression(`${'('.repeat(2000)}a${')'.repeat(2000)}`)).toThrow('nested parentheses');
    expect(() => parseExpression('a'.repeat(5000))).toThrow('at most 4096 characters');
    expect(evaluate(`${'!'.repeat(4001)}y`)).toBe(0);
  });

  it('is told as a UnicoreError whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('a', 'lib.b', '&&', '||', '!', '(', ')', '=', '<', "'x'", '1', ' ', '&'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        try {
          const answer = evaluate(one);
          expect([0, 1, 2]).toContain(answer);
        } catch (error) {
          expect(error).toBeInstanceOf(UnicoreError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
