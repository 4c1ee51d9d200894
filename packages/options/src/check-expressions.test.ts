import { choice, int, type Library } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { library, prompted } from '../test/builders.ts';
import { checkExpressions } from './check-expressions.ts';

const options: NonNullable<Library['options']> = {
  ipv6: prompted(),
  size: int({ prompt: 'Size' }),
  mode: choice({ prompt: 'Mode', members: { fast: { prompt: 'Fast' }, small: { prompt: 'Small' } } }),
};

describe('the check of conditions', () => {
  it('accepts what a library may say', () => {
    const fine = library('net', {
      options: {
        ...options,
        extra: prompted({
          dependsOn: "ipv6 && size > 3 && mode = 'fast' || mode = ''",
          select: ['ipv6', 'lwip.ipv4', 'lib.lwip'],
        }),
      },
      requires: { malloc: { version: '1.0', when: "contract.netstack || lwip.tcp || profile != 'debug'" } },
      sources: [{ when: "arch = 'x86_64' && lwip.size = 4", files: ['src/a.c'] }],
      includes: { private: ['src', { when: "arch = 'x86_64'", files: ['src/arch/x86_64'] }] },
    });
    expect(checkExpressions(fine)).toEqual([]);
  });

  it.each([
    ['ipv6 &&', 'column 8'],
    ['ipv5', 'expected an option of this library, got "ipv5". Did you mean "ipv6"?'],
    ["platform = 'kvm'", 'only libraries of pool "plat" may know the platform'],
    ['size', 'expected a comparison: "size" is a number'],
    ['ipv6 && !size', 'expected a comparison'],
    ['ipv6 = 4', 'expected two values of one kind, got a bool and a number'],
    ["mode = 'fats'", 'expected one of fast, small, got "fats". Did you mean "fast"?'],
    ["profile = 'sped'", 'expected one of debug, size, speed, got "sped". Did you mean "speed"?'],
    ["'size'", 'expected y or n, got "size"'],
    ['a.b.c', 'expected library.option, got "a.b.c"'],
  ])('refuses %s', (when, message) => {
    const [problem, ...others] = checkExpressions(
      library('net', { options, sources: [{ when, files: [] }] }),
    );

    expect(others).toEqual([]);
    expect(problem?.path).toBe('sources[0].when');
    expect(problem?.text).toContain(message);
  });

  it('finds conditions wherever they stand, and links to options that are no bool', () => {
    const wrong = library('net', {
      options: {
        ...options,
        a: prompted({ dependsOn: 'x1', visibleIf: 'x2', default: [{ value: true, when: 'x3' }] }),
        b: prompted({ select: [{ symbol: 'size', when: 'x4' }], imply: ['ipv5'] }),
        c: choice({ prompt: 'C', members: { m: { prompt: 'M', dependsOn: 'x5' } } }),
      },
      requires: { malloc: { version: '1.0', when: 'x6' } },
    });
    expect(checkExpressions(wrong).map(({ path }) => path)).toEqual([
      'options.a.dependsOn',
      'options.a.visibleIf',
      'options.a.default[0].when',
      'options.b.select[0].when',
      'options.c.members.m.dependsOn',
      'requires.malloc.when',
      'options.b.select[0].symbol',
      'options.b.imply[0].symbol',
    ]);
  });

  it('lets a platform library read the platform', () => {
    const kvm = library('kvmplat', { pool: 'plat', sources: [{ when: "platform = 'kvm'", files: [] }] });
    expect(checkExpressions(kvm)).toEqual([]);
  });

  it('looks at conditions of include folders, too', () => {
    const [problem] = checkExpressions(
      library('net', { options, includes: { public: ['include', { when: 'ipv5', files: ['v5'] }] } }),
    );
    expect(problem?.path).toBe('includes.public[1].when');
  });
});
