import { describe, expect, it } from 'vitest';
import { formatAutoconf, formatConfig, formatDefconfig, readConfig } from './config-files.ts';
import { fillConfiguration, seededRandom } from './conf-modes.ts';
import { type Configuration, openConfiguration } from './configuration.ts';
import { formatCondition } from './format-condition.ts';
import { readKconfig } from './read-kconfig.ts';

const kconfig = `mainmenu "Test"
config MODULES
	bool "Modules"
	default y
	option modules
config NET
	tristate "Network"
	select CRC
config CRC
	tristate "Checksums"
config SIZE
	int "Size"
	depends on NET
	range 1 64
	default 8
config MASK
	hex "Mask"
	default 0xf0
config NAME
	string "Name"
	default "a \\"b\\""
config SAFE
	bool "Safe"
	default y
	option allnoconfig_y
choice
	prompt "How"
config FAST
	bool "Fast"
config SMALL
	bool "Small"
	depends on !SAFE
endchoice
`;

function open(text = kconfig): Configuration {
  return openConfiguration(readKconfig('Kconfig', { read: () => text, glob: () => [], environment: {} }));
}

function textOf({ tree, values }: Configuration, name: string): string | undefined {
  const symbol = tree.symbols.get(name);
  return symbol && values.symbol(symbol).text;
}

describe('a configuration', () => {
  it('follows each change at once', () => {
    const configuration = open();
    expect(textOf(configuration, 'SIZE')).toBe('');
    expect(configuration.set('NET', 'm')).toBeUndefined();
    expect(['NET', 'CRC', 'SIZE'].map((name) => textOf(configuration, name))).toEqual(['m', 'm', '8']);
    expect(configuration.set('SAFE', 'n')).toBeUndefined();
    expect(configuration.set('SMALL', 'y')).toBeUndefined();
    expect(['FAST', 'SMALL'].map((name) => textOf(configuration, name))).toEqual(['n', 'y']);
    configuration.set('SAFE', 'y');
    expect(['FAST', 'SMALL'].map((name) => textOf(configuration, name))).toEqual(['y', 'n']);
    configuration.unset('NET');
    expect(textOf(configuration, 'CRC')).toBe('n');
  });

  it.each([
    ['NET', 'x', 'expected y, m or n, got "x"'],
    ['SIZE', '65', 'expected 1 to 64, got 65'],
    ['SIZE', 'many', 'expected a whole number, got "many"'],
    ['MASK', 'xyz', 'expected a hexadecimal number, got "xyz"'],
    ['NAME', 'a\nb', 'expected one line of text, got "a\\nb"'],
    ['CRC', 'n', 'expected m or y, got n, as NET selects it'],
    ['SMALL', 'y', 'expected no value: its prompt is hidden, as what it depends on does not hold'],
    ['NONE', 'y', 'there is no symbol "NONE"'],
  ])('refuses %s=%j', (name, value, wrong) => {
    const configuration = open();
    configuration.set('NET', 'm');
    const before = formatConfig(configuration);
    expect(configuration.set(name, value)).toEqual({ wrong });
    expect(formatConfig(configuration)).toBe(before);
  });

  it('knows what a user may choose', () => {
    const configuration = open();
    const able = (name: string): readonly number[] => {
      const symbol = configuration.tree.symbols.get(name);
      return symbol ? configuration.assignable(symbol) : [];
    };
    configuration.set('NET', 'm');
    expect([able('NET'), able('CRC'), able('SAFE'), able('FAST'), able('SIZE')]).toEqual([
      [0, 1, 2],
      [1, 2],
      [0, 2],
      [2],
      [],
    ]);
    configuration.set('NET', 'y');
    expect(able('CRC')).toEqual([]);
    configuration.set('MODULES', 'n');
    expect(able('NET')).toEqual([0, 2]);
  });

  it('explains conditions with the values of the moment', () => {
    const { tree, values } = open(
      'config A\n\tdef_bool y\nconfig B\n\tbool "B"\n\tdepends on A && !(C || D = "x y")\n',
    );
    const condition = tree.symbols.get('B')?.dependsOn;
    expect(condition && formatCondition(condition)).toBe('A && !(C || D = "x y")');
    expect(condition && formatCondition(condition, values.read)).toBe('A [=y] && !(C || D = "x y")');
  });
});

