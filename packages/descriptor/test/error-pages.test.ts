import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseLibrary, type UnicoreError } from '../src/index.ts';

const file = 'node_modules/@unicore/lib-net/dist/library.json';

it.each([
  [
    'ERR_UNICORE_BAD_DESCRIPTOR',
    { schema: 1, name: 'net', pool: 'main', side: 'system', provids: { sched: '1.0' }, sources: [] },
  ],
  ['ERR_UNICORE_NEWER_SCHEMA', { schema: 2 }],
])('the page of %s shows its message', (code, json) => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/errors', `${code}.md`), 'utf8');
  let error: UnicoreError | undefined;
  try {
    parseLibrary(json, { file });
  } catch (thrown) {
    error = thrown as UnicoreError;
  }

  expect(error?.code).toBe(code);
  expect(page).toContain(`\n\`\`\`\n${error?.message}\n${error?.hint}\n\`\`\`\n`);
});
