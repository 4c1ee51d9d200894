import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PlannedLibrary } from '@unicore/resolve';
import { afterEach, describe, expect, it } from 'vitest';
import { buildHostedTests, canRunTests, runTests, type HostedTests } from '../src/index.ts';
import { which } from '../src/compilers.ts';
import { needs } from './needs.ts';

/*
 * A `hosted` in miniature: main() walks linker set "test" and prints TAP. The tested library is a small libc shim, whose
 * strlen and swap stand beside glibc's.
 */
const FILES: Readonly<Record<string, string>> = {
  'hosted/include/mini_test.h': `
#pragma once
struct mini_test { const char *name; int (*run)(void); };
#define MINI_TEST(title) \\
    static int title(void); \\
    static const struct mini_test mini_##title __attribute__((used, section(".uc_set.test." #title))) = {#title, title}; \\
    static int title(void)
`,
  'hosted/src/main.c': `
#include <stdio.h>
#include <string.h>
#include <mini_test.h>
extern const struct mini_test __uc_set_test_start[] __attribute__((visibility("hidden")));
extern const struct mini_test __uc_set_test_end[] __attribute__((visibility("hidden")));
unsigned long uc_hosted_strlen(const char *text) { return strlen(text); }
int main(void)
{
    int number = 0, failures = 0;
    printf("1..%d\\n", (int)(__uc_set_test_end - __uc_set_test_start));
    fflush(stdout);
    for (const struct mini_test *test = __uc_set_test_start; test < __uc_set_test_end; test++) {
        int ok = test->run();
        failures += !ok;
        printf("%sok %d - %s\\n", ok ? "" : "not ", ++number, test->name);
        fflush(stdout);
    }
    return failures;
}
`,
  'shim/include/string.h':
    '#pragma once\n#include <stddef.h>\nsize_t strlen(const char *text);\nint swapped(int word);\n',
  'shim/src/string.c': `
#include <string.h>
/* Not what glibc's would say: so a test can tell. */
size_t strlen(const char *text) { (void)text; return 4711; }
int swapped(int word) { return (int)__builtin_bswap32((unsigned)word); }
int uc_shim_probe(void) { return (int)strlen("four"); }
`,
  'shim/tests/string/main.c': `
#include <string.h>
#include <mini_test.h>
unsigned long uc_hosted_strlen(const char *text);
int uc_shim_probe(void);
MINI_TEST(a_test_calls_the_shim) { return strlen("four") == 4711; }
MINI_TEST(b_shim_calls_itself) { return uc_shim_probe() == 4711; }
MINI_TEST(c_hosted_calls_glibc) { return uc_hosted_strlen("four") == 4; }
MINI_TEST(d_bytes) { int word = 1; return *(char *)&word == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__); }
`,
  'shim/tests/failing/main.c': `
#include <mini_test.h>
MINI_TEST(a_passes) { return 1; }
MINI_TEST(b_fails) { return 0; }
`,
  'shim/tests/overflow/main.c': `
#include <mini_test.h>
static char room[4];
MINI_TEST(a_passes) { return 1; }
MINI_TEST(b_reads_beyond) { volatile char *volatile at = room; return at[5] == 0; }
MINI_TEST(c_never_runs) { return 1; }
`,
  'shim/tests/undefined/main.c': `
#include <mini_test.h>
MINI_TEST(a_shifts_too_far) { volatile int by = 40; return (1 << by) != 3; }
`,
  'shim/tests/fuzz/main.c': `
#include <string.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);
int uc_shim_fragile(const uint8_t *data, size_t bytes);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) { return uc_shim_fragile(data, bytes); }
`,
  'shim/src/fragile.c': `
#include <stdint.h>
#include <string.h>
int uc_shim_fragile(const uint8_t *data, size_t bytes);
void uc_shim_elsewhere(void);
void uc_shim_unused(void);
/* Nobody calls it, so that what it calls may be missing. */
void uc_shim_unused(void) { uc_shim_elsewhere(); }
/* Only coverage leads a fuzzer here in a short time. */
int uc_shim_fragile(const uint8_t *data, size_t bytes)
{
    if (bytes > 3 && data[0] == 'b') {
        if (data[1] == 'u') {
            if (data[2] == 'g') {
                return ((const volatile uint8_t *)data)[bytes] & 0;
            }
        }
    }
    return 0;
}
`,
  'shim/tests/hanging/main.c': `
#include <mini_test.h>
MINI_TEST(a_hangs) { for (volatile int turn = 0;; turn = 1) { } return 1; }
`,
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function testsOf(
  architecture: string,
  names: readonly string[],
): { tests: HostedTests; cacheFolder: string; root: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'unicore-hosted-')));
  folders.push(root);
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const library = (name: string, parts: Partial<PlannedLibrary>): PlannedLibrary => ({
    name,
    package: `@unicore/lib-${name}`,
    version: '1.0.0',
    folder: join(root, name),
    pool: 'main',
    side: 'process',
    sources: [],
    sees: [],
    publicIncludes: ['include'],
    privateIncludes: [],
    cflags: [],
    exports: [],
    config: {},
    ...parts,
  });
  const tests: HostedTests = {
    target: {
      platform: 'hosted',
      architecture,
      libraries: [
        library('hosted', { pool: 'plat', sources: ['src/main.c'], exports: ['main'] }),
        library('shim', { sources: ['src/string.c'], exports: ['str*', 'swapped'] }),
      ],
      appConfig: {},
      linkerSets: ['test'],
      link: { library: 'hosted', scripts: {} },
      dotConfig: '',
    },
    library: 'shim',
    cases: names.map((name) => ({ name, sources: [`tests/${name}/main.c`] })),
  };
  return { tests, cacheFolder: join(root, 'cache'), root };
}