describe('files of a configuration', () => {
  it('are written as conf does', () => {
    const configuration = open();
    configuration.set('NET', 'm');
    configuration.set('MASK', 'ab');
    expect(formatConfig(configuration)).toMatchInlineSnapshot(`
      "#
      # Automatically generated file; DO NOT EDIT.
      # Test
      #
      CONFIG_MODULES=y
      CONFIG_NET=m
      CONFIG_CRC=m
      CONFIG_SIZE=8
      CONFIG_MASK=0xab
      CONFIG_NAME="a \\"b\\""
      CONFIG_SAFE=y
      CONFIG_FAST=y
      "
    `);
    expect(formatDefconfig(configuration)).toBe('CONFIG_NET=m\nCONFIG_MASK=0xab\n');
    expect(formatAutoconf(configuration)).toMatchInlineSnapshot(`
      "/*
       *
       * Automatically generated file; DO NOT EDIT.
       * Test
       *
       */
      #define CONFIG_MODULES 1
      #define CONFIG_NET_MODULE 1
      #define CONFIG_CRC_MODULE 1
      #define CONFIG_SIZE 8
      #define CONFIG_MASK 0xab
      #define CONFIG_NAME "a \\"b\\""
      #define CONFIG_SAFE 1
      #define CONFIG_FAST 1
      "
    `);
  });

  it('are read: the last of two lines counts, unknown names are listed', () => {
    const { tree } = open();
    const text =
      '# CONFIG_NET is not set\nCONFIG_NET=y\nCONFIG_OLD=y\nCONFIG_NAME="x \\\\ \\"y\\""\nCONFIG_SIZE=\n';
    expect(readConfig(text, { file: '.config', tree })).toEqual({
      settings: [
        ['NET', 'y'],
        ['NAME', String.raw`x \ "y"`],
      ],
      unknown: [{ line: 3, name: 'OLD' }],
    });
  });

  it.each([
    ['CONFIG_NET=yes', 'line 1: CONFIG_NET: expected y, m or n, got "yes"'],
    ['CONFIG_SIZE=1x', 'line 1: CONFIG_SIZE: expected a whole number, got "1x"'],
    ['CONFIG_NAME=bare', 'line 1: CONFIG_NAME: expected a quoted text, got bare'],
    ['NET=y', 'line 1: expected CONFIG_NAME=value, got "NET=y"'],
  ])('are refused with the line: %s', (line, message) => {
    const { tree } = open();
    expect(() => readConfig(line, { file: '.config', tree })).toThrow(message);
  });
});

describe('filling', () => {
  const filled = (mode: Parameters<typeof fillConfiguration>[1], seed = 1): Configuration => {
    const configuration = open();
    fillConfiguration(configuration, mode, seededRandom(seed));
    return configuration;
  };

  it.each([
    ['allnoconfig', ['n', 'n', 'n', 'y', 'y']],
    ['allyesconfig', ['y', 'y', 'y', 'y', 'y']],
    ['allmodconfig', ['y', 'm', 'm', 'y', 'y']],
    ['alldefconfig', ['y', 'n', 'n', 'y', 'y']],
  ] as const)('by %s', (mode, expected) => {
    const configuration = filled(mode);
    const values = ['MODULES', 'NET', 'CRC', 'SAFE', 'FAST'].map((name) => textOf(configuration, name));
    expect(values).toEqual(expected);
  });

  it('at random is repeatable, differs, and holds what is read back', () => {
    const texts = Array.from({ length: 30 }, (_, seed) => {
      const text = formatConfig(filled('randconfig', seed));
      const again = open();
      again.load(readConfig(text, { file: '.config', tree: again.tree }).settings);
      expect(formatConfig(again)).toBe(text);
      return text;
    });
    expect(new Set(texts).size).toBeGreaterThan(8);
    expect(formatConfig(filled('randconfig', 7))).toBe(texts[7]);
  });

  it('leaves alone what is set', () => {
    const configuration = open();
    configuration.load([['NET', 'y']]);
    fillConfiguration(configuration, 'allnoconfig', () => 0);
    expect(textOf(configuration, 'NET')).toBe('y');
  });
});
