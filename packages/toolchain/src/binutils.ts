import { execFileSync } from 'node:child_process';
import { findPrograms } from './compilers.ts';

/**
 * Returns what runs a program of the binutils of an architecture (`nm`, `objdump`), and returns what it prints.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING`
 */
export function binutils(
  architecture: string,
): (tool: string, args: readonly string[], input?: string) => string {
  const { objcopy } = findPrograms(architecture);
  return (tool, args, input = '') =>
    execFileSync(objcopy.replace(/objcopy$/, tool), args, {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 29,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
}
