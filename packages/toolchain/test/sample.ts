import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Plan, PlannedLibrary, TargetPlan } from '@unicore/resolve';
import { onTestFinished } from 'vitest';

/*
 * A pool in miniature, real enough to run: `mini` starts as a Linux process without any libc, `greet` says hello,
 * and the application calls it. Its image's exit status comes from main.
 */

const START = `
#include <greet/greet.h>
int main(int argc, char **argv);
void uc_mini_start(void);
void uc_mini_write(const char *text, unsigned long bytes)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(1L), "D"(1L), "S"(text), "d"(bytes) : "rcx", "r11", "memory");
}
__attribute__((noreturn)) void mini_exit(int status)
{
    __asm__ volatile("syscall" : : "a"(231L), "D"((long)status));
    __builtin_unreachable();
}
__attribute__((force_align_arg_pointer)) void uc_mini_start(void)
{
    mini_exit(main(0, 0));
}
unsigned long __stack_chk_guard = 1;
void __stack_chk_fail(void);
void __stack_chk_fail(void) { mini_exit(99); }
`;

const SCRIPT = `
ENTRY(uc_mini_start)
PHDRS { text PT_LOAD FILEHDR PHDRS FLAGS(5); data PT_LOAD FLAGS(6); dynamic PT_DYNAMIC FLAGS(6); stack PT_GNU_STACK FLAGS(6); }
SECTIONS
{
  . = SIZEOF_HEADERS;
  .text : { *(.text .text.*) } :text
  .rodata : { *(.rodata .rodata.*) } :text
  .relr.dyn : { *(.relr.dyn) } :text
  .rela.dyn : { *(.rela.dyn .rela.*) } :text
  .dynsym : { *(.dynsym) } :text
  .dynstr : { *(.dynstr) } :text
  .hash : { *(.hash) } :text
  .gnu.hash : { *(.gnu.hash) } :text
  . = ALIGN(4096);
  .data.rel.ro : { INCLUDE uc_sets.ld *(.data.rel.ro .data.rel.ro.*) } :data
  .dynamic : { *(.dynamic) } :data :dynamic
  .got : { *(.got .got.plt) } :data
  .data : { *(.data .data.*) } :data
  .bss : { *(.bss .bss.*) } :data
  /DISCARD/ : { *(.comment .note.* .interp) }
}
`;

const GREET_HEADER = `
#pragma once
#define GREETING "hello\\n"
struct greet_word { char text[8]; unsigned long bytes; };
void uc_greet(void);
`;

const GREET = `
#include <greet/greet.h>
#include "internal.h"
extern const struct greet_word __uc_set_words_start[] __attribute__((visibility("hidden")));
extern const struct greet_word __uc_set_words_end[] __attribute__((visibility("hidden")));
void uc_mini_write(const char *text, unsigned long bytes);
static const struct greet_word first __attribute__((used, section(".uc_set.words.10first"))) = {GREETING, sizeof GREETING - 1};
const char *greet_where(void) { return __FILE__; }
void greet_unused(void);
void greet_unused(void) { uc_mini_write(greet_where(), 1); }
void uc_greet(void)
{
    for (int turn = 0; turn < UC_CONFIG_GREET_TIMES; turn++) {
        for (const struct greet_word *word = __uc_set_words_start; word < __uc_set_words_end; word++) {
            uc_mini_write(word->text, word->bytes);
        }
    }
    greet_count++;
}
`;

export const MAIN = `
#include <greet/greet.h>
static const struct greet_word last __attribute__((used, section(".uc_set.words.90last"))) = {UC_CONFIG_APP_WORD, sizeof UC_CONFIG_APP_WORD - 1};
int main(void)
{
    uc_greet();
    return 7;
}
`;

