import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildImages } from '../src/index.ts';
import { build, EVERYTHING } from './build.ts';
import { createSample, MAIN, withLibraries } from './sample.ts';

describe('buildImages', () => {
  it('leaves everything as it stands where nothing changed', async () => {
    const sample = createSample();
    const first = await build(sample);
    const second = await build(sample);

    expect(first.image.upToDate).toBe(false);
    expect(second.image.upToDate).toBe(true);
    expect(second.totals).toEqual([]);
  });

  it.each(['', 'null', '[]', '{"key":"x"}'])('takes a stamp of %j for none', async (damaged) => {
    const sample = createSample();
    await build(sample);
    sample.write('app/.unicore/mini-x86_64/stamp.json', damaged);
    const { image, compiled } = await build(sample);

    expect(compiled).toEqual([]);
    expect(spawnSync(image.path).status).toBe(7);
  });

  it('compiles only the file that changed', async () => {
    const sample = createSample();
    await build(sample);
    sample.write('app/main.c', MAIN.replace('return 7', 'return 8'));
    const { compiled, image } = await build(sample);

    expect(compiled).toEqual(['hello/main.c']);
    expect(spawnSync(image.path).status).toBe(8);
  });

  it('compiles every file that includes a header that changed, and no other', async () => {
    const sample = createSample();
    await build(sample);
    sample.write(
      'libs/greet/src/internal.h',
      'extern int greet_count;\nconst char *greet_where(void);\n/* more */\n',
    );

    expect((await build(sample)).compiled).toEqual(['greet/src/count.c', 'greet/src/greet.c']);
  });

  it('notices a new header that shadows the one that was included', async () => {
    const sample = createSample();
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
    const sample = createSample();
    await build(sample);
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet' ? { ...library, config: { GREET_TIMES: 2 } } : library,
    );
    const { compiled, image } = await build(sample, plan);

    expect(compiled).toEqual(['greet/src/count.c', 'greet/src/greet.c', 'hello/main.c']);
    expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('hello\nbye\nhello\nbye\n');
  });

  it('finds its way back to an earlier state without the compiler', async () => {
    const sample = createSample();
    await build(sample);
    sample.write('app/main.c', MAIN.replace('return 7', 'return 8'));
    await build(sample);
    sample.write('app/main.c', MAIN);
    const { compiled, image } = await build(sample);

    expect(compiled).toEqual([]);
    expect(spawnSync(image.path).status).toBe(7);
  });

  it('compiles what two platforms share only once', async () => {
    const { compiled, images } = await build(createSample({ platforms: ['mini', 'other'] }));

    expect(compiled).toEqual(EVERYTHING);
    expect(images.map((image) => spawnSync(image.path).status)).toEqual([7, 7]);
  });

  it('shares objects between platforms whose libraries are linked in another order', async () => {
    const sample = createSample({ platforms: ['mini', 'other'] });
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'mini' ? { ...library, sees: ['mini', 'greet', 'words'] } : library,
    );
    sample.write('words/include/words.h', '');
    const [mini, other] = plan.targets.map((target) => ({
      ...target,
      libraries: target.libraries.flatMap((library) =>
        library.name === 'greet'
          ? [
              library,
              {
                ...library,
                name: 'words',
                package: 'words',
                folder: join(sample.folder, 'words'),
                sources: [],
              },
            ]
          : [library],
      ),
    }));
    if (!mini || !other) throw new Error('no targets');
    const targets = [mini, { ...other, libraries: other.libraries.toReversed() }];

    const { compiled, images } = await build(sample, { ...plan, targets });

    expect(compiled.filter((name) => name.startsWith('mini/'))).toEqual(['mini/src/start.c']);
    expect(images.map((image) => spawnSync(image.path).status)).toEqual([7, 7]);
  });

  it('makes an image anew that was deleted or touched', async () => {
    const sample = createSample();
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

  it('stops where it is told to, and the next build goes on', async () => {
    const sample = createSample();
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
