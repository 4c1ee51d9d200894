import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatherPool } from './gather-pool.mjs';

let root = '';
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'unicore-pool-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(path, content) {
  const file = join(root, 'libs-native', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

const manifest = { name: '@unicore/lib-lwip', unicore: { library: './dist/library.json' } };

describe('gatherPool', () => {
  it('takes name, summary, contracts and targets of each published library, sorted by name', () => {
    const library = { schema: 1, pool: 'main', side: 'system', summary: 'stack', sources: [] };
    write('main/lwip/package.json', manifest);
    write('main/lwip/dist/library.json', {
      ...library,
      name: 'lwip',
      provides: { netstack: '1.0' },
      requires: { sched: '1.0', malloc: '1.0' },
    });
    write('arch/mipsarch/package.json', { ...manifest, name: '@unicore/lib-mipsarch' });
    write('arch/mipsarch/dist/library.json', { ...library, name: 'mipsarch', pool: 'arch', archs: ['mips'] });
    write('main/only-here/package.json', { ...manifest, private: true });

    expect(gatherPool(root)).toEqual({
      schema: 1,
      libraries: [
        {
          name: 'lwip',
          package: '@unicore/lib-lwip',
          pool: 'main',
          summary: 'stack',
          provides: { netstack: '1.0' },
          requires: ['malloc', 'sched'],
        },
        {
          name: 'mipsarch',
          package: '@unicore/lib-mipsarch',
          pool: 'arch',
          summary: 'stack',
          archs: ['mips'],
        },
      ],
    });
  });

  it('takes what each library defines of the functions that others have stubs for', () => {
    const library = { schema: 1, pool: 'main', side: 'system', summary: 'calls' };
    write('main/calls/package.json', { ...manifest, name: '@unicore/lib-calls' });
    write('main/calls/dist/library.json', {
      ...library,
      name: 'calls',
      sources: [],
      stubs: [{ prefix: 'uc_sys_', source: 'src/stubs.c' }],
    });
    write('main/files/package.json', { ...manifest, name: '@unicore/lib-files' });
    const files = ['src/open.c', 'vendor/not-fetched.c'];
    write('main/files/dist/library.json', { ...library, name: 'files', sources: [{ files }] });
    mkdirSync(join(root, 'libs-native/main/files/src'));
    writeFileSync(
      join(root, 'libs-native/main/files/src/open.c'),
      'long uc_sys_read(int);\nlong uc_sys_open(void)\n{\n    return uc_sys_read(0);\n}\nlong uc_other(void) { return 1; }\n',
    );

    expect(gatherPool(root).libraries.map(({ name, defines }) => [name, defines])).toEqual([
      ['calls', undefined],
      ['files', ['uc_sys_open']],
    ]);
  });

  it('takes the names and headers that each library has for others', () => {
    write('main/zip/package.json', { ...manifest, name: '@unicore/lib-zip' });
    const includes = { public: ['include', { when: "arch = 'mips'", files: ['mips'] }], private: ['src'] };
    const library = { schema: 1, name: 'zip', pool: 'main', side: 'process', summary: 'zip', sources: [] };
    write('main/zip/dist/library.json', { ...library, exports: ['zip', 'unzip'], includes });
    for (const file of ['include/sys/zip.h', 'include/README.md', 'mips/bits.h', 'src/own.h'])
      write(`main/zip/${file}`, '');

    expect(gatherPool(root).libraries).toMatchObject([
      { exports: ['unzip', 'zip'], headers: ['bits.h', 'sys/zip.h'] },
    ]);
  });

  it('refuses a library that is not built, with the command', () => {
    write('main/lwip/package.json', manifest);

    expect(() => gatherPool(root)).toThrow('Build the libraries first: npx nx run-many -t build');
  });
});
