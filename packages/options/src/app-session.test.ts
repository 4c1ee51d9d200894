import { bool, choice, int, string } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { openAppSession } from './app-session.ts';
import { readDotConfig } from './read-dot-config.ts';
import { seededRandom } from './kconfig/conf-modes.ts';
import { solve } from './solve.ts';
import type { SolveInput } from './solve-types.ts';

const net = library('net', {
  options: {
    ipv6: prompted({ default: true }),
    dhcp6: prompted({ dependsOn: 'ipv6' }),
    mtu: int({ prompt: 'MTU', help: 'In bytes.', default: 1500, range: [576, 9000] }),
    name: string({ prompt: 'Name', default: 'a "b"' }),
    mode: choice({
      prompt: 'Mode',
      members: { fast: { prompt: 'Fast' }, small: { prompt: 'Small' } },
      default: 'small',
    }),
    hidden: bool({ default: true }),
  },
});
const idle = library('idle', {
  options: { level: int({ prompt: 'Level', default: 1 }), on: prompted() },
});

function inputs(rest: Partial<SolveInput> = {}): readonly SolveInput[] {
  return [input({ libraries: [net, idle], roots: ['net'], ...rest })];
}

function solvedWith(text: string, rest: Partial<SolveInput> = {}): ReturnType<typeof solve> {
  const [one] = inputs(rest);
  if (one === undefined) throw new Error('no input');
  return solve({ ...one, dotConfig: readDotConfig(text, { file: '.config', owners: one.libraries }) });
}

describe('a .config beneath the config of an application', () => {
  it('sets what the config does not, and each value says its line', () => {
    const { values, origins, warnings } = solvedWith('CONFIG_NET_MTU=600\nCONFIG_NET_MODE_FAST=y\n');

    expect(values).toMatchObject({ 'net.mtu': 600, 'net.mode': 'fast', 'net.ipv6': true });
    expect(origins).toMatchObject({
      'net.mtu': { kind: 'user', at: '.config:1' },
      'net.mode': { kind: 'user', at: '.config:2' },
      'net.ipv6': { kind: 'default' },
    });
    expect(warnings).toEqual([]);
  });

  it('yields to the config, with a warning only where they differ', () => {
    const text = 'CONFIG_NET_MTU=600\n# CONFIG_NET_IPV6 is not set\n';
    const { values, origins, warnings, problems } = solvedWith(text, {
      options: { net: { mtu: 700, ipv6: false } },
    });

    expect(values['net.mtu']).toBe(700);
    expect(origins['net.mtu']).toEqual({ kind: 'user' });
    expect(problems).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([
      ".config:1: CONFIG_NET_MTU=600 does not count: the application's config sets net.mtu, and wins.",
    ]);
  });

  it('yields to what an option depends on, where the config of the application would be refused', () => {
    const text = '# CONFIG_NET_IPV6 is not set\nCONFIG_NET_DHCP6=y\n';
    const { values, warnings, problems } = solvedWith(text);

    expect(values['net.dhcp6']).toBe(false);
    expect(problems).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([
      '.config:2: CONFIG_NET_DHCP6=y does not count: it depends on "ipv6", where net.ipv6 = n; net.dhcp6 is n.',
    ]);
    expect(solvedWith('', { options: { net: { ipv6: false, dhcp6: true } } }).problems).toMatchObject([
      { code: 'ERR_UNICORE_OPTION_NOT_VISIBLE' },
    ]);
  });

  it('leaves a library out', () => {
    expect(solvedWith('# CONFIG_LIB_NET is not set\n').libraries).not.toContain('net');
    expect(
      solvedWith('# CONFIG_LIB_NET is not set\n', { options: { lib: { net: true } } }).libraries,
    ).toContain('net');
  });
});

