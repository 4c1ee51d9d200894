/**
 * Renders the kernel command line: system parameters, then `--` and the arguments of main. Double quotes keep blanks
 * together; between them a backslash keeps the character after it. Pure.
 */
export function kernelCommandLine(parameters: readonly string[], args: readonly string[]): string {
  const words = args.length > 0 ? [...parameters, '--', ...args] : parameters;
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/["\\]/g, String.raw`\$&`)}"`;
}
