import { describe, expect, it } from 'vitest';
import { assemblyFacts, sourceFacts } from './source-facts.ts';

const defines = (text: string) => [...sourceFacts(text).defines];

describe('what a source may define', () => {
  it.each([
    ['int f(void) { return g(1); }', ['f'], ['g']],
    ['extern char **environ;', [], ['environ']],
    ['extern int x = 1;', ['x'], []],
    ['int f(int a);\nint y;', ['y'], ['f', 'a']],
    ['static char stack[64] __attribute__((aligned(8)));', ['stack'], []],
    ['int a, f(int b);', ['a', 'f'], ['b']],
    ['weak_alias(old, new);', ['old', 'new'], []],
    ['int (*hook)(void);', ['hook'], []],
    ['extern __typeof(old) new __attribute__((weak, alias("old")));', ['new'], []],
    ['struct s { int inside; } table;', ['table'], ['inside']],
  ])('of %s', (text, some, none) => {
    expect(defines(text)).toEqual(expect.arrayContaining(some));
    for (const name of none) expect(defines(text)).not.toContain(name);
  });
});

describe('what is kept though nobody refers to it', () => {
  it.each([
    '__attribute__((section("x"))) int a;',
    '__attribute__((__section__("x"))) int a;',
    '__attribute__((constructor)) void f(void) {}',
    '__asm__(".pushsection x");',
    'int a __attribute__((retain));',
  ])('is told by %s', (text) => {
    expect(sourceFacts(text).registers).toBe(true);
  });

  it.each(['Elf32_Section section;', 'int ns_sections[2]; /* section( */'])('is not told by %s', (text) => {
    expect(sourceFacts(text).registers).toBe(false);
  });
});

describe('assembly', () => {
  it('defines its labels and what it makes global', () => {
    const { defines: names, registers } = assemblyFacts('.text\n.global f, g\n.weak h\nf:\ng:\n1:\tjmp k\n');
    expect([...names]).toEqual(expect.arrayContaining(['f', 'g', 'h']));
    expect(names.has('k')).toBe(false);
    expect(registers).toBe(false);
  });

  it.each([
    ['.section .text.f,"ax"', false],
    ['.section .note.GNU-stack,"",@progbits', false],
    ['.section .init_array,"aw"', true],
    ['.pushsection .data', true],
    ['.macro define name', true],
    ['.include "other.s"', true],
  ])('may be kept by %s: %s', (text, registers) => {
    expect(assemblyFacts(text).registers).toBe(registers);
  });
});
