import { describe, expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { solve } from './solve.ts';

describe('loops', () => {
  it('among options are refused with every edge', () => {
    const net = library('net', {
      options: {
        a: prompted({ default: [{ value: true, when: 'b' }] }),
        b: prompted({ dependsOn: 'c' }),
        c: prompted({ visibleIf: '!a', default: true }),
      },
    });
    expect(() => solve(input({ libraries: [net], roots: ['net'] }))).toThrowErrorMatchingInlineSnapshot(`
      [UnicoreError: These options and libraries decide each other in a loop, and no value settles it:
        net.c depends on net.a (visibleIf: !a)
        net.a depends on net.b (default when: b)
        net.b depends on net.c (dependsOn: c)]
    `);
  });

  it('through the presence of libraries are refused with every edge', () => {
    const tracer = library('tracer', {
      requires: { trace: { version: '1.0', when: '!contract.sched' } },
    });
    const ring = library('ring', { provides: { trace: '1.0' }, requires: { sched: '1.0' } });
    const coop = library('sched-coop', { provides: { sched: '1.0' } });
    expect(() => solve(input({ libraries: [tracer, ring, coop], roots: ['tracer'] })))
      .toThrowErrorMatchingInlineSnapshot(`
        [UnicoreError: These options and libraries decide each other in a loop, and no value settles it:
          ring comes and goes: tracer requires trace when !contract.sched, which depends on contract.sched
          sched-coop comes and goes: ring requires sched, which depends on lib.ring
          contract.sched is provided by sched-coop]
      `);
  });

  it('of libraries that need each other are no error', () => {
    const one = library('one', { provides: { sched: '1.0' }, requires: { malloc: '1.0' } });
    const two = library('two', { provides: { malloc: '1.0' }, requires: { sched: '1.0' } });

    expect(solve(input({ libraries: [one, two], roots: ['one'] })).problems).toEqual([]);
    expect(solve(input({ libraries: [one, two] })).libraries).not.toContain('two');
  });

  it('of five thousand options end in an error, not in a full call stack', () => {
    const options = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `o${index}`,
        prompted({ default: [{ value: true, when: `!o${(index + 1) % 5000}` }] }),
      ]),
    );
    expect(() => solve(input({ libraries: [library('net', { options })], roots: ['net'] }))).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_OPTION_LOOP' }),
    );
  });
});
