import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bedFailed, bedFull, bedUnpreparable } from '../src/xen/errors.ts';

const pages = join(import.meta.dirname, '../../../docs/errors');

it.each([
  bedFailed('dom0 was not up after 180 s', '(XEN) Freed 656kB init memory'),
  bedFull('/tmp/unicore-xen-a1b2c3', 'free 10.0.2.20 in its network 10.0.2.0/24'),
  bedUnpreparable('apt-get ended with status 100', 'E: Unable to locate package xen-utils-4.17'),
])('shows the message of $code on its page', ({ code, message, hint }) => {
  expect(readFileSync(join(pages, `${code}.md`), 'utf8')).toContain(
    `\n\`\`\`\n${message}\n${hint}\n\`\`\`\n`,
  );
});
