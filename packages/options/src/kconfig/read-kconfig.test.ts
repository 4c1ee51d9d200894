import { UnicoreError } from '@unicore/descriptor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KconfigHost } from './kconfig-host.ts';
import type { KconfigTree } from './kconfig-tree.ts';
import { openConfiguration } from './configuration.ts';
import { readKconfig } from './read-kconfig.ts';
import { walk } from './walk.ts';

function host(files: Readonly<Record<string, string>>, rest: Partial<KconfigHost> = {}): KconfigHost {
  return {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    glob: (pattern) => {
      const shape = new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]*')}$`);
      return Object.keys(files)
        .filter((path) => shape.test(path))
        .toSorted();
    },
    environment: {},
    ...rest,
  };
}

function read(text: string, rest: Partial<KconfigHost> = {}): KconfigTree {
  return readKconfig('Kconfig', host({ Kconfig: text }, rest));
}

function valueOf(tree: KconfigTree, name: string): string | undefined {
  const symbol = tree.symbols.get(name);
  return symbol && openConfiguration(tree).values.symbol(symbol).text;
}

describe('files', () => {
  it('are sourced by name, by pattern, relative to the file, and only where they are', () => {
    const tree = readKconfig(
      'Kconfig',
      host(
        {
          Kconfig: 'source "lib/Kconfig"\nosource "none/*.kconfig"\nsource "$DIR/Kconfig"\n',
          'lib/Kconfig': 'rsource "*.kconfig"\norsource "absent"\nconfig LIB\n\tdef_bool y\n',
          'lib/a.kconfig': 'config A\n\tdef_bool y\n',
          'lib/b.kconfig': 'config B\n\tdef_bool y\n',
          'arch/Kconfig': 'config ARCH\n\tdef_bool y\n',
        },
        { environment: { DIR: 'arch' } },
      ),
    );

    expect([...tree.symbols.keys()]).toEqual(['A', 'B', 'LIB', 'ARCH']);
    expect(tree.files).toEqual(['Kconfig', 'lib/Kconfig', 'lib/a.kconfig', 'lib/b.kconfig', 'arch/Kconfig']);
  });

  it('that source each other are refused', () => {
    const files = { Kconfig: 'source "b"\n', b: '\nsource "Kconfig"\n' };
    expect(() => readKconfig('Kconfig', host(files))).toThrow(
      'b:2: Kconfig sources b sources Kconfig, in a circle.',
    );
  });
});

describe('macros', () => {
  it('are expanded in texts and words, at once or late, with arguments', () => {
    const tree = read(
      [
        'late = $(now)',
        'now := 1',
        'early := $(now)',
        'now := 2',
        'greet = $(1), $(2)',
        'early += more',
        'config A$(now)',
        '\tstring',
        '\tdefault "$(early) $(late)"',
        'config B',
        '\tstring',
        '\tdefault "$(greet,hello,$(HOST))"',
        'config C',
        '\tstring',
        '\tdefault "$(filename):$(lineno)"',
      ].join('\n'),
      { environment: { HOST: 'world' } },
    );

    expect(valueOf(tree, 'A2')).toBe('1 more 2');
    expect(valueOf(tree, 'B')).toBe('hello, world');
    expect(valueOf(tree, 'C')).toBe('Kconfig:15');
  });

  it('warn, fail, and run nothing', () => {
    expect(read('$(warning-if,y,look out)\n').warnings).toEqual([
      { file: 'Kconfig', line: 1, text: 'look out' },
    ]);
    expect(() => read('$(error-if,y,no good)\n')).toThrow('Kconfig:1: no good.');
    expect(() => read('config A\n\tdef_bool $(shell,touch /tmp/x; echo y)\n')).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_KCONFIG_SHELL' }),
    );
    expect(valueOf(read('config A\n\tdef_bool $(shell,true)\n', { shell: () => 'y' }), 'A')).toBe('y');
    const text = 'config A\n\tstring\n\tdefault "$(shell,true)"\n';
    expect(valueOf(read(text, { shell: () => 'a\nb\r\nc\rd\0e\0\r\n\n' }), 'A')).toBe('a b c d e');
  });
});

describe('extensions of Zephyr', () => {
  it('add defaults to a symbol, under what it depends on, and nothing else', () => {
    const text = (bar: string, baz: string): string =>
      [
        `config BAR\n\tdef_bool ${bar}`,
        `config BAZ\n\tdef_bool ${baz}`,
        'if BAZ\nconfigdefault FOO\n\tdefault 2\nendif',
        'configdefault FOO\n\tdefault 3 if !BAZ',
        'config FOO\n\tint "Foo"\n\tdepends on BAR\n\tdefault 4',
        'configdefault NONE\n\tdefault y\n',
      ].join('\n');

    expect(valueOf(read(text('y', 'y')), 'FOO')).toBe('2');
    expect(valueOf(read(text('y', 'n')), 'FOO')).toBe('3');
    const tree = read(text('n', 'y'));
    expect(valueOf(tree, 'FOO')).toBe('');
    expect(tree.definitions.get('FOO')).toHaveLength(1);
    expect(tree.warnings).toEqual([
      { file: 'Kconfig', line: 15, text: 'configdefault of NONE, which no config declares' },
    ]);
    expect(() => read('configdefault A\n\tbool\n')).toThrow('Kconfig:2');
  });

  it('call functions that the host answers', () => {
    const text = 'config A\n\tint\n\tdefault $(dt_size,flash,$(UNIT))\n';
    const call = (name: string, args: readonly string[]): string => `${name.length}${args.length}`;

    expect(valueOf(read(text, { call }), 'A')).toBe('72');
    expect(() => read(text, { call: () => undefined })).toThrow('Kconfig:3: there is no function "dt_size"');
  });
});

