import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@unicore/resolve';
import { afterEach, describe, expect, it } from 'vitest';
import { buildImages, type BuildOptions, type ObjectEvent, type WarningEvent } from '../src/index.ts';
import { createSample, MAIN, withLibraries, type Sample, type SampleSettings } from './sample.ts';

const samples: Sample[] = [];
afterEach(() => {
  for (const sample of samples.splice(0)) sample.remove();
});

function sampleOf(settings?: SampleSettings): Sample {
  const sample = createSample(settings);
  samples.push(sample);
  return sample;
}

/** Builds, and tells what the compiler did. */
async function build(sample: Sample, plan: Plan = sample.plan, options: BuildOptions = {}) {
  const objects: ObjectEvent[] = [];
  const warnings: WarningEvent[] = [];
  const totals: number[] = [];
  const images = await buildImages(plan, {
    cacheFolder: sample.cacheFolder,
    ...options,
    reporter: {
      onStart: (total) => totals.push(total),
      onObject: (event) => objects.push(event),
      onWarning: (event) => warnings.push(event),
    },
  });
  const compiled = objects
    .filter((event) => !event.cached)
    .map((event) => `${event.library}/${event.source}`);
  const [image] = images;
  if (!image) throw new Error('no image');
  return { images, image, warnings, totals, compiled: compiled.toSorted() };
}

/** Adds sources to the library greet. */
function withSources(plan: Plan, names: readonly string[]): Plan {
  return withLibraries(plan, (library) =>
    library.name === 'greet'
      ? { ...library, sources: [...library.sources, ...names.map((name) => `src/${name}.c`)].toSorted() }
      : library,
  );
}

const EVERYTHING = ['greet/src/count.c', 'greet/src/greet.c', 'hello/main.c', 'mini/src/start.c'];

