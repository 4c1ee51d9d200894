import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCases } from './error-cases.ts';

const sources = join(import.meta.dirname, '../src');
const pages = join(import.meta.dirname, '../../../docs/errors');

it('has a case for each code of this package, in the order of errors.ts', () => {
  const text = readFileSync(join(sources, 'errors.ts'), 'utf8');
  const codes = [...text.matchAll(/'(ERR_UNICORE_\w+)'/g)].map((match) => match[1]);

  expect([...new Set(codes)]).toEqual(Object.keys(errorCases));
});

it.each(Object.entries(errorCases))('shows the message of %s on its page', (code, makeError) => {
  const error = makeError();

  expect(error.code).toBe(code);
  expect(readFileSync(join(pages, `${code}.md`), 'utf8')).toContain(
    `\n\`\`\`\n${error.message}\n${error.hint}\n\`\`\`\n`,
  );
});