describe('a session on an application', () => {
  it('writes all that a user may set, and reads it back without a change', () => {
    const session = openAppSession(inputs({ options: { net: { ipv6: false } } }));
    session.load(
      'CONFIG_NET_NAME="x \\\\ \\"y\\""\nCONFIG_IDLE_LEVEL=7\n# CONFIG_LIB_IDLE is not set\n',
      '.config',
    );
    const text = session.format();

    expect(text).toMatchInlineSnapshot(`
      "# webserver: what its images are made with, beneath the application's config.

      # Libraries
      # CONFIG_LIB_IDLE is not set

      # idle
      CONFIG_IDLE_LEVEL=7

      # net
      # CONFIG_NET_IPV6: n, as the application's config sets it
      # CONFIG_NET_MODE_FAST is not set
      CONFIG_NET_MODE_SMALL=y
      CONFIG_NET_MTU=1500
      CONFIG_NET_NAME="x \\\\ \\"y\\""
      "
    `);
    const again = openAppSession(inputs({ options: { net: { ipv6: false } } }));
    expect(again.load(text, '.config')).toEqual([]);
    expect(again.format()).toBe(text);
    expect(again.questions()).toEqual([]);
  });

  it('writes the least from which the same follows', () => {
    const session = openAppSession(inputs());
    session.load(
      'CONFIG_NET_IPV6=y\nCONFIG_NET_DHCP6=y\nCONFIG_NET_MTU=1500\nCONFIG_NET_MODE_FAST=y\n',
      '.config',
    );

    expect(session.formatMinimal()).toBe('CONFIG_NET_DHCP6=y\nCONFIG_NET_MODE_FAST=y\n');
  });

  it('asks for what is new, and for what an answer makes new', () => {
    const session = openAppSession(inputs());
    session.load('# CONFIG_NET_IPV6 is not set\nCONFIG_NET_MODE_FAST=y\n', '.config');
    expect(session.questions().map(({ line }) => line)).toEqual([
      'CONFIG_NET_MTU=1500',
      'CONFIG_NET_NAME="a \\"b\\""',
    ]);

    expect(session.set('NET_MTU', '10')).toEqual({ wrong: 'expected 576 to 9000, got 10' });
    expect(session.set('NET_MTU', 'x')).toEqual({ wrong: 'expected a whole number, got "x"' });
    expect(session.set('NET_MTU', '576')).toBeUndefined();
    expect(session.set('NET_IPV6', 'y')).toBeUndefined();
    expect(session.questions().map(({ name }) => name)).toEqual(['NET_DHCP6', 'NET_NAME']);
  });

  it('fills all but what the config of the application fixes', () => {
    const filled = (mode: 'allnoconfig' | 'allyesconfig' | 'randconfig', seed = 1): string => {
      const session = openAppSession(inputs({ options: { net: { ipv6: true } } }));
      session.fill(mode, seededRandom(seed));
      return session.format();
    };

    expect(filled('allnoconfig')).toContain('# CONFIG_NET_DHCP6 is not set\n# CONFIG_NET_IPV6: y, as');
    expect(filled('allyesconfig')).toContain('CONFIG_NET_DHCP6=y\n# CONFIG_NET_IPV6: y, as');
    expect(filled('allyesconfig')).not.toContain('IDLE');
    expect(filled('randconfig')).toBe(filled('randconfig'));
    const drawn = Array.from({ length: 20 }, (_, seed) => filled('randconfig', seed));
    expect(new Set(drawn).size).toBe(4);
  });

  it('leaves a default that differs between targets to each of them', () => {
    const load = library('load', {
      options: {
        threads: int({ prompt: 'Threads', default: [{ value: 8, when: "platform = 'kvm'" }, { value: 2 }] }),
      },
    });
    const other = library('xenplat', { platforms: ['xen'], provides: { plat: '1.0' } });
    const both = ['kvm', 'xen'].map((platform) =>
      input({ libraries: [load, other], roots: ['load'], target: { platform, architecture: 'x86_64' } }),
    );
    const session = openAppSession(both);
    expect(session.format()).toContain(
      '# CONFIG_LOAD_THREADS has a default of its own for each target: 8, 2',
    );
    session.load('CONFIG_LOAD_THREADS=2\n', '.config');
    expect(session.format()).toContain('\nCONFIG_LOAD_THREADS=2\n');
    expect(session.formatMinimal()).toBe('CONFIG_LOAD_THREADS=2\n');
  });
});
