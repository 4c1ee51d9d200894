import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const pages = join(import.meta.dirname, '../../docs/errors');

/**
 * Tests that each code of a package's errors.ts has a case, and that its page in docs/errors shows the message of that case.
 *
 * @param errorsFile - the package's errors.ts
 * @param cases - for each code, the plainest way to meet it
 * @param foreign - codes whose pages show the words of another package
 */
export function testErrorPages(
  errorsFile: string,
  cases: Readonly<
    Record<
      string,
      () => { readonly code: string; readonly message: string; readonly hint?: string | undefined }
    >
  >,
  foreign: readonly string[] = [],
): void {
  it('has a case for each code of this package', () => {
    const text = readFileSync(errorsFile, 'utf8');
    const codes = [...text.matchAll(/'(ERR_UNICORE_\w+)'/g)].map(([, code = '']) => code);

    expect([...new Set(codes)].filter((code) => !foreign.includes(code)).toSorted()).toEqual(
      Object.keys(cases).toSorted(),
    );
  });

  it.each(Object.entries(cases))('shows the message of %s on its page', (code, makeError) => {
    const error = makeError();

    expect(error.code).toBe(code);
    expect(readFileSync(join(pages, `${code}.md`), 'utf8')).toContain(
      `\n\`\`\`\n${error.message}\n${error.hint}\n\`\`\`\n`,
    );
  });
}