/** Files of the pool in miniature, by package. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mini: { 'src/start.c': START, 'link/x86_64.ld': SCRIPT },
  greet: {
    'include/greet/greet.h': GREET_HEADER,
    'src/internal.h': 'extern int greet_count;\nconst char *greet_where(void);\n',
    'src/count.c': '#include "internal.h"\nint greet_count;\n',
    'src/greet.c': GREET,
  },
};

export interface Sample {
  readonly folder: string;
  readonly plan: Plan;
  /** A cache of its own, so that nothing is found that the test did not put there. */
  readonly cacheFolder: string;
  write(file: string, text: string): void;
}

export interface SampleSettings {
  /** npm: packages in the application's node_modules. pnpm: below its store. workspace: beside the application. */
  readonly layout?: 'npm' | 'pnpm' | 'workspace';
  readonly platforms?: readonly string[];
  readonly profile?: Plan['profile'];
  readonly initrd?: string;
}

/** Writes the pool in miniature and an application on it into a fresh folder, which goes with the test that asked. */
export function createSample(settings: SampleSettings = {}): Sample {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'unicore-toolchain-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'app');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('app/main.c', MAIN);
  const libraries = Object.entries(PACKAGES).map(([name, files]) => {
    const place = packageFolder(name, settings.layout ?? 'workspace');
    for (const [file, text] of Object.entries(files)) write(join(place, file), text);
    return sampleLibrary(name, join(root, place), Object.keys(files));
  });
  return {
    folder: root,
    plan: samplePlan(folder, libraries, settings),
    cacheFolder: join(root, 'cache'),
    write,
  };
}

function packageFolder(name: string, layout: 'npm' | 'pnpm' | 'workspace'): string {
  if (layout === 'npm') return `app/node_modules/@unicore/lib-${name}`;
  if (layout === 'pnpm')
    return `app/node_modules/.pnpm/@unicore+lib-${name}@1.0.0/node_modules/@unicore/lib-${name}`;
  return `libs/${name}`;
}

function sampleLibrary(name: string, folder: string, files: readonly string[]): PlannedLibrary {
  return {
    name,
    package: `@unicore/lib-${name}`,
    version: '1.0.0',
    folder,
    pool: name === 'mini' ? 'plat' : 'main',
    side: 'system',
    sources: files.filter((file) => file.endsWith('.c')).toSorted(),
    sees: ['greet', 'mini'],
    publicIncludes: name === 'greet' ? ['include'] : [],
    privateIncludes: ['src'],
    cflags: ['-Wno-missing-prototypes'],
    exports: name === 'mini' ? ['__stack_chk_guard', '__stack_chk_fail'] : [],
    config: name === 'greet' ? { GREET_TIMES: 1 } : {},
  };
}

function samplePlan(folder: string, libraries: readonly PlannedLibrary[], settings: SampleSettings): Plan {
  const target = (platform: string): TargetPlan => ({
    platform,
    architecture: 'x86_64',
    libraries,
    appConfig: { APP_WORD: 'bye\n' },
    linkerSets: ['words'],
    link: { library: 'mini', scripts: { x86_64: 'link/x86_64.ld' }, flags: ['-Wl,-z,max-page-size=4096'] },
    dotConfig: '',
  });
  return {
    schema: 1,
    app: {
      name: 'hello',
      version: '1.0.0',
      folder,
      sources: ['main.c'],
      includes: [],
      cflags: [],
      ...(settings.initrd === undefined ? {} : { initrd: settings.initrd }),
      run: {},
    },
    profile: settings.profile ?? 'size',
    targets: (settings.platforms ?? ['mini']).map(target),
  };
}

/** The plan with its libraries changed, in every target. */
export function withLibraries(plan: Plan, change: (library: PlannedLibrary) => PlannedLibrary): Plan {
  return {
    ...plan,
    targets: plan.targets.map((target) => ({ ...target, libraries: target.libraries.map(change) })),
  };
}

/** Adds sources to the library greet. */
export function withSources(plan: Plan, names: readonly string[]): Plan {
  return withLibraries(plan, (library) =>
    library.name === 'greet'
      ? { ...library, sources: [...library.sources, ...names.map((name) => `src/${name}.c`)].toSorted() }
      : library,
  );
}
