import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDepfile } from './depfile.ts';
import { needs } from '../test/needs.ts';

describe('parseDepfile', () => {
  it.for(['gcc', 'clang'])(
    'reads what %s writes for names with blanks, hashes and dollars',
    (compiler, context) => {
      needs(context, compiler);
      const folder = mkdtempSync(join(tmpdir(), 'unicore-dep file-'));
      try {
        const names = ['main.c', 'a b.h', 'a#b.h', 'a$b.h', 'plain.h'];
        for (const name of names) writeFileSync(join(folder, name), '');
        writeFileSync(
          join(folder, 'main.c'),
          names
            .slice(1)
            .map((name) => `#include "${name}"\n`)
            .join(''),
        );
        const file = join(folder, 'main.d');
        execFileSync(compiler, [
          '-MD',
          '-MF',
          file,
          '-MT',
          'x',
          '-c',
          join(folder, 'main.c'),
          '-o',
          join(folder, 'main.o'),
        ]);

        const read = parseDepfile(readFileSync(file, 'utf8')).filter((path) => path.startsWith(folder));
        expect(read).toEqual(names.map((name) => join(folder, name)));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('stops at the end of the first rule, and names a file once', () => {
    expect(parseDepfile('x: a.c b.h \\\n c.h b.h\n\nb.h:\n\nc.h:\n')).toEqual(['a.c', 'b.h', 'c.h']);
  });
});
