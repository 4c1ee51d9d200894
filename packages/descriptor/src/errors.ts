import type { DescriptorProblem } from './library-rules.ts';
import { UnicoreError } from './unicore-error.ts';

const listedAtMost = 50;

/** @param placeOf - where a setting stands, by the keys that lead to it */
export function badAppSymbols(
  problems: readonly DescriptorProblem[],
  placeOf: (path: readonly string[]) => string,
): UnicoreError {
  const lines = listed(problems, ({ path, text }) => `${placeOf(keysOf(path))}: ${path}: ${text}`);
  return new UnicoreError('ERR_UNICORE_BAD_DESCRIPTOR', lines.join('\n'), {
    hint: 'Options and requirements of an application are written as those of a library in unicore.library.ts.',
  });
}

/** `verbose` and `type` of `ownOptions.verbose.type`; entries of lists have keys, too. */
function keysOf(path: string): readonly string[] {
  return path.split(/[.[\]]+/).filter((key) => key !== '');
}

function listed(
  problems: readonly DescriptorProblem[],
  lineOf: (problem: DescriptorProblem) => string,
): readonly string[] {
  const lines = problems.slice(0, listedAtMost).map(lineOf);
  const more = problems.length - lines.length;
  return more === 0 ? lines : [...lines, `  and ${more} more`];
}

export function badDescriptor(file: string, problems: readonly DescriptorProblem[]): UnicoreError {
  const lines = listed(problems, ({ path, text }) => `  ${path === '' ? '' : `${path}: `}${text}`);
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
