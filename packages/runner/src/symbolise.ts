import { readImageBase } from './elf.ts';
import { captureCommand, findProgram } from './spawn.ts';

/** A line of a guest's backtrace: an offset from where its image lies, certain or found by a scan of the stack. */
export interface TraceFrame {
  readonly offset: number;
  readonly certain: boolean;
  /** The instruction after a call, and not where the processor stopped. */
  readonly returnAddress: boolean;
}

const traceLine = /^\s+at \+0x([0-9a-f]{1,13})( \?)?\s*$/i;

/**
 * Reads one console line as a frame of a backtrace: `  at +0x1234`, or `  at +0x1234 ?` for a word on the stack that
 * may be a return address. Pure.
 *
 * @param before - the line before: a backtrace that registers precede begins where the processor stopped
 */
export function parseTraceLine(line: string, before: string): TraceFrame | undefined {
  const match = traceLine.exec(line);
  if (!match) return undefined;
  return {
    offset: Number.parseInt(match[1] ?? '', 16),
    certain: match[2] === undefined,
    returnAddress:
      match[2] !== undefined || /^(?:panic|strace|syscall):/.test(before) || traceLine.test(before),
  };
}

/**
 * Names the functions and lines of a backtrace, one line a frame, inlined callers included; the text is empty where
 * addr2line is missing or knows nothing.
 *
 * @param symbols - the image with symbols
 */
export async function symbolise(symbols: string, frames: readonly TraceFrame[]): Promise<readonly string[]> {
  const program = findProgram('addr2line');
  if (!program || frames.length === 0) return [];
  const base = readImageBase(symbols).virtual;
  // The call stands before its return address, perhaps in another function.
  const addresses = frames.map(
    ({ offset, returnAddress }) => `0x${(base + BigInt(offset) - (returnAddress ? 1n : 0n)).toString(16)}`,
  );
  const { status, stdout } = await captureCommand(program, [
    '-e',
    symbols,
    '-f',
    '-p',
    '-i',
    '-a',
    ...addresses,
  ]);
  if (status !== 0) return [];
  const named = stdout.trimEnd().split(/\n(?=0x)/);
  return frames.map(({ offset, certain }, index) => {
    const text = (named[index] ?? '')
      .replace(/^0x[0-9a-f]+: /, '')
      .replaceAll('\n (inlined by) ', ', inlined by ');
    return `  at +0x${offset.toString(16)}${certain ? '' : ' ?'}  ${text}`;
  });
}

/**
 * Names the function at each address, the innermost of those that were inlined there first. What addr2line does not know, or all
 * where it is missing, is not in the result.
 *
 * @param symbols - the image with symbols
 */
export async function nameFunctions(
  symbols: string,
  addresses: readonly bigint[],
): Promise<ReadonlyMap<bigint, readonly string[]>> {
  const program = findProgram('addr2line');
  if (!program || addresses.length === 0) return new Map();
  const { stdout } = await captureCommand(program, ['-e', symbols, '-f', '-i', '-a', '-C'], {
    input: addresses.map((address) => `0x${address.toString(16)}\n`).join(''),
  });
  const named = stdout.split(/^(?=0x)/m).map((text): [bigint, readonly string[]] => {
    const [address = '0', ...lines] = text.trimEnd().split('\n');
    // A function and its place by turns.
    return [BigInt(address), lines.filter((_, index) => index % 2 === 0)];
  });
  return new Map(named.filter(([, names]) => names.length > 0 && !names.includes('??')));
}
