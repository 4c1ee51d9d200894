import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advised } from './advise.ts';
import type { PlannedBuild } from './plan-app.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unicore-advise-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/socket.c'), 'int socket(void)\n{\n    return 3;\n}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const pool = [
  { name: 'lwip', package: '@unicore/lib-lwip', provides: { netstack: '1.0' } },
  {
    name: 'musl',
    package: '@unicore/lib-musl',
    provides: { libc: '1.0' },
    archs: ['x86_64'],
    exports: ['sin', 'system'],
    headers: ['math.h'],
  },
  { name: 'zlib', package: '@unicore/lib-zlib', headers: ['zlib.h'] },
  { name: 'far', package: '@unicore/lib-far', archs: ['mips'], headers: ['far.h'] },
];

/** An application whose image holds libc, which has sockets beside a network stack. */
function planned(dependencies: readonly string[] = ['@unicore/lib-libc']): PlannedBuild {
  const libc = {
    name: 'libc',
    provides: { libc: '1.0' },
    sources: [{ files: ['src/socket.c'], when: 'contract.netstack && !contract.vfs' }],
  };
  return {
    input: { pool: { schema: 1, libraries: pool } },
    tree: {
      app: { dependencies: Object.fromEntries(dependencies.map((name) => [name, '/x'])) },
      packages: [
        { package: '@unicore/lib-libc', folder, library: libc },
        { library: { name: 'api', contracts: { libc: { providers: 'one' } } } },
      ],
      packageManager: { name: 'npm' },
    },
    plan: {
      targets: [
        {
          platform: 'kvm',
          architecture: 'x86_64',
          libraries: [
            { name: 'api', exports: [] },
            { name: 'libc', folder, exports: ['socket', 'printf'] },
          ],
        },
      ],
    },
  } as unknown as PlannedBuild;
}

const hintFor = (code: string, message: string, build = planned()) =>
  (advised(new UnicoreError(code, message, { hint: 'as it was' }), build) as UnicoreError).hint;
const compile = (header: string, build = planned()) =>
  hintFor('ERR_UNICORE_COMPILE', `main.c:1:10: fatal error: ${header}: No such file or directory`, build);
const link = (...names: string[]) =>
  hintFor('ERR_UNICORE_LINK', names.map((name) => `undefined reference to \`${name}'`).join('\n'));

describe('advised', () => {
  it('names the library that has a header, in the words of both compilers and in colour', () => {
    const advice = 'zlib.h: in zlib: npm install @unicore/lib-zlib';

    expect(compile('zlib.h')).toBe(advice);
    expect(hintFor('ERR_UNICORE_COMPILE', "main.c:1:10: fatal error: 'zlib.h' file not found")).toBe(advice);
    expect(
      hintFor('ERR_UNICORE_COMPILE', '\u001b[1mfatal error: \u001b[mzlib.h: No such file or directory'),
    ).toBe(advice);
  });

  it('says what gives way to it, and takes that out where the application names it', () => {
    expect(compile('math.h')).toBe(
      'math.h: in musl, instead of libc: npm uninstall @unicore/lib-libc && npm install @unicore/lib-musl',
    );
    expect(compile('math.h', planned([]))).toBe(
      'math.h: in musl, instead of libc: npm install @unicore/lib-musl',
    );
    expect(compile('math.h', planned(['@unicore/lib-libc', '@unicore/lib-musl']))).toContain(
      'which is installed and not in this image, instead of libc',
    );
  });

  it('knows no library that is not for the target, and says where a header of the author belongs', () => {
    expect(compile('far.h')).toMatch(/^far\.h: in no library of the pool\..*`includes`/);
  });

  it('names what a library of the image has beside others, and who provides that', () => {
    expect(link('socket')).toBe(
      'socket: in libc, beside a library that provides netstack: npm install @unicore/lib-lwip',
    );
  });

  it('says once what holds for several names, and counts those that are too many', () => {
    expect(link('system', 'sin', 'lost')?.split('\n')).toEqual([
      'system, sin: in musl, instead of libc: npm uninstall @unicore/lib-libc && npm install @unicore/lib-musl',
      expect.stringMatching(/^lost: in no library of the pool\..*`sources`/),
    ]);
    expect(link('a', 'b', 'c', 'd', 'e', 'f', 'g')).toMatch(/^a, b, c, d, e and 2 more: in no library/);
  });

  it('leaves other errors as they are', () => {
    const other = new Error('disk');

    expect(advised(other, planned())).toBe(other);
    expect(hintFor('ERR_UNICORE_COMPILE', "main.c:1: error: expected ';'")).toBe('as it was');
  });
});
