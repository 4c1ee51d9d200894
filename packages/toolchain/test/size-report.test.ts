import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { buildImages, sizeReport } from '../src/index.ts';
import { createSample } from './sample.ts';
import { needs } from './needs.ts';

it.for(['gcc', 'clang'])(
  'sizeReport shares out every byte of the image’s sections among the libraries (%s)',
  async (compiler, context) => {
    needs(context, compiler);
    const sample = createSample();
    sample.write(
      'libs/greet/src/count.c',
      '#include "internal.h"\nint greet_count;\nchar uc_greet_room[5000];\nconst char *uc_greet_text(int n);\n' +
        'const char *uc_greet_text(int n) { uc_greet_room[n] = 1; return n ? "a text that both have" : "another"; }\n',
    );
    sample.write(
      'app/main.c',
      'const char *uc_greet_text(int n);\nint counter = 4;\nint main(void) { return (uc_greet_text(counter)[counter] == "a text that both have"[counter]) + counter++; }\n',
    );
    const [image] = await buildImages(sample.plan, { cacheFolder: sample.cacheFolder, compiler });
    if (!image) throw new Error('no image');
    const { libraries, total } = sizeReport(image);

    for (const kind of ['text', 'rodata', 'data', 'bss'] as const) {
      expect(libraries.reduce((sum, library) => sum + library[kind], 0)).toBe(total[kind]);
    }
    const sections = execFileSync('size', ['-A', image.symbolsPath], { encoding: 'utf8' });
    const size = (name: string) => Number(new RegExp(`^\\${name}\\s+(\\d+)`, 'm').exec(sections)?.[1] ?? 0);
    expect(total.text).toBe(size('.text'));
    expect(total.bss).toBe(size('.bss'));
    const named = Object.fromEntries(libraries.map((library) => [library.library, library]));
    expect(named['greet']?.bss).toBeGreaterThanOrEqual(5000);
    expect(named['hello']?.data).toBe(4);
    expect(named['mini']?.text).toBeGreaterThan(0);
    expect(libraries[0]?.library).toBe('greet');
  },
);
