import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, TargetPlan } from '@unicore/resolve';
import { binutils } from './binutils.ts';
import { readElf } from './elf.ts';
import { libraryFinder } from './library-finder.ts';
import { parseLinkMap } from './link-map.ts';
import { imageFiles } from './link-image.ts';
import { targetName } from './place-image.ts';

/** A line of a source, as debug information names it. */
export interface SourceLine {
  /** `/@unicore/lib-lwip/src/core/tcp.c`: the package, and the path in it. */
  readonly source: string;
  readonly line: number;
}

/** What an image has of one symbol. */
export interface SymbolUse {
  readonly symbol: string;
  /** Whose it is. */
  readonly library: string;
  readonly sizeBytes: number;
  /** Of a function, its first line. */
  readonly definedAt?: SourceLine;
  /** Instructions that call it or take its address, by library, function and line. */
  readonly references: readonly SymbolReference[];
}

export interface SymbolReference {
  readonly library: string;
  /** The function with the instruction. */
  readonly symbol: string;
  readonly at?: SourceLine;
}

/**
 * Looks a function or variable up in the image of the last build, and who refers to it, by the image's own code and debug
 * information; tables of functions in its data do not count. Of several with one name, static ones, the first.
 *
 * @returns undefined where there is no build, or no such symbol in it
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING` where binutils of the architecture are not there
 */
export function findReferences(plan: Plan, target: TargetPlan, symbol: string): SymbolUse | undefined {
  const names = imageFiles(plan, target);
  const at = (name: string): string => join(plan.app.folder, 'build', targetName(target), name);
  if (!existsSync(at(names.symbols)) || !existsSync(at(names.map))) return undefined;
  const elf = readElf(readFileSync(at(names.symbols)));
  const found = elf.symbols.find(
    ({ name, section, sizeBytes }) => name === symbol && section > 0 && sizeBytes > 0,
  );
  if (!found) return undefined;
  const libraryAt = libraryFinder(elf, parseLinkMap(readFileSync(at(names.map), 'utf8')));
  const run = binutils(target.architecture);
  const uses = usesOf(symbol, run('objdump', ['-d', '--no-show-raw-insn', '-w', at(names.symbols)]));
  const addresses = [found.value, ...uses.map(({ address }) => address)];
  const lines = run(
    'addr2line',
    ['-e', at(names.symbols)],
    addresses.map((address) => `0x${address.toString(16)}\n`).join(''),
  )
    .split('\n')
    .map(sourceLine);
  return {
    symbol,
    library: libraryAt(found.value),
    sizeBytes: found.sizeBytes,
    ...(lines[0] && { definedAt: lines[0] }),
    references: once(
      uses.map(({ address, caller }, index): SymbolReference => {
        const place = lines[index + 1];
        return { library: libraryAt(address), symbol: caller, ...(place && { at: place }) };
      }),
    ),
  };
}

/** Names of what an image has, to find the nearest of one that it has not; empty where there is no build. */
export function symbolNames(plan: Plan, target: TargetPlan): readonly string[] {
  const file = join(plan.app.folder, 'build', targetName(target), imageFiles(plan, target).symbols);
  if (!existsSync(file)) return [];
  return readElf(readFileSync(file)).symbols.flatMap(({ name, section, sizeBytes }) =>
    section > 0 && sizeBytes > 0 ? [name] : [],
  );
}

/** Instructions whose operand is the symbol itself, no place in it, of what `objdump -d` prints. Pure. */
function usesOf(
  symbol: string,
  disassembly: string,
): readonly { readonly address: number; readonly caller: string }[] {
  const uses = [];
  const operand = `<${symbol}>`;
  let caller = '';
  for (const line of disassembly.split('\n')) {
    const header = /^[0-9a-f]+ <(.+)>:$/.exec(line)?.[1];
    if (header !== undefined) caller = header;
    else if (line.endsWith(operand) && caller !== symbol)
      uses.push({ address: Number.parseInt(line, 16), caller });
  }
  return uses;
}

/** `/@unicore/lib-lwip/src/core/tcp.c:12 (discriminator 3)`; nothing of a question mark. */
function sourceLine(text: string): SourceLine | undefined {
  const [, source, line] = /^(\/.+):(\d+)(?: \(.*\))?$/.exec(text) ?? [];
  return source === undefined || line === undefined || line === '0'
    ? undefined
    : { source, line: Number(line) };
}

function once(references: readonly SymbolReference[]): readonly SymbolReference[] {
  const key = ({ library, symbol, at }: SymbolReference): string =>
    [library, symbol, at?.source ?? '', String(at?.line ?? 0).padStart(7)].join('\n');
  const byKey = new Map(references.map((one) => [key(one), one]));
  return [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}
