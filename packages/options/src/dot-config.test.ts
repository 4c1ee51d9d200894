import { choice, hex, int, type Option, string, UnicoreError } from '@unicore/descriptor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { formatDotConfig, parseDotConfig } from './dot-config.ts';
import { readDotConfig } from './read-dot-config.ts';
import { solve } from './solve.ts';

const options: Readonly<Record<string, Option>> = {
  ipv6: prompted({ default: true }),
  debug: prompted(),
  tcpSndBuf: int({ prompt: 'Buffer', default: 4096, range: [1, 65_536] }),
  base: hex({ prompt: 'Base', default: '0xFEE00000' }),
  name: string({ prompt: 'Name', default: 'say "hi" \\ bye' }),
  mode: choice({
    prompt: 'Mode',
    members: { fast: { prompt: 'Fast' }, small: { prompt: 'Small' } },
    default: 'small',
  }),
};
const net = library('tap-net', { options });
const owners = input({ libraries: [net] }).libraries;
const file = '.unicore/kvm-x86_64/config';

describe('a written .config', () => {
  it('says every value in Kconfig syntax', () => {
    const text = formatDotConfig(solve(input({ libraries: [net], roots: ['tap-net'] })), owners);

    expect(text).toMatchInlineSnapshot(`
      "# webserver for kvm/x86_64: the solved configuration. Output; set options in unicore.config.ts.
      CONFIG_ARCH="x86_64"
      CONFIG_PLATFORM="kvm"
      CONFIG_PROFILE="size"

      # Libraries
      CONFIG_LIB_API=y
      CONFIG_LIB_KVMPLAT=y
      CONFIG_LIB_TAP_NET=y
      CONFIG_LIB_X86_64ARCH=y

      # Contracts
      CONFIG_CONTRACT_ARCH=y
      # CONFIG_CONTRACT_MALLOC is not set
      # CONFIG_CONTRACT_NETDEV is not set
      # CONFIG_CONTRACT_NETSTACK is not set
      CONFIG_CONTRACT_PLAT=y
      # CONFIG_CONTRACT_SCHED is not set
      # CONFIG_CONTRACT_TRACE is not set

      # tap-net
      CONFIG_TAP_NET_BASE=0xfee00000
      # CONFIG_TAP_NET_DEBUG is not set
      CONFIG_TAP_NET_IPV6=y
      # CONFIG_TAP_NET_MODE_FAST is not set
      CONFIG_TAP_NET_MODE_SMALL=y
      CONFIG_TAP_NET_NAME="say \\"hi\\" \\\\ bye"
      CONFIG_TAP_NET_TCP_SND_BUF=4096
      "
    `);
  });

  it('reads back as the values that it was made from, whatever the text in it', () => {
    const line = fc.string().map((text) => text.replaceAll(/[\r\n\0]/g, ''));
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 65_536 }), fc.boolean(), (name, tcpSndBuf, ipv6) => {
        const set = { name, tcpSndBuf, ipv6, debug: !ipv6, base: '0x1f', mode: 'fast' };
        const solution = solve(input({ libraries: [net], roots: ['tap-net'], options: { 'tap-net': set } }));

        const { settings } = readDotConfig(formatDotConfig(solution, owners), { file, owners });
        const libraries = ['api', 'kvmplat', 'tap-net', 'x86_64arch'].map((one) => [`lib.${one}`, true]);
        expect(Object.fromEntries(settings.map(({ symbol, value }) => [symbol, value]))).toEqual({
          ...Object.fromEntries(libraries),
          ...Object.fromEntries(Object.entries(set).map(([key, value]) => [`tap-net.${key}`, value])),
        });
      }),
    );
  });
});

describe('a .config that is read', () => {
  it('passes over comments, blank lines, a byte order mark and line ends of Windows', () => {
    const text =
      '\uFEFF# a comment\r\n\r\nCONFIG_A=y\r\n# CONFIG_B is not set\r\nCONFIG_C="x#y"\nCONFIG_D=-5';

    expect([...parseDotConfig(text, { file }).values()]).toEqual([
      { name: 'CONFIG_A', value: { kind: 'bool', value: true }, line: 3 },
      { name: 'CONFIG_B', value: { kind: 'bool', value: false }, line: 4 },
      { name: 'CONFIG_C', value: { kind: 'string', text: 'x#y' }, line: 5 },
      { name: 'CONFIG_D', value: { kind: 'number', text: '-5' }, line: 6 },
    ]);
  });

  it('keeps the last of two values, as Kconfig has it', () => {
    expect(parseDotConfig('CONFIG_A=1\nCONFIG_A=2', { file }).get('CONFIG_A')).toMatchObject({
      value: { text: '2' },
      line: 2,
    });
  });

  it.each([
    ['nonsense', 'line 2: expected CONFIG_NAME=value, got "nonsense"'],
    ['CONFIG_A', 'line 2: expected CONFIG_NAME=value'],
    ['=y', 'line 2: expected CONFIG_NAME=value'],
    ['CONFIG_A=', 'line 2: expected y, m, n, a number or a quoted text for CONFIG_A, got ""'],
    ['CONFIG_A=yes', 'line 2: expected y, m, n, a number or a quoted text for CONFIG_A, got "yes"'],
    ['CONFIG_A="x', 'line 2: expected y, m, n'],
    ['CONFIG_A="x\\"', 'line 2: expected y, m, n'],
    ['CONFIG_A="x"y"', 'line 2: expected y, m, n'],
    [' CONFIG_A=y', 'line 2: expected CONFIG_NAME=value'],
  ])('refuses %j with the number of the line', (line, message) => {
    expect(() => parseDotConfig(`CONFIG_OK=y\n${line}\n`, { file })).toThrow(message);
  });

  it('refuses values that an option never has', () => {
    const text =
      'CONFIG_TAP_NET_IPV=y\nCONFIG_TAP_NET_TCP_SND_BUF=0\nCONFIG_TAP_NET_NAME=y\nCONFIG_CONTRACT_SCHED=y\nCONFIG_ARCH="x86_64"';

    expect(() => readDotConfig(text, { file, owners })).toThrowErrorMatchingInlineSnapshot(`
      [UnicoreError: .unicore/kvm-x86_64/config cannot be read:
        line 2: CONFIG_TAP_NET_TCP_SND_BUF: expected 1 to 65536, got 0
        line 3: CONFIG_TAP_NET_NAME: expected one line of text, got true]
    `);
  });

  it('lists names that nothing has, with the line and the nearest name', () => {
    const text = 'CONFIG_TAP_NET_IPV=y\n# CONFIG_GONE is not set\nCONFIG_TAP_NET_IPV6=y\n';

    expect(readDotConfig(text, { file, owners })).toEqual({
      file,
      settings: [{ symbol: 'tap-net.ipv6', value: true, line: 3 }],
      unknown: [
        { name: 'CONFIG_TAP_NET_IPV', line: 1, nearest: 'CONFIG_TAP_NET_IPV6' },
        { name: 'CONFIG_GONE', line: 2 },
      ],
    });
  });

  it('ends in values or in a UnicoreError, whatever the text', () => {
    const parts = fc.array(
      fc.constantFrom('CONFIG_', 'A', '=', '"', '\\', 'y', '0x', '1', '\n', '# ', ' is not set', '__proto__'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          parts.map((all) => all.join('')),
        ),
        (text) => {
          try {
            expect(parseDotConfig(text, { file })).toBeInstanceOf(Map);
          } catch (error) {
            expect(error).toBeInstanceOf(UnicoreError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
