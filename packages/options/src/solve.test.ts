import { choice, hex, int, type Library, string } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { arch, input, library, plat, prompted } from '../test/builders.ts';
import { formatChain } from './chain.ts';
import { solve } from './solve.ts';

const tlsf = library('alloc-tlsf', { provides: { malloc: '1.2' } });
const bump = library('alloc-bump', { provides: { malloc: '1.0' } });
const lwip = library('lwip', {
  provides: { netstack: '1.0' },
  requires: { malloc: '1.0' },
  defaults: { malloc: 'alloc-tlsf' },
});
const malloc = { requires: { malloc: '1.0' } } as const;

const ruleOf = (libraries: readonly Library[], rest: object = {}): unknown =>
  solve(input({ libraries, roots: ['user'], ...rest })).providers['malloc'];

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

describe('who provides a contract that allows one', () => {
  const user = library('user', malloc);
  it('is what the config says, before a root', () => {
    expect(
      ruleOf([user, tlsf, bump], { roots: ['user', 'alloc-bump'], providers: { malloc: 'alloc-tlsf' } }),
    ).toEqual(['alloc-tlsf']);
  });

  it('is a root, before the default of who requires it', () => {
    const withDefault = library('user', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    expect(ruleOf([withDefault, tlsf, bump], { roots: ['user', 'alloc-tlsf'] })).toEqual(['alloc-tlsf']);
  });

  it('is the default of who requires it, before another that is installed', () => {
    const withDefault = library('user', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    expect(ruleOf([withDefault, tlsf, bump])).toEqual(['alloc-bump']);
  });

  it('is the only one installed', () => {
    expect(ruleOf([user, tlsf])).toEqual(['alloc-tlsf']);
  });

  it('is the first of the config that applies to the target', () => {
    const xenHeap = library('alloc-xen', { platforms: ['xen'], provides: { malloc: '1.0' } });
    expect(
      ruleOf([user, tlsf, bump, xenHeap], { providers: { malloc: ['alloc-xen', 'alloc-bump'] } }),
    ).toEqual(['alloc-bump']);
  });

  it('is open where several are installed, and the problem lists all', () => {
    const [problem] = solve(input({ libraries: [user, tlsf, bump], roots: ['user'] })).problems;

    expect(problem).toMatchObject({
      code: 'ERR_UNICORE_CHOOSE_PROVIDER',
      contract: 'malloc',
      candidates: ['alloc-bump', 'alloc-tlsf'],
      requiredBy: ['user'],
    });
  });

  it('is open where two requirers bring different defaults', () => {
    const one = library('one', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    const two = library('two', { ...malloc, defaults: { malloc: 'alloc-tlsf' } });
    const { problems } = solve(input({ libraries: [one, two, tlsf, bump], roots: ['one', 'two'] }));

    expect(problems.map(({ code }) => code)).toContain('ERR_UNICORE_CHOOSE_PROVIDER');
    expect(problems[0]?.message).toMatch(/one brings alloc-bump\n {2}two brings alloc-tlsf/);
  });

  it('is one that is in the image anyway, where nothing else chooses', () => {
    const chooser = library('chooser', {
      options: { small: prompted({ default: true, select: ['lib.alloc-bump'] }) },
    });
    expect(ruleOf([user, chooser, tlsf, bump], { roots: ['user', 'chooser'] })).toEqual(['alloc-bump']);
    expect(
      solve(input({ libraries: [user, chooser, tlsf, bump], roots: ['user', 'chooser'] })).problems,
    ).toEqual([]);
  });

  it('is not one whose version is too old, where another serves', () => {
    const newer = library('user', { requires: { malloc: '1.1' } });
    expect(ruleOf([newer, tlsf, bump])).toEqual(['alloc-tlsf']);
  });

  it('is refused where two roots provide it, with both chains', () => {
    const { problems } = solve(input({ libraries: [tlsf, bump], roots: ['alloc-tlsf', 'alloc-bump'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_TWO_PROVIDERS', libraries: ['alloc-bump', 'alloc-tlsf'] },
    ]);
    expect(problems[0]?.hint).toContain("providers: { malloc: 'alloc-bump' }");
  });
});

describe('who provides a contract that allows many', () => {
  const user = library('user', { requires: { netdev: '1.0' } });
  const virtio = library('virtio-net', { provides: { netdev: '1.0' } });
  const e1000 = library('e1000', { provides: { netdev: '1.0' } });
  const netdevs = (rest: object): unknown =>
    solve({ ...input({ libraries: [user, virtio, e1000], roots: ['user'] }), ...rest }).providers['netdev'];

  it('are all that the config names', () => {
    expect(netdevs({ providers: { netdev: ['virtio-net', 'e1000'] } })).toEqual(['e1000', 'virtio-net']);
  });

  it('are those that the config names beside a root, which stays', () => {
    expect(netdevs({ roots: ['user', 'e1000'], providers: { netdev: 'virtio-net' } })).toEqual([
      'e1000',
      'virtio-net',
    ]);
  });

  it('are the roots among them', () => {
    expect(netdevs({ roots: ['user', 'e1000'] })).toEqual(['e1000']);
  });

  it("are the platform's default, which needs not require it", () => {
    const kvm = { ...plat, defaults: { netdev: 'virtio-net' } };
    const solution = solve({
      ...input({ libraries: [] }),
      roots: ['user'],
      libraries: [kvm, arch, ...input({ libraries: [user, virtio, e1000] }).libraries.slice(2)],
    });
    expect(solution.providers['netdev']).toEqual(['virtio-net']);
    expect(solution.reasons['virtio-net']).toEqual({
      kind: 'provides',
      contract: 'netdev',
      by: 'user',
      rule: 'platform',
    });
  });

  it('are open where several are installed', () => {
    expect(netdevs({})).toBeUndefined();
  });
});

describe('an unmet contract', () => {
  it('says who requires it, through which chain', () => {
    const { problems } = solve(input({ libraries: [lwip], roots: ['lwip'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNMET_CONTRACT', contract: 'malloc', requiredBy: 'lwip', unfit: [] },
    ]);
    expect(problems[0]?.message).toContain('webserver -> lwip (a dependency of the application)');
  });

  it('names installed providers that cannot serve, and why', () => {
    const xenHeap = library('alloc-xen', { platforms: ['xen'], provides: { malloc: '1.0' } });
    const old = library('alloc-old', { provides: { malloc: '0.9' } });
    const [problem] = solve(input({ libraries: [lwip, xenHeap, old], roots: ['lwip'] })).problems;

    expect(problem).toMatchObject({
      unfit: [
        { library: 'alloc-old', version: '0.9', why: 'version' },
        { library: 'alloc-xen', version: '1.0', why: 'platform' },
      ],
    });
  });

  it('is told for a platform that is not installed', () => {
    const { problems } = solve({
      ...input({ libraries: [] }),
      target: { platform: 'xen', architecture: 'x86_64' },
    });

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNMET_CONTRACT', contract: 'plat', requiredBy: 'target' },
    ]);
  });

  it('is told for requirements of the application itself', () => {
    const { problems } = solve({
      ...input({ libraries: [] }),
      app: { name: 'webserver', requires: { netstack: '1.0' } },
    });

    expect(problems).toMatchObject([
      { contract: 'netstack', requiredBy: 'app', chain: [{ name: 'webserver' }] },
    ]);
  });

  it('is a wrong version where the chosen provider is too old', () => {
    const newer = library('newer', { requires: { malloc: '1.2' } });
    const { problems } = solve(
      input({ libraries: [newer, bump, tlsf], roots: ['newer'], providers: { malloc: 'alloc-bump' } }),
    );

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_CONTRACT_VERSION', library: 'alloc-bump', requiredBy: 'newer' },
    ]);
  });

  it('is an unknown contract where nobody declares it', () => {
    const odd = library('odd', { requires: { mallok: '1.0' } });
    const { problems } = solve(input({ libraries: [odd], roots: ['odd'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNKNOWN_CONTRACT', contract: 'mallok', libraries: ['odd'] },
    ]);
    expect(problems[0]?.message).toContain('Did you mean "malloc"?');
  });
});

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

describe('loops', () => {
  it('among options are refused with every edge', () => {
    const net = library('net', {
      options: {
        a: prompted({ default: [{ value: true, when: 'b' }] }),
        b: prompted({ dependsOn: 'c' }),
        c: prompted({ visibleIf: '!a', default: true }),
      },
    });
    expect(() => solve(input({ libraries: [net], roots: ['net'] }))).toThrowErrorMatchingInlineSnapshot(`
      [UnicoreError: These options and libraries decide each other in a loop, and no value settles it:
        net.c depends on net.a (visibleIf: !a)
        net.a depends on net.b (default when: b)
        net.b depends on net.c (dependsOn: c)]
    `);
  });

  it('through the presence of libraries are refused with every edge', () => {
    const tracer = library('tracer', {
      requires: { trace: { version: '1.0', when: '!contract.sched' } },
    });
    const ring = library('ring', { provides: { trace: '1.0' }, requires: { sched: '1.0' } });
    const coop = library('sched-coop', { provides: { sched: '1.0' } });
    expect(() => solve(input({ libraries: [tracer, ring, coop], roots: ['tracer'] })))
      .toThrowErrorMatchingInlineSnapshot(`
        [UnicoreError: These options and libraries decide each other in a loop, and no value settles it:
          ring comes and goes: tracer requires trace when !contract.sched, which depends on contract.sched
          sched-coop comes and goes: ring requires sched, which depends on lib.ring
          contract.sched is provided by sched-coop]
      `);
  });

  it('of libraries that need each other are no error', () => {
    const one = library('one', { provides: { sched: '1.0' }, requires: { malloc: '1.0' } });
    const two = library('two', { provides: { malloc: '1.0' }, requires: { sched: '1.0' } });

    expect(solve(input({ libraries: [one, two], roots: ['one'] })).problems).toEqual([]);
    expect(solve(input({ libraries: [one, two] })).libraries).not.toContain('two');
  });

  it('of five thousand options end in an error, not in a full call stack', () => {
    const options = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `o${index}`,
        prompted({ default: [{ value: true, when: `!o${(index + 1) % 5000}` }] }),
      ]),
    );
    expect(() => solve(input({ libraries: [library('net', { options })], roots: ['net'] }))).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_OPTION_LOOP' }),
    );
  });
});

it('refuses two symbols that share one CONFIG_ name', () => {
  const one = library('net', { options: { tcpX: prompted() } });
  const other = library('net-tcp', { options: { x: prompted() } });
  const { problems } = solve(input({ libraries: [one, other], roots: ['net', 'net-tcp'] }));

  expect(problems).toMatchObject([{ code: 'ERR_UNICORE_CONFIG_NAME_CLASH' }]);
});

it('writes the way from the application to a library on one line', () => {
  expect(
    formatChain([{ name: 'webserver' }, { name: 'lwip', because: 'a dependency of the application' }]),
  ).toBe('webserver -> lwip (a dependency of the application)');
});
