import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Library } from './library.ts';
import { librarySchema } from './library-schema.ts';
import { parseAppSymbols, parseLibrary, parseLibraryText } from './parse-library.ts';
import { UnicoreError } from './unicore-error.ts';

const file = 'node_modules/@unicore/lib-net/dist/library.json';
const plain: Library = {
  schema: 1,
  name: 'net',
  pool: 'main',
  side: 'system',
  summary: 'A net',
  sources: [],
};

/** The lines that an error lists for a descriptor that differs from the plain one. */
function problemsOf(rest: object): readonly string[] {
  try {
    parseLibrary({ ...plain, ...rest }, { file });
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe('a descriptor that is right', () => {
  it('comes back as it is', () => {
    const library: Library = {
      ...plain,
      name: 'kvmplat',
      pool: 'plat',
      platforms: ['kvm'],
      provides: { plat: '1.0' },
      requires: { boot: '1.0', malloc: { version: '1.2', when: 'heap' } },
      defaults: { netdev: 'virtio-net' },
      options: {
        heap: { type: 'bool', prompt: 'Heap', default: [{ value: true, when: "profile = 'debug'" }] },
        pages: { type: 'int', range: [1, 8], default: 4 },
        base: { type: 'hex', range: ['0x0', '0xffffffffffffffff'], default: '0x100000' },
        mode: { type: 'choice', members: { fast: { prompt: 'Fast' } }, default: 'fast' },
      },
      sources: [{ files: ['src/a.c'] }, { when: 'heap', files: ['src/arch/x86_64/b.S'] }],
      includes: { public: ['include'], private: ['.'] },
      cflags: ['-Wno-address', '-fno-builtin'],
      exports: ['printf', 'str*'],
      linkerSets: ['init'],
      link: { scripts: { x86_64: 'link.ld' }, flags: ['-Wl,-z,max-page-size=4096'], suffix: '.elf' },
    };
    expect(parseLibrary(structuredClone(library), { file })).toEqual(library);
    expect(parseLibraryText(JSON.stringify(library), { file })).toEqual(library);
  });
});

describe('a descriptor that is wrong', () => {
  it.each<[string, object, string]>([
    ['a missing key', { summary: undefined }, 'summary: expected a value, got nothing'],
    ['an unknown key', { provids: {} }, 'provids: expected no such key. Did you mean "provides"?'],
    ['a pool that is none', { pool: 'net' }, 'pool: expected "arch" or "plat" or "main", got "net"'],
    [
      'a bad name',
      { name: 'Net' },
      'name: expected a name of lower-case letters, digits, "_" and "-", letter first, got "Net"',
    ],
    ['a reserved name', { name: 'lib' }, 'name: expected another name: "lib" is reserved for expressions'],
    [
      'an npm version',
      { provides: { net: '1.0.0' } },
      'provides.net: expected a contract version of two integers, as "1.0", got "1.0.0"',
    ],
    [
      'a requirement without its condition',
      { requires: { sched: { version: '1.0' } } },
      'requires.sched.when: expected a value, got nothing',
    ],
    [
      'a requirement of one kind or another',
      { requires: { sched: 1 } },
      'requires.sched: expected a text, or an object, got 1',
    ],
    [
      'a contract required and provided',
      { provides: { a: '1.0' }, requires: { a: '1.0' } },
      'requires.a: expected a contract of another library: this one provides it',
    ],
    [
      'a default without need',
      { defaults: { sched: 'x' } },
      'defaults.sched: expected a contract that "requires" names too.',
    ],
    [
      'an option of no type',
      { options: { a: { type: 'boo' } } },
      'options.a.type: expected "bool" or "tristate" or "int" or "hex" or "string" or "choice", got "boo"',
    ],
    [
      'a default of another type',
      { options: { a: { type: 'bool', default: 'y' } } },
      'options.a.default: expected true or false, or a list, got "y"',
    ],
    [
      'a conditional default of another type',
      { options: { a: { type: 'int', default: [{ value: 1.5 }] } } },
      'options.a.default[0].value: expected a whole number below 2^53, got 1.5',
    ],
    [
      'a hex number',
      { options: { a: { type: 'hex', default: 16 } } },
      'options.a.default: expected a string as "0x1000", or a list, got 16',
    ],
    [
      'a range upside down',
      { options: { a: { type: 'int', range: [8, 1] } } },
      'options.a.range: expected the lower end first, got [8, 1]',
    ],
    [
      'a default out of range',
      { options: { a: { type: 'hex', range: ['0x9', '0x10'], default: '0x8' } } },
      'options.a.default: expected 0x9 to 0x10 (range), got 0x8',
    ],
    [
      'a default that is no member',
      { options: { a: { type: 'choice', members: { fast: { prompt: 'F' } }, default: 'fats' } } },
      'options.a.default: expected one of fast, got "fats". Did you mean "fast"?',
    ],
    [
      'an empty choice',
      { options: { a: { type: 'choice', members: {} } } },
      'options.a.members: expected at least one member',
    ],
    [
      'a link to nothing sensible',
      { options: { a: { type: 'bool', select: [{ symbol: 'contract.x' }] } } },
      'options.a.select[0].symbol: expected an option ("ipv6", "lwip.ipv6") or a library ("lib.lwip"), got "contract.x"',
    ],
    [
      'a menu that is not there',
      { menus: { net: { prompt: 'Net' } }, options: { a: { type: 'bool', menu: 'nett' } } },
      'options.a.menu: expected a menu of this library, got "nett". Did you mean "net"?',
    ],
    [
      'a menu in itself',
      { menus: { net: { prompt: 'Net', menu: 'net' } } },
      'menus.net.menu: expected a menu that is not in this one',
    ],
    [
      'a second option that allows m',
      { options: { a: { type: 'bool', modules: true }, b: { type: 'bool', modules: true } } },
      'options.b.modules: expected one option of a library to allow m, got a second',
    ],
    [
      'an option of a reserved name',
      { options: { arch: { type: 'bool' } } },
      'options.arch: expected another name: "arch" is reserved for expressions',
    ],
    [
      'a path out of the package',
      { sources: [{ files: ['../x.c'] }] },
      'sources[0].files[0]: expected a path inside the package: relative, with "/", without "..", got "../x.c"',
    ],
    [
      'an absolute include',
      { includes: { public: ['/usr/include'] } },
      'includes.public[0]: expected a path inside the package: relative, with "/", without "..", got "/usr/include"',
    ],
    [
      'a header as source',
      { sources: [{ files: ['a.h'] }] },
      'sources[0].files[0]: expected a file ending in .c, .S or .s, got "a.h"',
    ],
    [
      'a file twice',
      { sources: [{ files: ['a.c', 'a.c'] }] },
      'sources[0].files[1]: expected each file once, got "a.c" again',
    ],
    [
      'a link recipe of no platform',
      { link: { scripts: {} } },
      'link: expected only in a library that provides "plat"',
    ],
    [
      'an arch library of every architecture',
      { pool: 'arch' },
      'archs: expected the architectures of this library of pool "arch"',
    ],
    [
      'a C name',
      { exports: ['a-b'] },
      'exports[0]: expected a C identifier, perhaps with a trailing "*", got "a-b"',
    ],
    [
      'a short SHA-256',
      {
        upstream: {
          name: 'x',
          licence: 'MIT',
          purl: 'pkg:generic/x',
          accepted: [{ version: '1', file: 'x.tar', sha256: 'ab' }],
        },
      },
      'upstream.accepted[0].sha256: expected a SHA-256 of 64 lower-case digits, got "ab"',
    ],
  ])('is told with its path: %s', (_, rest, line) => {
    expect(problemsOf(rest)).toEqual([line]);
  });

  it.each([
    '-fplugin=./x.so',
    '-B.',
    '-specs=x',
    '-wrapper',
    '@flags',
    '-Wl,-plugin,x.so',
    '-Xassembler',
    '-o',
    '-I/usr/include',
    '--sysroot=/',
  ])('is told of a flag that could run a program or reach outside: %s', (flag) => {
    expect(problemsOf({ cflags: [flag] })).toHaveLength(1);
  });

  it('is told of all at once, with the file, in one error', () => {
    expect(() => parseLibrary({ ...plain, name: 5, pool: 'x', extra: 1 }, { file }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UnicoreError: node_modules/@unicore/lib-net/dist/library.json is no valid library descriptor (3 problems):
        name: expected a text, got 5
        pool: expected "arch" or "plat" or "main", got "x"
        extra: expected no such key.]
    `);
  });

  it.each([
    [5, 'expected an object, got 5'],
    [null, 'expected an object, got null'],
    [['net'], 'expected an object, got a list'],
    [undefined, 'expected an object, got nothing'],
  ])('is told where it is no object: %s', (json, message) => {
    expect(() => parseLibrary(json, { file })).toThrow(message);
  });

  it('is told where the text is no JSON', () => {
    expect(() => parseLibraryText('{', { file })).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_BAD_DESCRIPTOR',
        message: expect.stringContaining('expected JSON'),
      }),
    );
  });

  it('does not let keys of the prototype in', () => {
    const json = JSON.parse(
      '{"options": {"__proto__": {"type": "bool"}, "constructor": {"type": "bool"}}}',
    ) as object;

    expect(Object.keys(parseLibrary({ ...plain, ...json }, { file }).options ?? {})).toEqual([]);
  });

  it('is told as a UnicoreError whatever the data', () => {
    const keys = fc.constantFrom(...Object.keys(librarySchema.entries), 'a', '__proto__', 'toString');
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.anything({ withBigInt: true, withSparseArray: true }),
        fc.constantFrom('1.0', 'bool', 'main', 'src/a.c', 1, true),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(keys, tie('node'), { maxKeys: 8 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, fc.dictionary(keys, value), (json, rest) => {
        for (const one of [json, { ...plain, ...rest }]) {
          try {
            expect(parseLibrary(one, { file })).toBeTypeOf('object');
          } catch (error) {
            expect(error).toBeInstanceOf(UnicoreError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lists fifty problems and counts the rest', () => {
    const options = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`a${index}`, { type: 'x' }]),
    );
    const lines = problemsOf({ options });

    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe('and 10 more');
  });
});

it('refuses a newer schema with the command that upgrades', () => {
  expect(() => parseLibrary({ schema: 2, anything: true }, { file })).toThrow(
    expect.objectContaining({
      code: 'ERR_UNICORE_NEWER_SCHEMA',
      message: `${file} is written in schema 2; this unicore-link reads schemas up to 1.`,
      hint: 'npm install --save-dev unicore-link@latest',
    }),
  );
});

describe("an application's symbols", () => {
  it('have the shape of a descriptor', () => {
    const symbols = {
      ownOptions: { verbose: { type: 'bool', prompt: 'Talk' } },
      requires: { netstack: '1.0' },
    };

    expect(parseAppSymbols(symbols, () => 'f')).toEqual(symbols);
    expect(parseAppSymbols({}, () => 'f')).toEqual({ ownOptions: {}, requires: {} });
  });

  it('are refused with place and path', () => {
    const placeOf = (path: readonly string[]): string => `f(${path.join(' ')})`;
    const one = { type: 'int', prompt: 'Ports', default: 1, range: [1, 'x'] };

    expect(() => parseAppSymbols({ ownOptions: { y: { type: 'bool' } } }, placeOf)).toThrow(
      'f(ownOptions y): ownOptions.y: expected another name',
    );
    expect(() => parseAppSymbols({ ownOptions: { one } }, placeOf)).toThrow(
      'f(ownOptions one range 1): ownOptions.one.range[1]: expected ',
    );
    expect(() => parseAppSymbols({ requires: { netstack: 1 } }, placeOf)).toThrow(
      'f(requires netstack): requires.netstack: expected ',
    );
  });
});
