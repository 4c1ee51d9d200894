import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '..', 'bin.js');

const manifest = {
  name: '@someone/lib-adder',
  version: '1.0.0',
  type: 'module',
  license: 'BSD-3-Clause',
  unicore: { library: './dist/library.json' },
  exports: { './package.json': './package.json', './library.json': './dist/library.json' },
  files: ['dist', 'include', 'src'],
};

const descriptor = `import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'adder',
  pool: 'main',
  side: 'system',
  summary: 'Adds',
  options: { wide: bool({ prompt: 'Wide sums', default: false }) },
  sources: ['src/*.c', '!src/old.c', when('wide', 'src/wide.c')],
  includes: { public: ['include'] },
});
`;

const header = `#ifndef UC_ADDER_H
#define UC_ADDER_H

int uc_add(int a, int b);

#endif /* UC_ADDER_H */
`;

const testC = (sum: number): string => `#include <uc/adder.h>
#include <uc/test.h>

UC_TEST(adds)
{
    UC_EXPECT_EQ(uc_add(2, 3), ${sum});
}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unicore-lib-'));
  write('package.json', JSON.stringify(manifest));
  write('unicore.library.ts', descriptor);
  write('include/uc/adder.h', header);
  write('src/add.c', '#include <uc/adder.h>\n\nint uc_add(int a, int b)\n{\n    return a + b;\n}\n');
  write('src/wide.c', '#include <uc/adder.h>\n');
  write('src/old.c', '#error "left out"\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function lib(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { XDG_CACHE_HOME: join(folder, '.cache'), NO_COLOR: '1' };
  const result = await execa(process.execPath, [bin, '-C', folder, 'lib', ...args], {
    env,
    reject: false,
    stdin: 'ignore',
  });
  return { status: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

function libraryJson(): { readonly sources: unknown } {
  return JSON.parse(readFileSync(join(folder, 'dist/library.json'), 'utf8')) as { sources: unknown };
}

describe('lib build', () => {
  it('writes sorted lists of files, each under its condition, and the same bytes again', async () => {
    expect((await lib('build')).status).toBe(0);
    const first = readFileSync(join(folder, 'dist/library.json'), 'utf8');

    expect(libraryJson().sources).toEqual([
      { files: ['src/add.c'] },
      { when: 'wide', files: ['src/wide.c'] },
    ]);
    expect((await lib('build')).stdout).toContain('(unchanged)');
    expect(readFileSync(join(folder, 'dist/library.json'), 'utf8')).toBe(first);
  });

  it('makes an unchanged library.json count as fresh', async () => {
    await lib('build');
    const file = join(folder, 'dist/library.json');
    utimesSync(file, 1, 1);
    await lib('build');

    expect(statSync(file).mtimeMs).toBeGreaterThan(statSync(join(folder, 'unicore.library.ts')).mtimeMs);
  });

  it.each([
    ["'src/*.c'", "'source/*.c'", 'ERR_UNICORE_PATTERN_MATCHES_NOTHING'],
    ["when('wide'", "when('wide &&'", 'ERR_UNICORE_DESCRIPTOR_EXPRESSION'],
    ["when('wide'", "when('wied'", 'ERR_UNICORE_DESCRIPTOR_EXPRESSION'],
    ["pool: 'main'", "pool: 'mian'", 'ERR_UNICORE_BAD_DESCRIPTOR'],
    ["summary: 'Adds'", 'summary: nothing', 'ERR_UNICORE_DESCRIPTOR_FAILED'],
    ["summary: 'Adds'", "summary: (() => 'Adds') as never", 'ERR_UNICORE_DESCRIPTOR_FAILED'],
    ['export default', 'export const library =', 'ERR_UNICORE_DESCRIPTOR_FAILED'],
  ])('refuses a descriptor with %s as %s, and leaves the last good library.json', async (from, to, code) => {
    await lib('build');
    const before = readFileSync(join(folder, 'dist/library.json'), 'utf8');
    write('unicore.library.ts', descriptor.replace(from, to));
    const { status, stderr } = await lib('build');

    expect(stderr).toContain(code);
    expect(status).toBe(1);
    expect(readFileSync(join(folder, 'dist/library.json'), 'utf8')).toBe(before);
  });

  it('says where in the descriptor a condition stands that does not hold together', async () => {
    const text = descriptor
      .replace("sources: ['src/*.c'", "sources: [...more, 'src/*.c'")
      .replace('export default', 'const more = [] as string[];\n\nexport default')
      .replace('default: false', "default: false, dependsOn: 'a & b'")
      .replace("when('wide'", "when('wied'");
    write('unicore.library.ts', text);
    const { stderr } = await lib('build');
    const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

    expect(stderr).toContain(`unicore.library.ts:${lineOf('dependsOn')}: options.wide.dependsOn: In a`);
    expect(stderr).toContain(
      `unicore.library.ts:${lineOf('sources:')}: sources[1].when: in "wied": expected an option`,
    );
  });

  it('says what to write where there is no descriptor', async () => {
    rmSync(join(folder, 'unicore.library.ts'));

    expect(await lib('build')).toMatchObject({ status: 1, stderr: expect.stringContaining('defineLibrary') });
  });
});

describe('lib check', () => {
  it('finds a sound library sound', async () => {
    expect(await lib('check')).toMatchObject({ status: 0, stdout: 'adder: sound' });
  });

  it('notes which file of an architecture replaces one of another suffix, and is content', async () => {
    write('unicore.library.ts', descriptor.replace("'src/*.c',", "'src/*.c', 'src/arch/*/*',"));
    write('src/arch/x86_64/add.S', '');
    write('src/arch/mips/add.c', '');
    const text = await lib('check');
    const json = JSON.parse((await lib('check', '--json')).stdout) as Record<string, unknown>;

    expect(text).toMatchObject({ status: 0, stdout: 'adder: sound' });
    expect(text.stderr).toContain(
      'note: src/add.c: src/arch/x86_64/add.S replaces it on x86_64; to compile both, give one another name',
    );
    expect(text.stderr).not.toContain('mips');
    expect(json).toMatchObject({ findings: [], notes: [{ place: 'src/add.c' }] });
  });

  it.each([
    [
      'include/uc/adder.h',
      header.replace('int uc_add', 'size_t uc_add'),
      /include\/uc\/adder\.h: does not compile alone/,
    ],
    [
      'include/uc/adder.h',
      header.replace('int uc_add', 'int add(void);\nint uc_add'),
      /include\/uc\/adder\.h:4: declares "add"/,
    ],
    ['src/add.c', '#if defined(__x86_64__)\n#endif\n', /src\/add\.c:1: .*asks for an architecture/],
    ['src/add.c', '#ifdef __linux__\n#endif\n', /src\/add\.c:1: .*asks for a platform/],
    [
      'package.json',
      JSON.stringify({ ...manifest, files: ['dist', 'include'] }),
      /"files" leaves out src\/add\.c/,
    ],
    [
      'package.json',
      JSON.stringify({ ...manifest, scripts: { postinstall: 'true' } }),
      /has a script "postinstall"/,
    ],
    ['package.json', JSON.stringify({ ...manifest, unicore: {} }), /needs "unicore"/],
  ])('finds what is wrong in %s', async (path, text, finding) => {
    write(path, text);
    const { status, stdout } = await lib('check');

    expect(stdout).toMatch(finding);
    expect(status).toBe(1);
  });
});

describe('lib test', () => {
  it('runs each case on each architecture that this machine can, the sum alone on the last line', async () => {
    write('tests/sums/main.c', testC(5));
    const { status, stdout } = await lib('test');

    expect(stdout).toMatch(/^ok {4}x86_64 {2}sums: 1 passed$/m);
    expect(stdout).toMatch(/^(ok|skip) {2,4}arm32 {2}sums: /m);
    expect(stdout).toMatch(/^(ok|skip) {2,4}mips {2}sums: /m);
    expect(stdout.split('\n').at(-1)).toMatch(/^\d passed, 0 failed$/);
    expect(status).toBe(0);
  });

  it('fails with the output of the test', async () => {
    write('tests/sums/main.c', testC(6));
    const { status, stdout } = await lib('test', '--native');

    expect(stdout).toMatch(/^FAIL {2}x86_64 {2}sums: 0 passed, 1 failed/m);
    expect(stdout.split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(status).toBe(1);
  });

  it('fails on what a sanitizer finds, though every expectation holds', async () => {
    write(
      'src/add.c',
      '#include <uc/adder.h>\n\nstatic int table[2];\n\nint uc_add(int a, int b)\n{\n    return a + b + table[a + b];\n}\n',
    );
    write('tests/sums/main.c', testC(5));
    const { status, stdout } = await lib('test', '--native');

    expect(stdout).toContain('index 5 out of bounds');
    expect(status).toBe(1);
  });

  it('runs one case alone, and knows which there are', async () => {
    write('tests/sums/main.c', testC(5));
    write('tests/other/main.c', testC(6));

    expect((await lib('test', '--native', 'sums')).stdout).toMatch(/sums: 1 passed\n1 passed, 0 failed$/);
    expect(await lib('test', 'smus')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('ERR_UNICORE_UNKNOWN_TEST'),
    });
  });

  it('tests a library of another platform on hosted, where tests play the contract that it asks', async () => {
    write(
      'unicore.library.ts',
      descriptor.replace(
        "side: 'system',",
        "side: 'system',\n  platforms: ['linuxu'],\n  requires: { linux: '1.0' },",
      ),
    );
    write(
      'src/add.c',
      '#include <uc/adder.h>\n#include <uc/linux/syscall.h>\n\nint uc_add(int a, int b)\n{\n    return uc_linux_ioctl(a, 0, NULL) + b;\n}\n',
    );
    write(
      'tests/sums/main.c',
      `#include <uc/linux/syscall.h>\n\nint uc_linux_ioctl(int fd, unsigned long request, void *arg)\n{\n    return fd + (request == 0 && arg == NULL);\n}\n\n${testC(6)}`,
    );
    const { status, stdout, stderr } = await lib('test', '--native');

    expect(stdout, stderr).toMatch(/^ok {4}x86_64 {2}sums: 1 passed$/m);
    expect(status).toBe(0);
  });

  it('gives a case the options of its own config', async () => {
    write(
      'tests/wide/main.c',
      testC(5).replace('UC_EXPECT_EQ(uc_add(2, 3), 5);', 'UC_EXPECT_EQ(UC_CONFIG_ADDER_WIDE, 1);'),
    );
    write('tests/wide/unicore.config.json', '{"options": {"adder": {"wide": true}}}');

    expect(await lib('test', '--native')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('wide: 1 passed'),
    });
  });
});
