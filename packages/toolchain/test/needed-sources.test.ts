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

  it('follows definitions in the style of K&R from word to word, and leaves the rest out', async () => {
    const sample = createSample();
    const sources = {
      one: 'int uc_two();\nint uc_one(n) int n; { return uc_two(n) + 1; }\n',
      two: 'int uc_two(n) int n; { return n + 1; }\n',
      three: 'int uc_three(void);\nint uc_three(void) { return 3; }\n',
    };
    for (const [name, text] of Object.entries(sources)) sample.write(`libs/greet/src/${name}.c`, text);
    sample.write('app/main.c', `int uc_one(int);\n${MAIN.replace('return 7', 'return uc_one(4)')}`);
    const { image, compiled } = await build(sample, withSources(sample.plan, Object.keys(sources)));
    expect(spawnSync(image.path).status).toBe(6);
    expect(compiled).toEqual([...EVERYTHING, 'greet/src/one.c', 'greet/src/two.c'].toSorted());
  });

  it('takes a strong definition beside a weak one only where something refers to its source by another name', async () => {
    const sample = createSample();
    const sources = {
      leave: `int uc_leave(void);
static int nothing(void) { return 0; }
extern __typeof(nothing) greet_flush __attribute__((weak, alias("nothing")));
int uc_leave(void) { return greet_flush(); }
`,
      flush: `int greet_flush(void);
int greet_flush(void) { return 5; }
int greet_flush_needed(void);
int greet_flush_needed(void) { return greet_flush(); }
`,
      // As musl says it: by a function that nobody calls.
      write: `int greet_flush_needed(void), uc_write(void), uc_write_needs(void);
int uc_write(void) { return 1; }
int uc_write_needs(void) { return greet_flush_needed(); }
`,
    };
    for (const [name, text] of Object.entries(sources)) sample.write(`libs/greet/src/${name}.c`, text);
    const plan = withSources(sample.plan, Object.keys(sources));
    const mainThat = (expression: string) =>
      `int uc_leave(void), uc_write(void);\n${MAIN.replace('return 7', `return ${expression}`)}`;

    sample.write('app/main.c', mainThat('uc_leave()'));
    const without = await build(sample, plan);
    expect(spawnSync(without.image.path).status).toBe(0);
    expect(without.compiled).not.toContain('greet/src/flush.c');

    sample.write('app/main.c', mainThat('uc_leave() + uc_write()'));
    const whole = await build(sample, plan);
    expect(spawnSync(whole.image.path).status).toBe(6);
    expect(whole.compiled).toContain('greet/src/flush.c');
  });

  it('takes plain assembly by its names, and sources by the names that macros give their definitions', async () => {
    const sample = createSample();
    sample.write('libs/greet/src/five.s', '.text\n.global uc_five\nuc_five:\n\tmov $5, %eax\n\tret\n');
    sample.write('libs/greet/src/six.s', '.text\n.global uc_six\nuc_six:\n\tmov $6, %eax\n\tret\n');
    sample.write('libs/greet/src/table.h', '#define table uc_table\nextern const int table[2];\n');
    sample.write('libs/greet/src/table.c', '#include "table.h"\nconst int table[2] = {1, 2};\n');
    sample.write(
      'app/main.c',
      `int uc_five(void);\nextern const int uc_table[2];\n${MAIN.replace('return 7', 'return uc_five() + uc_table[1]')}`,
    );
    const added = ['src/five.s', 'src/six.s', 'src/table.c'];
    const plan = withLibraries(sample.plan, (library) =>
      library.name === 'greet' ? { ...library, sources: [...library.sources, ...added].toSorted() } : library,
    );

    const { image, compiled } = await build(sample, plan);

    expect(spawnSync(image.path).status).toBe(7);
    expect(compiled).toEqual([...EVERYTHING, 'greet/src/five.s', 'greet/src/table.c'].toSorted());
  });

  it('makes stubs of what nobody defines, in one source of the library that offers them', async () => {
    const sample = createSample();
    sample.write(
      'libs/greet/src/stubs.c',
      `#define STUB(name) int uc_call_##name(void); int uc_call_##name(void) { return sizeof #name; }
UC_STUBS(STUB)
`,
    );
    sample.write(
      'libs/greet/src/there.c',
      'int uc_call_there(void);\nint uc_call_there(void) { return 20; }\n',
    );
    const plan = withLibraries(withSources(sample.plan, ['there']), (library) =>
      library.name === 'greet'
        ? { ...library, stubs: [{ prefix: 'uc_call_', source: 'src/stubs.c' }] }
        : library,
    );
    const mainThat = (expression: string) =>
      `int uc_call_a(void), uc_call_bcd(void), uc_call_there(void);\n${MAIN.replace('return 7', `return ${expression}`)}`;

    sample.write('app/main.c', mainThat('uc_call_a() + uc_call_bcd() + uc_call_there()'));
    const stubbed = await build(sample, plan);
    expect(spawnSync(stubbed.image.path).status).toBe(2 + 4 + 20);
    expect(stubbed.compiled).toContain('greet/src/stubs.c');

    sample.write('app/main.c', mainThat('uc_call_there()'));
    const whole = await build(sample, plan);
    expect(spawnSync(whole.image.path).status).toBe(20);
    expect(whole.compiled).not.toContain('greet/src/stubs.c');
  });

  it('puts wraps between functions and their callers, and not between libraries that define such functions', async () => {
    const sample = createSample();
    sample.write(
      'libs/greet/src/wraps.c',
      `int uc_add(int sum, int more);
#define WRAP(name) int uc_call_##name(void); int uc_spy_##name(void); \\
    int uc_spy_##name(void) { return uc_add(uc_call_##name(), 100); }
UC_WRAPS(WRAP)
`,
    );
    sample.write(
      'libs/greet/src/add.c',
      'int uc_add(int a, int b);\nint uc_add(int a, int b) { return a + b; }\n',
    );
    sample.write(
      'libs/mini/src/calls.c',
      `int uc_call_one(void), uc_call_two(void), uc_call_three(void);
int uc_call_one(void) { return 1; }
int uc_call_two(void) { return uc_call_one() + 1; }
int uc_call_three(void) { return 3; }
`,
    );
    const plan = withLibraries(sample.plan, (library) => {
      if (library.name === 'mini') return { ...library, sources: [...library.sources, 'src/calls.c'] };
      if (library.name !== 'greet') return library;
      const wraps = [{ prefix: 'uc_call_', as: 'uc_spy_', source: 'src/wraps.c' }];
      return { ...library, sources: [...library.sources, 'src/add.c'], wraps };
    });
    sample.write('app/main.c', `int uc_call_two(void);\n${MAIN.replace('return 7', 'return uc_call_two()')}`);

    const { image, compiled } = await build(sample, plan);

    expect(spawnSync(image.path).status).toBe(102);
    expect(compiled).toContain('greet/src/add.c');

    // A second library's stand between the first one's and the functions.
    sample.write(
      'libs/second/src/wraps.c',
      `#define WRAP(name) int uc_call_##name(void); int uc_watch_##name(void); \\
    int uc_watch_##name(void) { return uc_call_##name() + 50; }
UC_WRAPS(WRAP)
`,
    );
    const both = await build(sample, {
      ...plan,
      targets: plan.targets.map((target) => ({
        ...target,
        libraries: target.libraries.flatMap((library) => {
          if (library.name !== 'greet') return [library];
          const wraps = [{ prefix: 'uc_call_', as: 'uc_watch_', source: 'src/wraps.c' }];
          const folder = join(sample.folder, 'libs/second');
          return [
            library,
            { ...library, name: 'second', package: '@unicore/lib-second', folder, sources: [], wraps },
          ];
        }),
      })),
    });

    expect(spawnSync(both.image.path).status).toBe(152);
  });
});
