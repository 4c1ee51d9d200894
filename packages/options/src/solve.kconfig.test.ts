import { bool, choice, hex, int, type Library, string, tristate } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { optionMacros } from './option-macros.ts';
import { formatDotConfig } from './dot-config.ts';
import { readDotConfig } from './read-dot-config.ts';
import { solve } from './solve.ts';
import type { OptionValue, Solution } from './solve-types.ts';

function solved(rest: Partial<Library>, settings: Readonly<Record<string, OptionValue>> = {}): Solution {
  return solve(input({ libraries: [library('net', rest)], roots: ['net'], options: { net: settings } }));
}

function values(
  rest: Partial<Library>,
  settings?: Readonly<Record<string, OptionValue>>,
): Record<string, OptionValue> {
  const own = Object.entries(solved(rest, settings).values).filter(([name]) => name.startsWith('net.'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('net.'.length), value]));
}

describe('tristate options', () => {
  const options = {
    modules: prompted({ modules: true }),
    driver: tristate({ prompt: 'Driver', select: ['crc'] }),
    crc: tristate(),
    tests: bool({ prompt: 'Tests', dependsOn: 'driver' }),
  };

  it('are m where modules are allowed, and y where not', () => {
    expect(values({ options }, { modules: true, driver: 'm' })).toMatchObject({ driver: 'm', crc: 'm' });
    expect(values({ options }, { driver: 'm' })).toMatchObject({ driver: true, crc: true });
    expect(values({ options }, { modules: true, driver: 'm', tests: true })).toMatchObject({ tests: true });
  });

  it('are 2 for C, and m in .config', () => {
    const solution = solved({ options }, { modules: true, driver: 'm' });
    const owners = [{ name: 'net', options }];
    expect(optionMacros(solution, owners)).toMatchObject({ NET_DRIVER: 2, NET_MODULES: 1, NET_TESTS: 0 });
    const text = formatDotConfig(solution, owners);
    expect(text).toContain('CONFIG_NET_DRIVER=m\n');
    const source = {
      file: '.config',
      owners: [library('net', { options }), library('kvmplat'), library('x86_64arch'), library('api')],
    };
    expect(readDotConfig(text, source).settings).toContainEqual(
      expect.objectContaining({ symbol: 'net.driver', value: 'm' }),
    );
  });
});

describe('ranges and defaults', () => {
  const options = {
    small: prompted(),
    most: int({ prompt: 'Most', default: 100 }),
    size: int({
      prompt: 'Size',
      default: [{ symbol: 'most', when: '!small' }, { value: 90 }],
      range: [
        { low: 1, high: 16, when: 'small' },
        { low: 8, high: 'most' },
      ],
    }),
    mask: hex({ default: '0x0FF', range: [{ low: '0x1', high: '0x80', when: 'small' }] }),
    label: string({ default: [{ symbol: 'name' }] }),
    name: string({ prompt: 'Name', default: 'eth0' }),
  };

  it('follow other options', () => {
    expect(values({ options })).toMatchObject({ size: 100, mask: '0xff', label: 'eth0' });
    expect(values({ options }, { small: true })).toMatchObject({ size: 16, mask: '0x80' });
    expect(values({ options }, { most: 50, name: 'tap0' })).toMatchObject({ size: 50, label: 'tap0' });
  });

  it('refuse what is out of the range of the moment', () => {
    expect(solved({ options }, { size: 17 }).problems).toEqual([]);
    expect(solved({ options }, { size: 17, small: true }).problems).toMatchObject([
      {
        code: 'ERR_UNICORE_BAD_OPTION_VALUE',
        message: 'options.net.size in the config: expected 1 to 16 as other options are now, got 17.',
      },
    ]);
  });
});

describe('menus', () => {
  const rest: Partial<Library> = {
    menus: {
      net: { prompt: 'Net', dependsOn: 'on' },
      tcp: { prompt: 'TCP', menu: 'net', visibleIf: 'expert' },
    },
    options: {
      on: prompted({ default: true }),
      expert: prompted(),
      window: int({ prompt: 'Window', default: 4, menu: 'tcp' }),
    },
  };

  it('hand down what they depend on, and hide prompts', () => {
    expect(values(rest)).toMatchObject({ window: 4 });
    expect(values(rest, { on: false })).toMatchObject({ window: 0 });
    expect(values(rest, { expert: true, window: 9 })).toMatchObject({ window: 9 });
    expect(solved(rest, { window: 9 }).problems).toMatchObject([{ code: 'ERR_UNICORE_OPTION_NOT_VISIBLE' }]);
  });
});

describe('an optional choice', () => {
  const options = {
    mode: choice({
      prompt: 'Mode',
      optional: true,
      members: { fast: { prompt: 'F' }, small: { prompt: 'S' } },
    }),
    isSmall: bool({ default: [{ value: true, when: "mode = 'small'" }] }),
  };

  it('is none until a user chooses', () => {
    expect(values({ options })).toMatchObject({ mode: '', isSmall: false });
    expect(values({ options }, { mode: 'small' })).toMatchObject({ mode: 'small', isSmall: true });
    expect(solved({ options }, { mode: '' }).problems).toEqual([]);
  });
});
