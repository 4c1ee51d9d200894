import { choice, hex, int, type Library, string } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { input, library, lwip, prompted, tlsf } from '../test/builders.ts';
import { solve } from './solve.ts';

const valuesOf = (
  options: NonNullable<Library['options']>,
  user: Record<string, boolean | number | string> = {},
): ReturnType<typeof solve> =>
  solve(input({ libraries: [library('net', { options })], roots: ['net'], options: { net: user } }));

const netAndCrypto = (options: NonNullable<Library['options']>, user = {}): ReturnType<typeof solve> =>
  solve(
    input({
      libraries: [
        library('net', { options }),
        library('crypto', { options: { simd: prompted(), aes: prompted({ dependsOn: 'simd' }) } }),
      ],
      roots: ['net', 'crypto'],
      options: user,
    }),
  );

describe('values of options', () => {
  it('are the defaults, the first whose condition holds', () => {
    const { values, origins } = valuesOf({
      small: prompted({ default: [{ value: true, when: "profile = 'size'" }] }),
      buffer: int({ default: [{ value: 1, when: '!small' }, { value: 2, when: 'small' }, { value: 3 }] }),
      base: hex({ default: '0x0FF0' }),
      name: string({ default: 'eth0' }),
    });

    expect(values).toMatchObject({
      'net.small': true,
      'net.buffer': 2,
      'net.base': '0xff0',
      'net.name': 'eth0',
    });
    expect(origins['net.buffer']).toEqual({ kind: 'default', when: 'small' });
  });

  it("are the user's where the prompt shows", () => {
    const { values, origins, problems } = valuesOf({ ipv6: prompted({ default: true }) }, { ipv6: false });

    expect(problems).toEqual([]);
    expect(values['net.ipv6']).toBe(false);
    expect(origins['net.ipv6']).toEqual({ kind: 'user' });
  });

  it('are empty where the dependency does not hold', () => {
    const { values } = valuesOf({
      on: prompted(),
      size: int({ default: 7, dependsOn: 'on' }),
      base: hex({ default: '0x7', dependsOn: 'on' }),
      name: string({ default: 'x', dependsOn: 'on' }),
      flag: prompted({ default: true, dependsOn: 'on' }),
    });

    expect(values).toMatchObject({ 'net.size': 0, 'net.base': '0x0', 'net.name': '', 'net.flag': false });
  });

  it('are brought into the range, where a default lies outside by a condition of its author', () => {
    expect(valuesOf({ size: int({ range: [4, 8] }) }).values['net.size']).toBe(4);
    expect(valuesOf({ base: hex({ range: ['0x10', '0x20'], default: '0x30' }) }).values['net.base']).toBe(
      '0x20',
    );
  });

  it('refuse what the user cannot set, and keep the default', () => {
    const cases = [
      [{ size: int({ prompt: 'Size', range: [1, 8], default: 4 }) }, { size: 9 }, 'expected 1 to 8, got 9'],
      [{ size: int({ prompt: 'Size' }) }, { size: 1.5 }, 'expected a whole number, got 1.5'],
      [{ base: hex({ prompt: 'Base' }) }, { base: '12' }, 'expected a hexadecimal string'],
      [{ ipv6: prompted() }, { ipv6: 'y' }, 'expected true or false, got "y"'],
      [{ ipv6: prompted() }, { ipv: true }, 'has no option "ipv". Did you mean "ipv6"?'],
      [{ hidden: { type: 'bool' } }, { hidden: true }, 'it has no prompt'],
      [{ a: prompted(), b: prompted({ dependsOn: 'a' }) }, { b: true }, 'it depends on "a", where net.a = n'],
      [{ a: prompted(), b: prompted({ visibleIf: 'a' }) }, { b: true }, 'it depends on "a", where net.a = n'],
      [
        {
          mode: choice({ prompt: 'Mode', members: { fast: { prompt: 'Fast' }, small: { prompt: 'Small' } } }),
        },
        { mode: 'fats' },
        'expected one of fast, small, got "fats". Did you mean "fast"?',
      ],
    ] as const;
    for (const [options, user, message] of cases) {
      const { problems } = valuesOf(options, user);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.message).toContain(message);
    }
  });

  it('name the nearest library where the user misspells one', () => {
    const { problems } = solve(input({ libraries: [library('lwip')], options: { lwpi: { ipv6: true } } }));

    expect(problems).toMatchObject([{ code: 'ERR_UNICORE_UNKNOWN_LIBRARY', setting: 'options.lwpi' }]);
    expect(problems[0]?.message).toContain('Did you mean "lwip"?');
  });

  it('ignore settings of a library that is not in this image, and list them', () => {
    const tap = library('tap-net', { platforms: ['linuxu'], options: { queues: int({ prompt: 'Queues' }) } });
    const { problems, unused } = solve(input({ libraries: [tap], options: { 'tap-net': { queues: 2 } } }));

    expect(problems).toEqual([]);
    expect(unused).toEqual(['tap-net.queues']);
  });

  it('take the first available member of a choice without a default', () => {
    const mode = choice({
      prompt: 'Mode',
      members: { fast: { prompt: 'Fast', dependsOn: 'simd' }, small: { prompt: 'Small' } },
    });
    expect(valuesOf({ simd: prompted(), mode }).values['net.mode']).toBe('small');
    expect(valuesOf({ simd: prompted(), mode }, { simd: true }).values['net.mode']).toBe('fast');
    expect(valuesOf({ simd: prompted(), mode }, { mode: 'fast' }).problems[0]?.message).toContain(
      '"simd", where net.simd = n',
    );
  });

  it("hold the application's own options too", () => {
    const { values } = solve({
      ...input({ libraries: [], options: { app: { verbose: true } } }),
      app: { name: 'webserver', options: { verbose: prompted() } },
    });
    expect(values['app.verbose']).toBe(true);
  });

  it('follow the presence of other libraries', () => {
    const options = {
      withLwip: prompted({ default: [{ value: true, when: 'lib.lwip' }] }),
      withNet: prompted({ default: [{ value: true, when: 'contract.netstack' }] }),
      onKvm: prompted({ default: [{ value: true, when: "platform = 'kvm' && arch = 'x86_64'" }] }),
    };
    const libraries = [library('net', { options }), lwip, tlsf];
    const without = solve(input({ libraries, roots: ['net'] })).values;
    const withLwip = solve(input({ libraries, roots: ['net', 'lwip'] })).values;

    expect(without).toMatchObject({ 'net.withLwip': false, 'net.withNet': false, 'net.onKvm': true });
    expect(withLwip).toMatchObject({ 'net.withLwip': true, 'net.withNet': true });
  });
});

