import { expect, it } from 'vitest';
import { withinTime } from './within-time.ts';

it('gives what the work gives, and throws what it throws', () => {
  expect(withinTime(() => ['one'].filter((text) => /o/.test(text)))).toEqual(['one']);
  expect(() =>
    withinTime(() => {
      throw new RangeError('mine');
    }),
  ).toThrow(RangeError);
});

it('ends a pattern that would go on for longer than anybody waits', () => {
  const text = `${'a'.repeat(60)}b`;

  expect(() => withinTime(() => /(a+)+$/.test(text))).toThrow('takes too long');
  expect(withinTime(() => /a+$/.test(text))).toBe(false);
});
