import { commandLineTooLong } from './errors.ts';

/**
 * Renders the kernel command line: system parameters, then `--` and the arguments of main. Double quotes keep blanks
 * together; between them a backslash keeps the character after it. Pure.
 */
export function kernelCommandLine(parameters: readonly string[], args: readonly string[]): string {
  const words = args.length > 0 ? [...parameters, '--', ...args] : parameters;
  return words.map(quoted).join(' ');
}

/**
 * The same as bytes ended by 0, for a place of `roomBytes` in a bootable medium. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMMAND_LINE_TOO_LONG`
 */
export function fitCommandLine(
  parameters: readonly string[],
  args: readonly string[],
  roomBytes: number,
): Uint8Array {
  const line = new TextEncoder().encode(kernelCommandLine(parameters, args));
  if (line.length >= roomBytes) throw commandLineTooLong(line.length, roomBytes - 1);
  const out = new Uint8Array(roomBytes);
  out.set(line);
  return out;
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/["\\]/g, String.raw`\$&`)}"`;
}
