import { UnicoreError } from '@unicore/descriptor';

export function badExpression(expression: string, column: number, what: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_BAD_EXPRESSION',
    `In a condition, column ${column + 1}: ${what}.\n  ${expression}\n  ${' '.repeat(column)}^`,
    { hint: 'Conditions are made of symbols, constants and ! && || = != < <= > >= ( ).' },
  );
}

export function badDotConfig(file: string, problems: readonly string[]): UnicoreError {
  const shown = problems.slice(0, 20);
  if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`);
  return new UnicoreError(
    'ERR_UNICORE_BAD_DOT_CONFIG',
    `${file} cannot be read:\n${shown.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: 'Lines are CONFIG_X=y, CONFIG_X=10, CONFIG_X=0x10, CONFIG_X="text", "# CONFIG_X is not set", or comments.',
    },
  );
}

export function badLibraryExpression(library: string, path: string, cause: UnicoreError): UnicoreError {
  return new UnicoreError(cause.code, `Library "${library}", ${path}: ${cause.message}`, {
    hint: cause.hint,
    cause,
  });
}

export function optionLoop(edges: readonly string[]): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_OPTION_LOOP',
    `These options and libraries decide each other in a loop, and no value settles it:\n${edges.map((edge) => `  ${edge}`).join('\n')}`,
    {
      hint: 'Break one of these edges: drop the condition, or set an option of the loop by a default that does not read the others.',
    },
  );
}