async function runCase(architecture: string, name: string, timeoutMs?: number) {
  const { tests, cacheFolder } = testsOf(architecture, [name]);
  const [run] = await runTests(await buildHostedTests(tests, { cacheFolder }), { timeoutMs });
  if (!run) throw new Error('no run');
  return run;
}

const COMPILERS: Readonly<Record<string, string>> = {
  arm32: 'arm-linux-gnueabi-gcc',
  mips: 'mips-linux-gnu-gcc',
  x86_64: 'gcc',
};

describe.each(Object.keys(COMPILERS))('hosted tests for %s', (architecture) => {
  const here =
    which(COMPILERS[architecture] ?? '', process.env['PATH']) !== undefined && canRunTests(architecture);

  it.skipIf(!here)('keep the names of a libc shim apart from the real libc, and run', async () => {
    const run = await runCase(architecture, 'string');

    expect(run.tests.map((test) => [test.name, test.outcome])).toEqual([
      ['a_test_calls_the_shim', 'passed'],
      ['b_shim_calls_itself', 'passed'],
      ['c_hosted_calls_glibc', 'passed'],
      ['d_bytes', 'passed'],
    ]);
    expect(run).toMatchObject({ ok: true, passed: 4, failed: 0, exitCode: 0, hung: false });
  });

  it.skipIf(!here)('count what fails', async () => {
    expect(await runCase(architecture, 'failing')).toMatchObject({
      ok: false,
      passed: 1,
      failed: 1,
      exitCode: 1,
    });
  });
});

describe('hosted tests', () => {
  it('end at an access outside of an object, and count the tests that never came', async () => {
    const run = await runCase('x86_64', 'overflow');

    expect(run).toMatchObject({ ok: false, passed: 1, failed: 2 });
    expect(run.output).toContain('AddressSanitizer: global-buffer-overflow');
    expect(run.output).toContain('/@unicore/lib-shim/tests/overflow/main.c');
  });

  it('end at undefined behaviour', async () => {
    const run = await runCase('x86_64', 'undefined');

    expect(run).toMatchObject({ ok: false, passed: 0, failed: 1 });
    expect(run.output).toContain('shift exponent 40 is too large');
  });

  it('are ended where they hang', async () => {
    expect(await runCase('x86_64', 'hanging', 500)).toMatchObject({
      ok: false,
      hung: true,
      exitCode: null,
      failed: 1,
    });
  });

  it('are built together, and only again where something changed', async () => {
    const { tests, cacheFolder, root } = testsOf('x86_64', ['string', 'failing']);
    const compiled: string[] = [];
    const build = () =>
      buildHostedTests(tests, {
        cacheFolder,
        reporter: { onObject: (event) => event.cached || compiled.push(event.source) },
      });
    const programs = await build();
    expect(programs.map((program) => program.name)).toEqual(['failing', 'string']);
    expect(compiled.splice(0).toSorted()).toEqual([
      'src/main.c',
      'src/string.c',
      'tests/failing/main.c',
      'tests/string/main.c',
    ]);

    writeFileSync(
      join(root, 'shim/tests/failing/main.c'),
      '#include <mini_test.h>\nMINI_TEST(a) { return 1; }\n',
    );
    const again = await build();
    expect(compiled).toEqual(['tests/failing/main.c']);
    expect((await runTests(again)).map((run) => run.ok)).toEqual([true, true]);
  });

  it('are fuzzers where asked, led by the coverage of the library', async (context) => {
    needs(context, 'clang');
    const { tests, cacheFolder, root } = testsOf('x86_64', ['fuzz']);
    const libraries = tests.target.libraries.map((library) =>
      library.name === 'shim'
        ? { ...library, sources: [...library.sources, 'src/fragile.c'] }
        : { ...library, sources: [], exports: [] },
    );
    const [program] = await buildHostedTests(
      { ...tests, fuzzer: true, target: { ...tests.target, libraries } },
      { cacheFolder, compiler: 'clang' },
    );
    const run = spawnSync(program?.path ?? '', ['-seed=1', '-runs=2000000', `-artifact_prefix=${root}/`], {
      encoding: 'utf8',
    });

    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('AddressSanitizer: heap-buffer-overflow');
    expect(run.stderr).toContain('uc_shim_fragile');
  });

  it('are built by clang too', async (context) => {
    needs(context, 'clang');
    const { tests, cacheFolder } = testsOf('x86_64', ['string', 'failing']);
    const runs = await runTests(await buildHostedTests(tests, { cacheFolder, compiler: 'clang' }));

    expect(runs.map((run) => [run.passed, run.failed])).toEqual([
      [1, 1],
      [4, 0],
    ]);
  });

  it('pass a compiler error on with the name of the test', async () => {
    const { tests, cacheFolder, root } = testsOf('x86_64', ['string']);
    writeFileSync(join(root, 'shim/tests/string/main.c'), 'nonsense\n');

    await expect(buildHostedTests(tests, { cacheFolder })).rejects.toMatchObject({
      code: 'ERR_UNICORE_COMPILE',
      message: expect.stringMatching(/^shim\/tests\/string: tests\/string\/main\.c does not compile\n/),
    });
  });
});
