import { describe, expect, it } from 'vitest';
import { bump, input, library, lwip, prompted, tlsf } from '../test/builders.ts';
import { solve } from './solve.ts';

describe('which libraries are in the image', () => {
  it('takes the target, the roots and what they require, and leaves the rest out', () => {
    const solution = solve(input({ libraries: [lwip, tlsf, bump], roots: ['lwip'] }));

    expect(solution.problems).toEqual([]);
    expect(solution.libraries).toEqual(['alloc-tlsf', 'api', 'kvmplat', 'lwip', 'x86_64arch']);
    expect(solution.providers['malloc']).toEqual(['alloc-tlsf']);
    expect(solution.values['lib.alloc-bump']).toBe(false);
    expect(solution.values['contract.netstack']).toBe(true);
  });

  it('leaves out a root that the config takes out', () => {
    const solution = solve(
      input({ libraries: [lwip, tlsf], roots: ['lwip'], options: { lib: { lwip: false } } }),
    );

    expect(solution.libraries).not.toContain('lwip');
    expect(solution.libraries).not.toContain('alloc-tlsf');
  });

  it('leaves out what does not apply to the platform or the architecture', () => {
    const xenOnly = library('netfront', { platforms: ['xen'] });
    const armOnly = library('neon', { archs: ['arm64'] });
    const solution = solve(input({ libraries: [xenOnly, armOnly], roots: ['netfront', 'neon'] }));

    expect(solution.libraries).toEqual(['api', 'kvmplat', 'x86_64arch']);
    expect(solution.problems).toEqual([]);
  });

  it('lets a platform be its own architecture', () => {
    const hosted = library('hosted', {
      pool: 'plat',
      platforms: ['hosted'],
      provides: { plat: '1.0', arch: '1.0' },
    });
    const solution = solve({
      ...input({ libraries: [hosted] }),
      target: { platform: 'hosted', architecture: 'x86_64' },
    });

    expect(solution.libraries).toContain('hosted');
    expect(solution.libraries).not.toContain('x86_64arch');
  });

  it('follows a requirement only where its condition holds', () => {
    const net = library('net', {
      options: { dma: prompted() },
      requires: { malloc: { version: '1.0', when: 'dma' } },
    });
    const libraries = [net, tlsf];

    expect(solve(input({ libraries, roots: ['net'] })).libraries).not.toContain('alloc-tlsf');
    const on = solve(input({ libraries, roots: ['net'], options: { net: { dma: true } } }));
    expect(on.libraries).toContain('alloc-tlsf');
  });

  it('drops a pair of libraries that only keep each other once the condition that brought them ceases', () => {
    const first = library('first', {
      requires: { trace: { version: '1.0', when: '!late.on' }, sched: '1.0' },
    });
    const late = library('late', {
      provides: { sched: '1.0' },
      options: { on: prompted({ default: true }) },
    });
    const pairA = library('pair-a', { provides: { trace: '1.0' }, requires: { netstack: '1.0' } });
    const pairB = library('pair-b', { provides: { netstack: '1.0' }, requires: { trace: '1.0' } });
    const solution = solve(input({ libraries: [first, late, pairA, pairB], roots: ['first'] }));

    expect(solution.libraries).toContain('late');
    expect(solution.libraries).not.toContain('pair-a');
    expect(solution.libraries).not.toContain('pair-b');
  });

  it('evaluates options under the final libraries, also where one took the place of another', () => {
    const first = library('first', {
      requires: {
        malloc: { version: '1.0', when: 'late.on' },
        netstack: { version: '1.0', when: '!late.on' },
        sched: '1.0',
      },
      options: { sees: prompted({ default: [{ value: true, when: 'lib.stack' }] }) },
    });
    const late = library('late', {
      provides: { sched: '1.0' },
      options: { on: prompted({ default: true }) },
    });
    const stack = library('stack', { provides: { netstack: '1.0' } });
    const { libraries, values } = solve(input({ libraries: [first, late, stack, tlsf], roots: ['first'] }));

    expect(libraries).toContain('alloc-tlsf');
    expect(libraries).not.toContain('stack');
    expect(values['first.sees']).toBe(false);
  });

  it('brings in a library that an option selects, and says so in the chain', () => {
    const http = library('http', { options: { tls: prompted({ select: ['lib.mbedtls'] }) } });
    const solution = solve(
      input({ libraries: [http, library('mbedtls')], roots: ['http'], options: { http: { tls: true } } }),
    );

    expect(solution.reasons['mbedtls']).toEqual({ kind: 'select', by: 'http.tls' });
  });

  it('brings in an implied library unless the config takes it out', () => {
    const http = library('http', { options: { tls: prompted({ default: true, imply: ['lib.mbedtls'] }) } });
    const libraries = [http, library('mbedtls')];

    expect(solve(input({ libraries, roots: ['http'] })).libraries).toContain('mbedtls');
    const without = solve(input({ libraries, roots: ['http'], options: { lib: { mbedtls: false } } }));
    expect(without.libraries).not.toContain('mbedtls');
  });
});
