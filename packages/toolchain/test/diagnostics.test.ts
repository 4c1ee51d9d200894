import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@unicore/resolve';
import { describe, expect, it } from 'vitest';
import { buildImages, type WarningEvent } from '../src/index.ts';
import { build } from './build.ts';
import { createSample, MAIN, withLibraries, withSources } from './sample.ts';

describe('buildImages', () => {
  it('shows warnings of the application in every build until they are mended', async () => {
    const sample = createSample();
    sample.write('app/main.c', `static int unused(void) { return 1; }\n${MAIN}`);
    const first = await build(sample);
    const second = await build(sample);
    rmSync(join(sample.plan.app.folder, '.unicore'), { recursive: true });
    const third = await build(sample);

    expect(first.warnings).toHaveLength(1);
    expect(first.warnings[0]).toMatchObject({ library: 'hello', source: 'main.c' });
    expect(first.warnings[0]?.text).toContain(`${sample.plan.app.folder}/main.c:1:12: warning: `);
    expect(second.warnings).toEqual(first.warnings);
    expect(third.warnings).toEqual(first.warnings);
  });

  it('shows the warning of a name that was not declared beside the error that nobody defines it', async () => {
    const sample = createSample();
    sample.write('app/main.c', MAIN.replace('return 7', 'return uc_gret()'));
    const warnings: WarningEvent[] = [];
    const reporter = { onWarning: (event: WarningEvent) => warnings.push(event) };

    await expect(
      buildImages(sample.plan, { cacheFolder: sample.cacheFolder, reporter }),
    ).rejects.toMatchObject({ code: 'ERR_UNICORE_LINK' });
    expect(warnings[0]?.text).toContain("implicit declaration of function 'uc_gret'");
  });

  it('keeps quiet about warnings of installed packages, and says those of the author’s own', async () => {
    const [own, installed] = [createSample({ layout: 'workspace' }), createSample({ layout: 'npm' })];
    const loud = 'static int unused(void) { return 1; }\n#include "internal.h"\nint greet_count;\n';
    own.write('libs/greet/src/count.c', loud);
    installed.write('app/node_modules/@unicore/lib-greet/src/count.c', loud);

    expect((await build(own)).warnings.map((warning) => warning.library)).toEqual(['greet']);
    expect((await build(installed)).warnings).toEqual([]);
  });

  it('turns warnings into errors where asked', async () => {
    const sample = createSample();
    sample.write('app/main.c', `static int unused(void) { return 1; }\n${MAIN}`);

    await expect(build(sample, sample.plan, { warningsAsErrors: true })).rejects.toMatchObject({
      code: 'ERR_UNICORE_COMPILE',
    });
  });

  it('passes a compiler error on untouched, after the library’s name, and keeps the previous image', async () => {
    const sample = createSample();
    const { image } = await build(sample);
    const before = readFileSync(image.path);
    sample.write('libs/greet/src/count.c', 'int greet_count = nonsense;\n');
    const error = await build(sample).catch((reason: unknown) => reason as Error);

    const output = spawnSync(
      'gcc',
      ['-c', '-std=gnu11', join(sample.folder, 'libs/greet/src/count.c'), '-o', '/dev/null'],
      {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      },
    ).stderr;
    expect(error).toMatchObject({ code: 'ERR_UNICORE_COMPILE' });
    expect((error as Error).message).toBe(`greet: src/count.c does not compile\n${output.trimEnd()}`);
    expect(readFileSync(image.path)).toEqual(before);
  });

  it('names both libraries that define the same public name', async () => {
    const sample = createSample();
    sample.write('app/main.c', `void uc_mini_write(const char *t, unsigned long n) {}\n${MAIN}`);

    await expect(build(sample)).rejects.toMatchObject({
      code: 'ERR_UNICORE_DUPLICATE_SYMBOL',
      message:
        'Several parts of the image for mini/x86_64 define the same public names:\n  uc_mini_write: mini, the application hello',
    });
  });

  it('says of the application that its sources define the same name', async () => {
    const sample = createSample();
    sample.write('app/main.c', MAIN);
    sample.write('app/old.c', MAIN);
    const { app } = sample.plan;
    const plan = { ...sample.plan, app: { ...app, sources: ['main.c', 'old.c'] } };

    await expect(build(sample, plan)).rejects.toMatchObject({
      code: 'ERR_UNICORE_LIBRARY_LINK',
      message: expect.stringMatching(
        /^The objects of the application hello do not join\.\n[^]*multiple definition of `main'; main\.c:/,
      ),
      hint: expect.stringContaining("in the config: sources: ['src/*.c']"),
    });
  });

  it('names the sources of one library that define the same name', async () => {
    const sample = createSample();
    sample.write(
      'libs/greet/src/count.c',
      'int greet_count;\nvoid uc_greet(void);\nvoid uc_greet(void) {}\n',
    );
    const error = (await build(sample).catch((reason: unknown) => reason)) as Error;

    expect(error).toMatchObject({ code: 'ERR_UNICORE_LIBRARY_LINK' });
    expect(error.message).toMatch(/^The objects of library greet do not join\.\n/);
    expect(error.message).toMatch(/multiple definition of `uc_greet'; src\/count\.c:/);
    expect(error.message).not.toContain(sample.cacheFolder);
  });

  it('says who wants a name that nobody defines, after the linker’s own words', async () => {
    const sample = createSample();
    sample.write(
      'app/main.c',
      MAIN.replace('return 7', 'return uc_nowhere()').replace('int main', 'int uc_nowhere(void);\nint main'),
    );
    const error = (await build(sample).catch((reason: unknown) => reason)) as Error;

    expect(error).toMatchObject({ code: 'ERR_UNICORE_LINK' });
    expect(error.message).toMatch(/hello\.o: in function `main':\n.*undefined reference to `uc_nowhere'/);
    expect(error.message).toMatch(/Nobody in this image defines:\n {2}uc_nowhere: wanted by hello$/);
  });

  it('says which library would have it in another image', async () => {
    const sample = createSample();
    sample.write(
      'app/main.c',
      MAIN.replace('return 7', 'return uc_nowhere()').replace('int main', 'int uc_nowhere(void);\nint main'),
    );
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet' ? { ...library, exports: ['uc_nowhere'] } : library,
    );
    const error = (await build({ ...sample, plan }).catch((reason: unknown) => reason)) as Error;

    expect(error.message).toMatch(
      /uc_nowhere: wanted by hello; greet has it beside other libraries, which its README names$/,
    );
  });

  it('speaks first of the name that nobody defines, whatever the sources are like that were tried for it', async () => {
    const sample = createSample();
    sample.write('libs/greet/src/one.c', 'int uc_twice;\n');
    sample.write('libs/greet/src/other.c', 'int uc_twice;\n');
    sample.write('app/main.c', `int uc_lost(void);\n${MAIN.replace('return 7', 'return uc_lost()')}`);
    await expect(build(sample, withSources(sample.plan, ['one', 'other']))).rejects.toMatchObject({
      code: 'ERR_UNICORE_LINK',
      message: expect.stringContaining('  uc_lost: wanted by hello'),
    });

    sample.write('libs/greet/src/spoilt.c', '#error this one is for another machine\n');
    await expect(build(sample, withSources(sample.plan, ['spoilt']))).rejects.toMatchObject({
      code: 'ERR_UNICORE_COMPILE',
      message: expect.stringMatching(
        /^Nobody in this image is known to define:\n {2}uc_lost: wanted by hello\n[^]*greet: src\/spoilt\.c does not compile\n/,
      ),
      hint: expect.stringContaining('Add a library that defines these names'),
    });
  });

  it('names the Debian package of a compiler that is missing, and the way on without it', async () => {
    const sample = createSample();
    const environment = { ...process.env, PATH: join(sample.folder, 'empty') };
    await expect(build(sample, sample.plan, { environment })).rejects.toMatchObject({
      code: 'ERR_UNICORE_COMPILER_MISSING',
      message: 'There is no gcc on PATH, which compiles for x86_64.',
      hint: "Install Debian's package: sudo apt-get install gcc",
    });

    const mips: Plan = {
      ...sample.plan,
      targets: sample.plan.targets.map((target) => ({ ...target, architecture: 'mips' })),
    };
    await expect(build(sample, mips, { environment })).rejects.toMatchObject({
      message: 'There is no mips-linux-gnu-gcc on PATH, which compiles for mips.',
      hint: expect.stringContaining(
        'gcc-mips-linux-gnu\nOr build for this machine, without it: npx unicore-link --plat linuxu',
      ),
    });
  });

  it('says which configured initrd is missing', async () => {
    await expect(build(createSample({ initrd: 'nowhere' }))).rejects.toMatchObject({
      code: 'ERR_UNICORE_FILE_MISSING',
    });
  });

  it('says so too where the image was there without one', async () => {
    const sample = createSample();
    await build(sample);
    const plan = { ...sample.plan, app: { ...sample.plan.app, initrd: 'nowhere' } };

    await expect(build(sample, plan)).rejects.toMatchObject({ code: 'ERR_UNICORE_FILE_MISSING' });
  });

  it('says for which architectures the platform has a linker script', async () => {
    const sample = createSample();
    const plan: Plan = {
      ...sample.plan,
      targets: sample.plan.targets.map((target) => ({
        ...target,
        link: { library: 'mini', scripts: { riscv: 'x.ld' } },
      })),
    };
    await expect(build(sample, plan)).rejects.toMatchObject({
      code: 'ERR_UNICORE_NO_LINKER_SCRIPT',
      hint: 'It has one for riscv: choose with --arch.',
    });
  });
});
