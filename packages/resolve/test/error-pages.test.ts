import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'));

/** Codes that the sources of all tool packages can throw: every literal of that form outside of tests. */
const codes = packages
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => readFileSync(file, 'utf8').match(/(?<=')ERR_UNICORE_[A-Z0-9_]+(?=')/gu) ?? []);
const pages = readdirSync(join(root, 'docs/errors')).filter((file) => file.startsWith('ERR_'));

describe('docs/errors', () => {
  it.each([...new Set(codes)].toSorted())(
    'has a page for %s, with its message, a cause and a mend',
    (code) => {
      const page = readFileSync(join(root, 'docs/errors', `${code}.md`), 'utf8');

      expect(page).toMatch(
        new RegExp(
          `^# ${code}\n[^]*\n\`\`\`\n[^]+\n\`\`\`\n[^]*\n## Cause\n\n[^#\\s][^]*\n## Mend\n\n[^#\\s]`,
          'u',
        ),
      );
    },
  );

  it.each(pages)('has no page that no code leads to: %s', (file) => {
    expect(codes).toContain(file.replace(/\.md$/u, ''));
  });
});
