import { invalidArgument } from './errors.ts';

/**
 * Renders the kernel command line: system parameters, then `--` and the arguments of main. Double quotes keep blanks
 * together; there is no way to quote a double quote. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_ARGUMENT`
 */
export function kernelCommandLine(parameters: readonly string[], args: readonly string[]): string {
  const words = args.length > 0 ? [...parameters, '--', ...args] : parameters;
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word.includes('"')) throw invalidArgument(word);
  return /\s/.test(word) || word === '' ? `"${word}"` : word;
}
