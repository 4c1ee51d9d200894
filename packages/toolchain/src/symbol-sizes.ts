import { readFileSync } from 'node:fs';
import { binutils } from './binutils.ts';
import { type Elf, readElf } from './elf.ts';
import { libraryFinder } from './library-finder.ts';
import { parseLinkMap } from './link-map.ts';
import { type Kind, kindOf, sizeReport } from './size-report.ts';

/** What one function or variable takes up in an image. */
export interface SymbolSize {
  /** As in the report by library. */
  readonly library: string;
  /** Its source, relative to the package; empty where debug information does not say. */
  readonly object: string;
  /** `(no name)` gathers a library's text constants, tables of jumps and alignment. */
  readonly symbol: string;
  readonly kind: Kind;
  readonly sizeBytes: number;
}

const STT_OBJECT = 1;
const STT_FUNC = 2;

/**
 * Lists all that an image holds, by symbol; the sum is that of the report by library. The largest first.
 *
 * Runs nm and addr2line, which read the debug information.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING` where binutils of the architecture are not there
 */
export function symbolSizes(image: {
  readonly architecture: string;
  readonly symbolsPath: string;
  readonly mapPath: string;
}): readonly SymbolSize[] {
  const elf = readElf(readFileSync(image.symbolsPath));
  const libraryAt = libraryFinder(elf, parseLinkMap(readFileSync(image.mapPath, 'utf8')));
  const symbols = symbolsByAddress(elf);
  const sources = sourcesByAddress(image, symbols);
  const named = [...symbols].map(([address, { name, kind, sizeBytes }]): SymbolSize => {
    const library = libraryAt(address);
    return { library, object: sources.get(address) ?? '', symbol: name, kind, sizeBytes };
  });
  return [...named, ...nameless(image, named)].toSorted(
    (left, right) => right.sizeBytes - left.sizeBytes || (left.symbol < right.symbol ? -1 : 1),
  );
}

interface Named {
  readonly name: string;
  readonly kind: Kind;
  readonly sizeBytes: number;
}

/** One for each place: aliases stand at the same. */
function symbolsByAddress({ symbols, sections }: Elf): ReadonlyMap<number, Named> {
  const places = new Map<number, Named>();
  for (const { name, type, value, sizeBytes, section } of symbols) {
    const of = sections[section];
    const kind = of && kindOf(of);
    if (!kind || sizeBytes === 0 || (type !== STT_FUNC && type !== STT_OBJECT)) continue;
    if ((places.get(value)?.sizeBytes ?? 0) < sizeBytes) places.set(value, { name, kind, sizeBytes });
  }
  return places;
}

/**
 * Of functions by the line of their first instruction, of variables by their declaration: nm alone tells a function's header, too.
 * Sources are named `/<package>/<path>`, whose packages may have a scope.
 */
function sourcesByAddress(
  { architecture, symbolsPath }: { readonly architecture: string; readonly symbolsPath: string },
  symbols: ReadonlyMap<number, Named>,
): ReadonlyMap<number, string> {
  const run = binutils(architecture);
  const code = [...symbols].flatMap(([address, { kind }]) => (kind === 'text' ? [address] : []));
  const input = code.map((address) => `0x${address.toString(16)}\n`).join('');
  const ofCode = run('addr2line', ['-e', symbolsPath], input).split('\n');
  const ofData = run('nm', ['-l', symbolsPath]).matchAll(/^([0-9a-f]+) \S [^\t\n]+\t(.+)$/gm);
  return new Map([
    ...[...ofData].map(
      ([, address = '', place = '']) => [Number.parseInt(address, 16), pathOf(place)] as const,
    ),
    ...code.map((address, index) => [address, pathOf(ofCode[index] ?? '')] as const),
  ]);
}

/** `src/core/tcp.c` of `/@unicore/lib-lwip/src/core/tcp.c:12`; empty where it is none. */
function pathOf(place: string): string {
  return /^\/(?:@[^/]+\/)?[^/]+\/(.+):\d+(?: \(.*\))?$/.exec(place)?.[1] ?? '';
}

function nameless(
  image: { readonly symbolsPath: string; readonly mapPath: string },
  named: readonly SymbolSize[],
): readonly SymbolSize[] {
  const taken = new Map<string, number>();
  for (const { library, kind, sizeBytes } of named) {
    const key = `${library}\n${kind}`;
    taken.set(key, (taken.get(key) ?? 0) + sizeBytes);
  }
  return sizeReport(image).libraries.flatMap(({ library, ...sizes }) =>
    (Object.keys(sizes) as Kind[]).flatMap((kind) => {
      const sizeBytes = sizes[kind] - (taken.get(`${library}\n${kind}`) ?? 0);
      return sizeBytes === 0 ? [] : [{ library, object: '', symbol: '(no name)', kind, sizeBytes }];
    }),
  );
}
