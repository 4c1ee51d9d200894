import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isMappable, readElf, stripToSegments } from './elf.ts';

const folder = mkdtempSync(join(tmpdir(), 'unicore-elf-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCE = `
int shared = 3;
static int hidden;
int zeroed[100];
__attribute__((weak)) int hook(void) { return ++hidden; }
extern int elsewhere(const char *text);
int main(void) { return elsewhere("text") + hook() + zeroed[3]; }
`;

const COMPILERS = ['gcc', 'clang', 'arm-linux-gnueabi-gcc', 'mips-linux-gnu-gcc'].filter(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** A row of readelf's as far as we read it too; section indexes of special symbols are words there. */
function readelfSymbols(file: string): readonly string[] {
  const rows = execFileSync('readelf', ['-sW', file], { encoding: 'utf8' }).matchAll(
    /^ +\d+: ([0-9a-f]+) +(\d+|0x[0-9a-f]+) \S+ +(LOCAL|GLOBAL|WEAK) +\S+ +(?:\[.*?\] +)?(\S+) ?(.*)$/gm,
  );
  return [...rows].map(([, value = '', size = '', binding = '', section = '', name = '']) =>
    [
      Number.parseInt(value, 16),
      Number(size),
      binding.toLowerCase(),
      { UND: 0, ABS: 0xfff1 }[section] ?? Number(section),
      name,
    ].join(' '),
  );
}

function readelfSections(file: string): readonly string[] {
  const rows = execFileSync('readelf', ['-SW', file], { encoding: 'utf8' }).matchAll(
    /^ +\[ *\d+\] (\S*) +([A-Z]\S+) +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) [0-9a-f]{2,} ([ A-Za-z]{3})/gm,
  );
  return [...rows]
    .slice(1)
    .map(([, name = '', , address = '', offset = '', size = '', flags = '']) =>
      [
        name,
        ...[address, offset, size].map((text) => Number.parseInt(text, 16)),
        /W/.test(flags),
        /A/.test(flags),
        /X/.test(flags),
      ].join(' '),
    );
}

describe.each(COMPILERS)('readElf, on objects of %s', (compiler) => {
  const source = join(folder, 'source.c');
  const object = join(folder, `${compiler}.o`);
  writeFileSync(source, SOURCE);
  execFileSync(compiler, ['-c', '-g', '-ffunction-sections', '-fno-common', source, '-o', object]);

  it('reads the same symbols as readelf', () => {
    const { symbols, sections } = readElf(readFileSync(object));
    const ours = symbols.map((symbol) => {
      // readelf shows the section's name for a symbol without one.
      const name = symbol.type === 3 ? (sections[symbol.section]?.name ?? '') : symbol.name;
      return [symbol.value, symbol.sizeBytes, symbol.binding, symbol.section, name].join(' ');
    });

    expect(ours.length).toBeGreaterThan(6);
    expect(ours).toEqual(readelfSymbols(object));
  });

  it('reads the same sections as readelf', () => {
    const ours = readElf(readFileSync(object))
      .sections.slice(1)
      .map(({ name, address, offset, sizeBytes, flags }) =>
        [name, address, offset, sizeBytes, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0].join(' '),
      );

    expect(ours).toEqual(readelfSections(object));
  });
});

describe('readElf', () => {
  it('reads more sections than fit into the header’s field', () => {
    const source = join(folder, 'many.s');
    const object = join(folder, 'many.o');
    const lines = Array.from({ length: 66_000 }, (_, index) => `.section .s${index},"a"\n.byte 1\n`);
    writeFileSync(source, lines.join(''));
    execFileSync('as', [source, '-o', object]);

    const { sections } = readElf(readFileSync(object));
    expect(sections.filter((section) => /^\.s\d/.test(section.name))).toHaveLength(66_000);
  });

  it('refuses what is no ELF file', () => {
    expect(() => readElf(Buffer.from('#!/bin/sh\n'.repeat(9)))).toThrow('not an ELF file');
  });
});

function segments(path: string): readonly string[] | null {
  return execFileSync('readelf', ['-lW', path], { encoding: 'utf8' }).match(/^ {2}[A-Z].*0x.*$/gm);
}

describe('stripToSegments', () => {
  it('leaves a program that runs and has the same segments, without sections', () => {
    const source = join(folder, 'program.c');
    const program = join(folder, 'program');
    const stripped = join(folder, 'stripped');
    writeFileSync(source, '#include <stdio.h>\nint main(void) { puts("runs"); return 3; }\n');
    execFileSync('gcc', ['-g', '-static-pie', source, '-o', program]);
    const file = readFileSync(program);
    writeFileSync(stripped, stripToSegments(file), { mode: 0o755 });

    const run = spawnSync(stripped, { encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([3, 'runs\n']);
    expect(segments(stripped)).toEqual(segments(program));
    expect(readElf(readFileSync(stripped)).sections).toEqual([]);
    expect(readFileSync(stripped).length).toBeLessThan(file.length);
  });
});

describe('isMappable', () => {
  it.each([
    ['a program as the linker lays it out', [], true],
    ['segments that follow each other without padding', ['-Wl,-Ttext=0x1000,-z,max-page-size=16'], false],
  ])('tells %s', (_, flags, mappable) => {
    const source = join(folder, 'start.s');
    const program = join(folder, 'start');
    writeFileSync(source, '.globl _start\n_start: jmp _start\n.data\n.quad 1\n');
    execFileSync('gcc', ['-nostdlib', '-static', ...flags, source, '-o', program]);

    expect(isMappable(readElf(readFileSync(program)))).toBe(mappable);
  });
});