describe('buildImages', () => {
  it('makes an image that runs, with its symbols, its map and its description beside it', async () => {
    const { image, compiled, totals } = await build(sampleOf());

    const run = spawnSync(image.path, { encoding: 'utf8' });
    expect({ status: run.status, output: run.stdout }).toEqual({ status: 7, output: 'hello\nbye\n' });
    expect(compiled).toEqual(EVERYTHING);
    expect(totals.at(-1)).toBe(4);
    expect(image.sizeBytes).toBe(statSync(image.path).size);
    expect(readFileSync(image.mapPath, 'utf8')).toContain('greet.o');
    expect(JSON.parse(readFileSync(image.descriptionPath, 'utf8'))).toEqual({
      schema: 1,
      name: 'hello',
      platform: 'mini',
      architecture: 'x86_64',
      profile: 'size',
      image: 'hello',
      symbols: 'hello.debug',
      run: {},
    });
  });

  it.each(['debug', 'size', 'speed'] as const)(
    'makes a running image by clang with profile %s',
    async (profile) => {
      const { image } = await build(sampleOf({ profile }), undefined, { compiler: 'clang' });

      expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('hello\nbye\n');
    },
  );

  it.each(['gcc', 'clang'])(
    'gives the image the application’s name, in data that it may write (%s)',
    async (compiler) => {
      const sample = sampleOf();
      sample.write(
        'app/main.c',
        `#include <greet/greet.h>
extern char uc_app_name[] __attribute__((weak));
void uc_mini_write(const char *text, unsigned long bytes);
int main(void)
{
    uc_app_name[0] -= 'a' - 'A';
    uc_mini_write(uc_app_name, 6);
    return 0;
}
`,
      );
      const { image } = await build(sample, undefined, { compiler });
      expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('Hello\0');

      const other = { ...sample.plan, app: { ...sample.plan.app, name: 'other' } };
      const renamed = await build(sample, other, { compiler });
      expect(spawnSync(renamed.image.path, { encoding: 'utf8' }).stdout).toBe('Other\0');
    },
  );

  it('leaves everything as it stands where nothing changed', async () => {
    const sample = sampleOf();
    const first = await build(sample);
    const second = await build(sample);

    expect(first.image.upToDate).toBe(false);
    expect(second.image.upToDate).toBe(true);
    expect(second.totals).toEqual([]);
  });

  it('compiles only the file that changed', async () => {
    const sample = sampleOf();
    await build(sample);
    sample.write('app/main.c', MAIN.replace('return 7', 'return 8'));
    const { compiled, image } = await build(sample);

    expect(compiled).toEqual(['hello/main.c']);
    expect(spawnSync(image.path).status).toBe(8);
  });

  it('compiles every file that includes a header that changed, and no other', async () => {
    const sample = sampleOf();
    await build(sample);
    sample.write(
      'libs/greet/src/internal.h',
      'extern int greet_count;\nconst char *greet_where(void);\n/* more */\n',
    );

    expect((await build(sample)).compiled).toEqual(['greet/src/count.c', 'greet/src/greet.c']);
  });

  it('notices a new header that shadows the one that was included', async () => {
    const sample = sampleOf();
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet' ? { ...library, publicIncludes: ['first', 'include'] } : library,
    );
    await build(sample, plan);
    const header = readFileSync(join(sample.folder, 'libs/greet/include/greet/greet.h'), 'utf8');
    sample.write('libs/greet/first/greet/greet.h', header.replace('hello', 'salut'));
    const { image } = await build(sample, plan);

    expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('salut\nbye\n');
  });

  it('compiles only what sees an option whose value changed', async () => {
    const sample = sampleOf();
    await build(sample);
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet' ? { ...library, config: { GREET_TIMES: 2 } } : library,
    );
    const { compiled, image } = await build(sample, plan);

    expect(compiled).toEqual(['greet/src/count.c', 'greet/src/greet.c', 'hello/main.c']);
    expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('hello\nbye\nhello\nbye\n');
  });

  it('finds its way back to an earlier state without the compiler', async () => {
    const sample = sampleOf();
    await build(sample);
    sample.write('app/main.c', MAIN.replace('return 7', 'return 8'));
    await build(sample);
    sample.write('app/main.c', MAIN);
    const { compiled, image } = await build(sample);

    expect(compiled).toEqual([]);
    expect(spawnSync(image.path).status).toBe(7);
  });

  it('compiles what two platforms share only once', async () => {
    const { compiled, images } = await build(sampleOf({ platforms: ['mini', 'other'] }));

    expect(compiled).toEqual(EVERYTHING);
    expect(images.map((image) => spawnSync(image.path).status)).toEqual([7, 7]);
  });

  it('makes an image anew that was deleted or touched', async () => {
    const sample = sampleOf();
    const { image } = await build(sample);
    const content = readFileSync(image.path);
    rmSync(image.path);
    await build(sample);
    expect(readFileSync(image.path)).toEqual(content);

    writeFileSync(image.path, 'not an image');
    const { image: mended } = await build(sample);
    expect(readFileSync(image.path)).toEqual(content);
    expect(mended.upToDate).toBe(false);
  });

  it('shows warnings of the application in every build until they are mended', async () => {
    const sample = sampleOf();
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

  it('keeps quiet about warnings of installed packages, and says those of the author’s own', async () => {
    const [own, installed] = [sampleOf({ layout: 'workspace' }), sampleOf({ layout: 'npm' })];
    const loud = 'static int unused(void) { return 1; }\n#include "internal.h"\nint greet_count;\n';
    own.write('libs/greet/src/count.c', loud);
    installed.write('app/node_modules/@unicore/lib-greet/src/count.c', loud);

    expect((await build(own)).warnings.map((warning) => warning.library)).toEqual(['greet']);
    expect((await build(installed)).warnings).toEqual([]);
  });

  it('turns warnings into errors where asked', async () => {
    const sample = sampleOf();
    sample.write('app/main.c', `static int unused(void) { return 1; }\n${MAIN}`);

    await expect(build(sample, sample.plan, { warningsAsErrors: true })).rejects.toMatchObject({
      code: 'ERR_UNICORE_COMPILE',
    });
  });

  it('passes a compiler error on untouched, after the library’s name, and keeps the previous image', async () => {
    const sample = sampleOf();
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

  it('makes every name local that is not public', async () => {
    const sample = sampleOf();
    sample.write(
      'app/main.c',
      `int greet_count = 5;\nvoid mini_exit(int status);\nvoid mini_exit(int status) {}\n${MAIN}`,
    );
    const { image } = await build(sample);

    expect(spawnSync(image.path).status).toBe(7);
    const symbols = execFileSync('nm', ['-g', '--defined-only', image.symbolsPath], { encoding: 'utf8' });
    expect(symbols).not.toMatch(/greet_count|mini_exit/);
  });

  it('names both libraries that define the same public name', async () => {
    const sample = sampleOf();
    sample.write('app/main.c', `void uc_mini_write(const char *t, unsigned long n) {}\n${MAIN}`);

    await expect(build(sample)).rejects.toMatchObject({
      code: 'ERR_UNICORE_DUPLICATE_SYMBOL',
      message:
        'Libraries of the image for mini/x86_64 define the same public names:\n  uc_mini_write: mini, hello',
    });
  });

  it('names the sources of one library that define the same name', async () => {
    const sample = sampleOf();
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
    const sample = sampleOf();
    sample.write(
      'app/main.c',
      MAIN.replace('return 7', 'return uc_nowhere()').replace('int main', 'int uc_nowhere(void);\nint main'),
    );
    const error = (await build(sample).catch((reason: unknown) => reason)) as Error;

    expect(error).toMatchObject({ code: 'ERR_UNICORE_LINK' });
    expect(error.message).toMatch(/hello\.o: in function `main':\n.*undefined reference to `uc_nowhere'/);
    expect(error.message).toMatch(/Nobody in this image defines:\n {2}uc_nowhere: wanted by hello$/);
  });

  it('names the Debian package of a compiler that is missing, and the way on without it', async () => {
    const sample = sampleOf();
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

  it('compiles of a library what is referred to, or registers itself, or pastes its names; and no more', async () => {
    const sample = sampleOf();
    const sources = {
      asked: 'int uc_asked(void);\nint uc_asked(void) { return 1; }\n',
      never: 'int uc_never(void);\nint uc_never(void) { return 1; }\n',
      hook: '__attribute__((weak)) int uc_hook(void) { return 2; }\n',
      'hook-strong': 'int (uc_hook)(void) { return 20; }\n',
      pointer: 'int (*uc_pointer)(void);\n',
      pasted: '#define MAKE(name) int uc_##name(void) { return 3; }\nMAKE(pasted)\n',
      registers:
        '#include "enlist.h"\nstatic const struct greet_word more ENLIST("20more") = {"and\\n", 4};\n',
    };
    for (const [name, text] of Object.entries(sources)) sample.write(`libs/greet/src/${name}.c`, text);
    sample.write(
      'libs/greet/src/enlist.h',
      '#include <greet/greet.h>\n#define SECTION(x) __attribute__((used, section(x)))\n#define ENLIST(key) SECTION(".uc_set.words." key)\n',
    );
    sample.write(
      'app/main.c',
      `int uc_asked(void), uc_hook(void), uc_pasted(void);\nextern int (*uc_pointer)(void);\n${MAIN.replace('return 7', 'return uc_asked() + uc_hook() + uc_pasted() + (uc_pointer != 0)')}`,
    );
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet'
        ? {
            ...library,
            sources: [...library.sources, ...Object.keys(sources).map((name) => `src/${name}.c`)].toSorted(),
          }
        : library,
    );
    const { image, compiled } = await build(sample, plan);

    const run = spawnSync(image.path, { encoding: 'utf8' });
    expect({ status: run.status, output: run.stdout }).toEqual({ status: 24, output: 'hello\nand\nbye\n' });
    const added = Object.keys(sources).map((name) => `greet/src/${name}.c`);
    expect(added.filter((source) => !compiled.includes(source))).toEqual(['greet/src/never.c']);

    // What was left out becomes needed by a change of its own.
    sample.write(
      'libs/greet/src/never.c',
      '#include "enlist.h"\nstatic const struct greet_word late ENLIST("30late") = {"late\\n", 5};\n',
    );
    expect(spawnSync((await build(sample, plan)).image.path, { encoding: 'utf8' }).stdout).toBe(
      'hello\nand\nlate\nbye\n',
    );
  });

  it('goes by what the link keeps of an object: references from functions that nobody calls count nothing', async () => {
    const sample = sampleOf();
    const sources = {
      two: 'int uc_used(void), uc_idle(void), uc_heap(void);\nint uc_used(void) { return 1; }\nint uc_idle(void) { return uc_heap(); }\n',
      heap: 'int uc_heap(void);\nint uc_heap(void) { return 2; }\n',
      worded: 'int uc_worded(void);\nint uc_worded(void) { return 3; }\n',
    };
    for (const [name, text] of Object.entries(sources)) sample.write(`libs/greet/src/${name}.c`, text);
    sample.write('app/main.c', `int uc_used(void);\n${MAIN.replace('return 7', 'return uc_used()')}`);
    const script = join(sample.folder, 'libs/mini/link/x86_64.ld');
    const text = `${readFileSync(script, 'utf8')}\nASSERT(SIZEOF(.text) > 0, "uc_worded is but a word here")\n`;
    writeFileSync(script, text);
    const plan = withSources(sample.plan, Object.keys(sources));
    const { image, compiled } = await build(sample, plan);
    expect(spawnSync(image.path).status).toBe(1);
    expect(compiled).toEqual([...EVERYTHING, 'greet/src/two.c'].toSorted());

    writeFileSync(script, text.replace('*(.text .text.*)', 'KEEP(*(.text.uc_i*)) *(.text .text.*)'));
    const again = await build(sample, plan);
    expect(spawnSync(again.image.path).status).toBe(1);
    expect(again.compiled).toEqual(['greet/src/heap.c']);
  });

  it('speaks first of the name that nobody defines, whatever the sources are like that were tried for it', async () => {
    const sample = sampleOf();
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

  it('puts the launcher before the compiler', async () => {
    const sample = sampleOf();
    const log = join(sample.folder, 'launched');
    const launcher = join(sample.folder, 'launcher');
    writeFileSync(launcher, `#!/bin/sh\necho "$1 $2" >> ${log}\nshift\nexec "$@"\n`, { mode: 0o755 });
    await build(sample, sample.plan, { launcher: `${launcher} --fast` });

    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^--fast \/.*gcc/);
  });

  it('takes no advice from the environment about where headers and libraries are', async () => {
    const sample = sampleOf();
    sample.write('evil/greet/greet.h', '#error from the environment\n');
    const evil = join(sample.folder, 'evil');
    const { image } = await build(sample, sample.plan, {
      environment: { ...process.env, CPATH: evil, GCC_EXEC_PREFIX: evil },
    });

    expect(spawnSync(image.path).status).toBe(7);
  });

  it('writes compile_commands.json by which each source compiles again', async () => {
    const sample = sampleOf();
    await build(sample);
    const file = join(sample.plan.app.folder, 'build', 'compile_commands.json');
    const commands = JSON.parse(readFileSync(file, 'utf8')) as {
      file: string;
      directory: string;
      arguments: string[];
    }[];

    expect(commands.map((command) => command.file.slice(sample.folder.length))).toEqual([
      '/libs/mini/src/start.c',
      '/libs/greet/src/count.c',
      '/libs/greet/src/greet.c',
      '/app/main.c',
    ]);
    for (const {
      directory,
      arguments: [program = '', ...args],
    } of commands) {
      expect(spawnSync(program, [...args, '-o', '/dev/null'], { cwd: directory }).status).toBe(0);
    }
  });

  it('packs an initrd folder as a cpio archive, the same whatever the times and the order of creation', async () => {
    const [one, two] = [sampleOf({ initrd: 'files' }), sampleOf({ initrd: 'files' })];
    for (const [sample, names] of [
      [one, ['b.txt', 'a.html']],
      [two, ['a.html', 'b.txt']],
    ] as const) {
      for (const name of names) sample.write(`app/files/${name}`, `content of ${name}`);
      mkdirSync(join(sample.folder, 'app/files/empty'));
      symlinkSync('a.html', join(sample.folder, 'app/files/index'));
    }
    const [first, second] = [await build(one), await build(two)];

    const archive = readFileSync(first.image.initrdPath ?? '');
    expect(readFileSync(second.image.initrdPath ?? '')).toEqual(archive);
    expect(archive.subarray(0, 6).toString()).toBe('070701');
    expect(archive.toString('latin1')).toMatch(
      /a\.html\0.*content of a\.html.*b\.txt\0.*empty\0.*index\0.*TRAILER!!!\0/s,
    );
    one.write('app/files/b.txt', 'changed');
    const { image } = await build(one);
    expect(readFileSync(image.initrdPath ?? '').toString('latin1')).toContain('changed');
    expect((await build(one)).image.upToDate).toBe(true);
  });

  it('says which configured initrd is missing', async () => {
    await expect(build(sampleOf({ initrd: 'nowhere' }))).rejects.toMatchObject({
      code: 'ERR_UNICORE_FILE_MISSING',
    });
  });

  it('says for which architectures the platform has a linker script', async () => {
    const sample = sampleOf();
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

  it('stops where it is told to, and the next build goes on', async () => {
    const sample = sampleOf();
    const controller = new AbortController();
    const stopped = buildImages(sample.plan, {
      cacheFolder: sample.cacheFolder,
      jobs: 1,
      signal: controller.signal,
      reporter: { onObject: () => controller.abort(new Error('enough')) },
    });
    await expect(stopped).rejects.toThrow();
    expect(existsSync(join(sample.plan.app.folder, 'build/mini-x86_64'))).toBe(false);

    const { image, compiled } = await build(sample);
    expect(compiled.length).toBeLessThan(EVERYTHING.length);
    expect(spawnSync(image.path).status).toBe(7);
  });
});
