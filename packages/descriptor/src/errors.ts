import type { DescriptorProblem } from './library-rules.ts';
import { UnicoreError } from './unicore-error.ts';

const listedAtMost = 50;

export function badDescriptor(file: string, problems: readonly DescriptorProblem[]): UnicoreError {
  const lines = problems
    .slice(0, listedAtMost)
    .map(({ path, text }) => `  ${path === '' ? '' : `${path}: `}${text}`);
  if (problems.length > listedAtMost) lines.push(`  and ${problems.length - listedAtMost} more`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UnicoreError(
    'ERR_UNICORE_BAD_DESCRIPTOR',
    `${file} is no valid library descriptor (${count}):\n${lines.join('\n')}`,
    {
      hint: `Mend unicore.library.ts, then run "unicore-link lib build" in the library's folder; if the library is not yours, report it to its author.`,
    },
  );
}

export function newerSchema(file: string, schema: number): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NEWER_SCHEMA',
    `${file} is written in schema ${schema}; this unicore-link reads schemas up to 1.`,
    { hint: 'npm install --save-dev unicore-link@latest' },
  );
}
