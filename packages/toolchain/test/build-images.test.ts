import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, EVERYTHING } from './build.ts';
import { createSample, MAIN } from './sample.ts';
import { needs } from './needs.ts';

describe('buildImages', () => {
  it('makes an image that runs, with its symbols, its map and its description beside it', async () => {
    const { image, compiled, totals } = await build(createSample());

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

  it.for(['debug', 'size', 'speed'] as const)(
    'makes a running image by clang with profile %s',
    async (profile, context) => {
      needs(context, 'clang');
      const { image } = await build(createSample({ profile }), undefined, { compiler: 'clang' });

      expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('hello\nbye\n');
    },
  );

  it.for(['gcc', 'clang'])(
    'gives the image the application’s name, in data that it may write (%s)',
    async (compiler, context) => {
      needs(context, compiler);
      const sample = createSample();
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

  it('makes every name local that is not public', async () => {
    const sample = createSample();
    sample.write(
      'app/main.c',
      `int greet_count = 5;\nvoid mini_exit(int status);\nvoid mini_exit(int status) {}\n${MAIN}`,
    );
    const { image } = await build(sample);

    expect(spawnSync(image.path).status).toBe(7);
    const symbols = execFileSync('nm', ['-g', '--defined-only', image.symbolsPath], { encoding: 'utf8' });
    expect(symbols).not.toMatch(/greet_count|mini_exit/);
  });

  it('puts the launcher before the compiler', async () => {
    const sample = createSample();
    const log = join(sample.folder, 'launched');
    const launcher = join(sample.folder, 'launcher');
    writeFileSync(launcher, `#!/bin/sh\necho "$1 $2" >> ${log}\nshift\nexec "$@"\n`, { mode: 0o755 });
    await build(sample, sample.plan, { launcher: `${launcher} --fast` });

    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^--fast \/.*gcc/);
  });

  it('takes no advice from the environment about where headers and libraries are', async () => {
    const sample = createSample();
    sample.write('evil/greet/greet.h', '#error from the environment\n');
    const evil = join(sample.folder, 'evil');
    const { image } = await build(sample, sample.plan, {
      environment: { ...process.env, CPATH: evil, GCC_EXEC_PREFIX: evil },
    });

    expect(spawnSync(image.path).status).toBe(7);
  });

  it('writes compile_commands.json by which each source compiles again', async () => {
    const sample = createSample();
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
    const [one, two] = [createSample({ initrd: 'files' }), createSample({ initrd: 'files' })];
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
});
