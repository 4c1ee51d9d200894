import { expect, it } from 'vitest';
import { importsOf } from './refuse-library-imports.ts';

it('finds each way to import, and none in comments', () => {
  const source = [
    "import a from 'one';",
    'import { b,',
    '  c } from "two";',
    "import 'three';",
    "export * from 'four';",
    "const d = await import('five');",
    "const e = require('six');",
    "// import f from 'seven';",
    "/* import g from 'eight'; */ const url = 'http://nine';",
    "import type { H } from 'ten';",
  ].join('\n');

  const found = importsOf(source).toSorted((a, b) => a.line - b.line);

  expect(found.map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
    '1 one',
    '3 two',
    '4 three',
    '5 four',
    '6 five',
    '7 six',
    '10 ten',
  ]);
});
