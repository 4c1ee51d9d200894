import { execFileSync } from 'node:child_process';
import { findPrograms } from './compilers.ts';

/** Runs a program of the binutils (`nm`, `objdump`) and returns what it prints. */
type Run<Output> = (tool: string, args: readonly string[], input?: string) => Output;

/**
 * Returns what runs the binutils of an architecture.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING`
 */
export function binutils(architecture: string): Run<string> {
  const run = binutilsBytes(architecture);
  return (...call) => run(...call).toString();
}

/** The same for output that is too long for a string, which holds 512 MiB. */
export function binutilsBytes(architecture: string): Run<Buffer> {
  const { objcopy } = findPrograms(architecture);
  return (tool, args, input = '') =>
    execFileSync(objcopy.replace(/objcopy$/, tool), args, {
      input,
      maxBuffer: 2 ** 32,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
}
