import { expect, expectTypeOf, it } from 'vitest';
import { defineLibrary, when } from './define-library.ts';
import { bool, choice, hex, int, string } from './option-builders.ts';

it('builds what library.json holds', () => {
  expect(
    bool({ prompt: 'IPv6', select: ['tcp', { symbol: 'lwip.x', when: 'y' }], imply: ['lib.dns'] }),
  ).toEqual({
    type: 'bool',
    prompt: 'IPv6',
    select: [{ symbol: 'tcp' }, { symbol: 'lwip.x', when: 'y' }],
    imply: [{ symbol: 'lib.dns' }],
  });
  expect(bool()).toEqual({ type: 'bool' });
  expect(int({ default: 4, range: [1, 8] })).toEqual({ type: 'int', default: 4, range: [1, 8] });
  expect(hex({ default: '0x10' })).toEqual({ type: 'hex', default: '0x10' });
  expect(string({ default: 'eth0' })).toEqual({ type: 'string', default: 'eth0' });
  expect(choice({ members: { fast: { prompt: 'Fast' } }, default: 'fast' })).toEqual({
    type: 'choice',
    members: { fast: { prompt: 'Fast' } },
    default: 'fast',
  });
});

it('puts files under a condition as data', () => {
  expect(when('ipv6', 'src/ipv6/*.c')).toEqual({ when: 'ipv6', files: ['src/ipv6/*.c'] });
  expect(when('ipv6', ['a.c', 'b.c'])).toEqual({ when: 'ipv6', files: ['a.c', 'b.c'] });
});

it('returns the definition as it is, with its literal types', () => {
  const definition = defineLibrary({
    name: 'lwip',
    pool: 'main',
    side: 'system',
    summary: 'TCP/IP',
    provides: { netstack: '1.0' },
    sources: ['src/**/*.c', when('ipv6', 'vendor/*.c')],
  });
  expectTypeOf(definition.name).toEqualTypeOf<'lwip'>();
  expect(definition.sources).toHaveLength(2);
});

it('refuses a default that is no member when the descriptor is type-checked', () => {
  // @ts-expect-error -- "slow" is no member
  const wrong = choice({ members: { fast: { prompt: 'Fast' } }, default: 'slow' });

  expect(wrong.default).toBe('slow');
});