describe('select and imply', () => {
  it('force a symbol to y, also against the user, who is warned', () => {
    const { values, origins, warnings } = netAndCrypto(
      { tls: prompted({ default: true, select: ['crypto.simd'] }) },
      { crypto: { simd: false } },
    );

    expect(values['crypto.simd']).toBe(true);
    expect(origins['crypto.simd']).toEqual({ kind: 'select', by: ['net.tls'] });
    expect(warnings).toMatchObject([{ code: 'overridden', symbol: 'crypto.simd', by: ['net.tls'] }]);
  });

  it('warn of an unmet dependency: who selects, the values, the chain, what mends it', () => {
    const { values, warnings } = netAndCrypto({
      https: prompted({ default: true, select: ['tls'] }),
      tls: prompted({ select: ['crypto.aes'] }),
    });

    expect(values['crypto.aes']).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(`${warnings[0]?.message}\n${warnings[0]?.hint}`).toMatchInlineSnapshot(`
      "crypto.aes is y because net.tls selects it, although it depends on "simd"
        where crypto.simd = n
        selected through net.https -> net.tls -> crypto.aes
        webserver -> net (a dependency of the application)
      Set options.crypto.simd = true, or switch net.tls off: options.net.tls = false."
    `);
  });

  it('stop selecting where the condition of the link does not hold', () => {
    const { values } = netAndCrypto({
      fast: prompted(),
      tls: prompted({ default: true, select: [{ symbol: 'crypto.simd', when: 'fast' }] }),
    });
    expect(values['crypto.simd']).toBe(false);
  });

  it('set an implied symbol unless the user says n or its dependency fails', () => {
    const options = { tls: prompted({ default: true, imply: ['crypto.simd', 'crypto.aes'] }) };

    expect(netAndCrypto(options).values).toMatchObject({ 'crypto.simd': true, 'crypto.aes': true });
    expect(netAndCrypto(options, { crypto: { simd: false } }).values).toMatchObject({
      'crypto.simd': false,
      'crypto.aes': false,
    });
  });

  it('leave an implied symbol alone where who implies is n or the condition of the link fails', () => {
    const options = {
      off: prompted({ imply: ['crypto.simd'] }),
      on: prompted({ default: true, imply: [{ symbol: 'crypto.simd', when: 'off' }] }),
    };
    expect(netAndCrypto(options).values['crypto.simd']).toBe(false);
  });

  it('warn where the selected library is not in the image or not installed', () => {
    const net = library('net', {
      options: { tls: prompted({ default: true, select: ['crypto.aes', 'gone.x', 'lib.away'] }) },
    });
    const crypto = library('crypto', { options: { aes: prompted() } });
    const { warnings } = solve(input({ libraries: [net, crypto], roots: ['net'] }));

    expect(warnings.map(({ symbol, hint }) => [symbol, hint])).toEqual([
      ['crypto.aes', 'Put it in: options.lib.crypto = true, or switch net.tls off.'],
      ['gone.x', 'npm install @unicore/lib-gone, or switch net.tls off: options.net.tls = false.'],
      ['lib.away', 'npm install @unicore/lib-away, or switch net.tls off: options.net.tls = false.'],
    ]);
  });
});

it('refuses two symbols that share one CONFIG_ name', () => {
  const one = library('net', { options: { tcpX: prompted() } });
  const other = library('net-tcp', { options: { x: prompted() } });
  const { problems } = solve(input({ libraries: [one, other], roots: ['net', 'net-tcp'] }));

  expect(problems).toMatchObject([
    { code: 'ERR_UNICORE_CONFIG_NAME_CLASH', hint: expect.stringContaining('renamed by its author') },
  ]);
});

it("has the application's own option renamed where it shares the CONFIG_ name of another", () => {
  const app = { name: 'shop', options: { tcpMss: prompted(), tcpMSS: prompted() } };
  const { problems } = solve(input({ app, libraries: [] }));

  expect(problems).toMatchObject([
    {
      code: 'ERR_UNICORE_CONFIG_NAME_CLASH',
      hint: "Rename the application's own option, in ownOptions of the config.",
    },
  ]);
});