describe('entries', () => {
  it('keep help, places, and what stands beneath what', () => {
    const tree = read(
      [
        'mainmenu "Title"',
        'menu "Net"',
        'config A',
        '\tbool "A"',
        '\t---help---',
        '\t  First.',
        '',
        '\t    Indented.',
        'config B',
        '\tbool "B"',
        '\tdepends on A',
        'config C',
        '\tbool "C"',
        'endmenu',
      ].join('\n'),
    );
    const shape = [...walk(tree.root)].map((node) => [
      node.symbol?.name ?? node.prompt?.text,
      node.parent?.symbol?.name ?? node.parent?.prompt?.text,
    ]);

    expect(shape).toEqual([
      ['Net', 'Title'],
      ['A', 'Net'],
      ['B', 'A'],
      ['C', 'Net'],
    ]);
    expect(tree.definitions.get('A')?.[0]).toMatchObject({
      help: 'First.\n\n  Indented.',
      place: { file: 'Kconfig', line: 3 },
    });
  });

  it('take their values from the environment by option env, which .config leaves out', () => {
    const tree = read('config ARCH\n\tstring\n\toption env="ARCH"\n', { environment: { ARCH: 'arm' } });
    expect(valueOf(tree, 'ARCH')).toBe('arm');
    expect([...tree.unwritten]).toEqual(['ARCH']);
  });

  it.each([
    ['confg A', 1, 'expected a statement, got "confg". Did you mean "config"?'],
    ['config A\n\tbol "A"', 2, 'expected a statement, got "bol". Did you mean "bool"?'],
    ['config A\n\tdepends A', 2, '"on" after "depends"'],
    ['config A\n\tdepends on A &', 2, 'expected a word, a quoted text or an operator, got "&"'],
    ['config A\n\tdepends on (A', 2, 'expected ")" or an operator, got the end of the line'],
    ['config A\n\tbool "A', 2, 'expected a closing "'],
    ['config A\n\tselect', 2, 'expected a symbol, got the end of the line'],
    ['config A\n\toptional', 2, '"optional" has no place in a config'],
    ['choice\n\tint "A"\nendchoice', 2, 'expected bool or tristate for a choice, got int'],
    ['menu "A"\nendif', 2, 'expected "endmenu" for line 1, got "endif"'],
    ['endmenu', 1, '"endmenu" closes nothing in this file'],
    ['if A', 1, '"if" has no "endif" in this file'],
    ['source "none"', 1, 'there is no file "none"'],
    ['\tbool "A"', 1, 'expected an entry before "bool"'],
    ['config A B', 1, 'expected the end of the line, got "B"'],
    ['x = $(x)\n$(x)', 2, 'macros nested more than 64 deep'],
    ['$(none,1)', 1, 'there is no function "none"'],
  ])('that are wrong are refused with file and line: %j', (text, line, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_BAD_KCONFIG',
        message: expect.stringContaining(message),
      }),
    );
    expect(() => read(text)).toThrow(`Kconfig:${line}: `);
  });

  it('that depend on each other are refused, each with its place', () => {
    expect(() => read('config A\n\tdef_bool B\nconfig B\n\tbool "B"\n\tdepends on !A\n'))
      .toThrowErrorMatchingInlineSnapshot(`
        [UnicoreError: These symbols depend on each other in a circle:
          A (Kconfig:1)
          B (Kconfig:3)
          A (Kconfig:1)]
      `);
  });
});

describe('hostile files', () => {
  it('end in an error, or are read, in a bounded call stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      index === 0
        ? 'config S0\n\tbool "S0"'
        : `config S${index}\n\tbool "S${index}"\n\tdepends on S${index - 1}`,
    ).join('\n');
    const tree = read(chain);
    const configuration = openConfiguration(tree);
    configuration.load(Array.from({ length: 20_000 }, (_, index) => [`S${index}`, 'y'] as const));
    const last = tree.symbols.get('S19999');
    expect(last && configuration.values.symbol(last).text).toBe('y');
    expect([...walk(tree.root)]).toHaveLength(20_000);
    expect(() => read('menu "A"\n'.repeat(1000))).toThrow('nested more than 128 deep');
    expect(() => read(`config A\n\tdepends on ${'('.repeat(1000)}`)).toThrow('nested parentheses');
    const doubling = Array.from(
      { length: 40 },
      (_, index) => `x${index + 1} = $(x${index})$(x${index})`,
    ).join('\n');
    expect(() => read(`x0 = aaaaaaaa\n${doubling}\n$(x40)\n`)).toThrow('Kconfig:42: ');
  });

  it('are told as a UnicoreError whatever the text', () => {
    const word = fc.constantFrom(
      'config A',
      'config B',
      'choice',
      'endchoice',
      'menu "M"',
      'endmenu',
      'if A',
      'endif',
      '\tbool "x"',
      '\tint',
      '\tdefault A',
      '\tdepends on B && !A',
      '\tselect B',
      '\trange 1 A',
      '\toptional',
      '\thelp',
      '  text',
      '$(x,1)',
      'x := $(x)',
      '\toption modules',
      'comment "c"',
      'source "Kconfig"',
      '\tvisible if A',
      '"',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string())), (lines) => {
        try {
          const tree = read(lines.join('\n'));
          const { values } = openConfiguration(tree);
          for (const symbol of tree.symbols.values()) values.symbol(symbol);
        } catch (error) {
          expect(error).toBeInstanceOf(UnicoreError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
