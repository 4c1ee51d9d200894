import { describe, expect, it } from 'vitest';
import { symbolSizes } from '../src/index.ts';
import { build } from './build.ts';
import { createSample, MAIN } from './sample.ts';
import { needs } from './needs.ts';

const TABLE_HEADER = 'static int table[4] = {1, 2, 3, 7};\n';

/** The sample with a second source of the application, which has a variable of its own and one of a header. */
async function sizesWith(compiler: string, lto: boolean) {
  const sample = createSample({ profile: 'speed' });
  sample.write('app/main.c', MAIN.replace('return 7', 'extern int *volatile seven; return seven[3]'));
  sample.write('app/table.h', TABLE_HEADER);
  sample.write(
    'app/seven.c',
    '#include "table.h"\nextern int *volatile seven;\nint *volatile seven = table;\n',
  );
  const app = { ...sample.plan.app, sources: ['main.c', 'seven.c'], ...(lto && { lto }) };
  const { image } = await build(sample, { ...sample.plan, app }, { compiler });
  return symbolSizes({ ...image, architecture: 'x86_64' });
}

describe('symbolSizes', () => {
  it.for([
    ['gcc', false],
    ['gcc', true],
    ['clang', false],
  ] as const)(
    'names the source that defines a function or a variable (%s, lto %s)',
    async ([compiler, lto], context) => {
      needs(context, compiler);
      const sizes = await sizesWith(compiler, lto);
      const objectOf = (name: string) => sizes.find(({ symbol }) => symbol.split('.')[0] === name)?.object;

      expect({ main: objectOf('main'), uc_greet: objectOf('uc_greet') }).toEqual({
        main: 'main.c',
        uc_greet: 'src/greet.c',
      });
      expect({
        greet_count: objectOf('greet_count'),
        seven: objectOf('seven'),
        table: objectOf('table'),
      }).toEqual({
        greet_count: 'src/count.c',
        seven: 'seven.c',
        table: 'seven.c',
      });
    },
  );
});
