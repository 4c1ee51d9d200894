import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, EVERYTHING } from './build.ts';
import { createSample, MAIN, withLibraries, withSources } from './sample.ts';

describe('buildImages', () => {
  it('compiles of a library what is referred to, or registers itself, or pastes its names; and no more', async () => {
    const sample = createSample();
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
    const sample = createSample();
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
});
