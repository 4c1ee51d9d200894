import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../src/hash.ts';
import { build } from './build.ts';
import { createSample, MAIN, type SampleSettings } from './sample.ts';
import { needs } from './needs.ts';

const TWICE = 'int twice(int number);\nint twice(int number)\n{\n    return 2 * number;\n}\n';

/** The sample with a second source, whose function main calls for its status, 14. */
function sampleOfTwo(settings: SampleSettings, lto = true) {
  const sample = createSample(settings);
  sample.write('app/main.c', `int twice(int number);\n${MAIN.replace('return 7', 'return twice(7)')}`);
  sample.write('app/twice.c', TWICE);
  const { app } = sample.plan;
  return {
    ...sample,
    plan: { ...sample.plan, app: { ...app, sources: ['main.c', 'twice.c'], ...(lto && { lto }) } },
  };
}

function functionsOf(symbolsPath: string): readonly string[] {
  const lines = execFileSync('nm', ['--defined-only', symbolsPath], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => / t (twice|main)/i.exec(line)?.[1] ?? []).toSorted();
}

describe('link-time optimisation of an application', () => {
  it.each(['size', 'speed'] as const)(
    'inlines a function into one of another file, from its own sources alone (%s)',
    async (profile) => {
      const [plain, whole] = [
        await build(sampleOfTwo({ profile }, false)),
        await build(sampleOfTwo({ profile })),
      ];

      expect(functionsOf(plain.image.symbolsPath)).toEqual(['main', 'twice']);
      expect(functionsOf(whole.image.symbolsPath)).toEqual(['main']);
      expect(spawnSync(whole.image.path).status).toBe(14);
    },
  );

  it.for([
    ['debug', 'gcc'],
    ['speed', 'clang'],
  ] as const)('leaves the files apart with profile %s and %s', async ([profile, compiler], context) => {
    needs(context, compiler);
    const { image } = await build(sampleOfTwo({ profile }), undefined, { compiler });

    expect(functionsOf(image.symbolsPath)).toEqual(['main', 'twice']);
    expect(spawnSync(image.path).status).toBe(14);
  });

  it('makes the same bits in another folder, debug data too, and names no folder of this machine', async () => {
    const samples = [sampleOfTwo({}), sampleOfTwo({})];
    const contents: Buffer[] = [];
    for (const sample of samples) contents.push(readFileSync((await build(sample)).image.symbolsPath));

    expect(new Set(contents.map(sha256)).size).toBe(1);
    expect(contents.map((content) => content.includes(process.cwd()))).toEqual([false, false]);
  });

  it('compiles what changed and no more', async () => {
    const sample = sampleOfTwo({});
    await build(sample);
    sample.write('app/twice.c', TWICE.replace('2 *', '3 *'));
    const { compiled, image } = await build(sample);

    expect(compiled).toEqual(['hello/twice.c']);
    expect(spawnSync(image.path).status).toBe(21);
  });

  it('keeps what libraries ask of the application, by a weak name', async () => {
    const sample = sampleOfTwo({});
    const asks =
      '__attribute__((weak)) int uc_hook(void);\nint uc_ask(void) { return uc_hook ? uc_hook() : 1; }\n';
    sample.write('libs/greet/src/count.c', `int greet_count;\n${asks}`);
    sample.write('app/main.c', `int uc_ask(void);\n${MAIN.replace('return 7', 'return uc_ask()')}`);
    sample.write('app/twice.c', 'int uc_hook(void);\nint uc_hook(void) { return 14; }\n');
    const { image } = await build(sample);

    expect(spawnSync(image.path).status).toBe(14);
  });

  it('keeps what assembly of the application asks of its C', async () => {
    const sample = sampleOfTwo({});
    sample.write('app/caller.S', '.text\n.globl caller\ncaller: jmp twice\n.section .note.GNU-stack\n');
    sample.write('app/main.c', `int caller(int number);\n${MAIN.replace('return 7', 'return caller(7)')}`);
    const { app } = sample.plan;
    const plan = { ...sample.plan, app: { ...app, sources: ['caller.S', ...app.sources] } };
    const { image } = await build(sample, plan);

    expect(spawnSync(image.path).status).toBe(14);
  });

  it('keeps what assembly within C asks of another file', async () => {
    const sample = sampleOfTwo({});
    const call = 'int given = 7;\n    __asm__("call twice" : "=a"(given) : "D"(given) : "cc", "memory");\n';
    sample.write('app/main.c', MAIN.replace('return 7', `${call}    return given`));
    const { image } = await build(sample);

    expect(spawnSync(image.path).status).toBe(14);
  });

  it('runs as many jobs as the build, and comes out the same by one and by many', async () => {
    const outcomes = [];
    for (const jobs of [1, 3]) {
      const sample = sampleOfTwo({});
      const { app } = sample.plan;
      // A part of the program for each source: else one this small is one job.
      const plan = { ...sample.plan, app: { ...app, cflags: ['-flto-partition=1to1', '-fno-inline'] } };
      const [log, compiler] = ['log', 'gcc'].map((name) => join(sample.folder, name)) as [string, string];
      writeFileSync(compiler, `#!/bin/sh\necho "$@" >>${log}\nexec gcc "$@"\n`, { mode: 0o755 });
      const { image } = await build(sample, plan, { compiler, jobs });
      const joins = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('-r '));
      expect(joins.map((line) => line.match(/-flto=\S+/g))).toEqual([[`-flto=${jobs}`]]);
      outcomes.push([image.path, image.symbolsPath].map((path) => sha256(readFileSync(path))));
    }

    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  it('takes an application of one file as it is', async () => {
    const sample = createSample();
    const { image } = await build({
      ...sample,
      plan: { ...sample.plan, app: { ...sample.plan.app, lto: true } },
    });

    expect(spawnSync(image.path).status).toBe(7);
  });
});
