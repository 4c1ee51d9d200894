import { UnicoreError } from '@unicore/descriptor';
import type { Place } from './kconfig/kconfig-host.ts';

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

/** @param place - of the condition: `Library "lwip", options.dhcp6.dependsOn` */
export function badExpressionAt(place: string, cause: UnicoreError): UnicoreError {
  return new UnicoreError(cause.code, `${place}: ${cause.message}`, { hint: cause.hint, cause });
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

export function kconfigLoop(names: readonly string[]): UnicoreError {
  const shown = names.length > 40 ? [...names.slice(0, 39), `and ${names.length - 39} more`] : names;
  return new UnicoreError(
    'ERR_UNICORE_KCONFIG_LOOP',
    `These symbols depend on each other in a circle:\n${shown.map((name) => `  ${name}`).join('\n')}`,
    {
      hint: 'Each depends on the one after it, by depends on, select, default or choice. Take one of these away.',
    },
  );
}

export function kconfigShell({ file, line }: Place, command: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_KCONFIG_SHELL',
    `${file}:${line} wants to run a command: ${command.slice(0, 200)}`,
    {
      hint: 'Reading a tree runs nothing of it by itself. To run such commands, as conf does: --run-shell. To answer each by a text: --shell-says y',
    },
  );
}

export function kconfigShellFailed({ file, line }: Place, command: string, cause: unknown): UnicoreError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UnicoreError(
    'ERR_UNICORE_KCONFIG_SHELL',
    `${file}:${line} has a command that did not end as it should, ${why}: ${command.slice(0, 200)}`,
    { hint: 'Run it by hand to see what it does. To answer each by a text: --shell-says y', cause },
  );
}

export function wrongKconfig({ file, line }: Place, what: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_BAD_KCONFIG',
    `${file}:${line}: ${what}${/[.?]$/.test(what) ? '' : '.'}`,
    {
      hint: 'The Kconfig language is described in kconfig-language.rst of Linux; macros in kconfig-macro-language.rst.',
    },
  );
}
