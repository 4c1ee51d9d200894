import { readFileSync } from 'node:fs';
import { binutils, binutilsBytes } from './binutils.ts';
import { type Elf, readElf } from './elf.ts';
import { libraryFinder } from './library-finder.ts';
import { parseLinkMap } from './link-map.ts';
import { type Kind, kindOf, sizeReport } from './size-report.ts';
import { variableSources } from './variable-sources.ts';

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
 * Runs readelf and addr2line, which read the debug information.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING` where binutils of the architecture are not there
 */
export function symbolSizes(image: {
  readonly architecture: string;
  readonly symbolsPath: string;
  readonly mapPath: string;
}): readonly SymbolSize[] {
  const file = readFileSync(image.symbolsPath);
  const elf = readElf(file);
  const libraryAt = libraryFinder(elf, parseLinkMap(readFileSync(image.mapPath, 'utf8')));
  const symbols = symbolsByAddress(elf);
  const sources = new Map([...sourcesOfData(image, elf, file), ...sourcesOfCode(image, symbols)]);
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

/** By the line of a function's first instruction, which may be a header's. */
function sourcesOfCode(
  { architecture, symbolsPath }: { readonly architecture: string; readonly symbolsPath: string },
  symbols: ReadonlyMap<number, Named>,
): readonly (readonly [number, string])[] {
  const code = [...symbols].flatMap(([address, { kind }]) => (kind === 'text' ? [address] : []));
  const input = code.map((address) => `0x${address.toString(16)}\n`).join('');
  const lines = binutils(architecture)('addr2line', ['-e', symbolsPath], input).split('\n');
  return code.map((address, index) => [address, pathOf(lines[index] ?? '')] as const);
}

function sourcesOfData(
  { architecture, symbolsPath }: { readonly architecture: string; readonly symbolsPath: string },
  { bits, littleEndian, sections }: Elf,
  file: Buffer,
): readonly (readonly [number, string])[] {
  const start = sections.find(({ name }) => name === '.debug_addr')?.offset ?? 0;
  const wordBytes = bits / 8;
  const read = (littleEndian ? file.readUIntLE : file.readUIntBE).bind(file);
  // Of the eight bytes of a word, images use six.
  const addressOf = (base: number, index: number) =>
    read(start + base + index * wordBytes + (littleEndian || bits === 32 ? 0 : 2), Math.min(wordBytes, 6));
  const dump = binutilsBytes(architecture)('readelf', ['--debug-dump=info', symbolsPath]);
  return [...variableSources(dump, addressOf)].map(([address, source]) => [address, pathOf(source)]);
}

/** `src/core/tcp.c` of `/@unicore/lib-lwip/src/core/tcp.c:12`, whose package may have no scope; empty where it is none. */
function pathOf(place: string): string {
  return /^\/(?:@[^/]+\/)?[^/]+\/(.+?)(?::\d+(?: \(.*\))?)?$/.exec(place)?.[1] ?? '';
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
