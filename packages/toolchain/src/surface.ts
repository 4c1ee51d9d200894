import { readFileSync } from 'node:fs';
import type { TargetPlan } from '@unicore/resolve';
import { binutils } from './binutils.ts';
import { type ExitPoint, findExits } from './disassembly.ts';
import { type Elf, readElf, SHF_EXECINSTR } from './elf.ts';
import { libraryFinder } from './library-finder.ts';
import { type MapEntry, parseLinkMap } from './link-map.ts';
import { libraryOf } from './size-report.ts';
import { type LineRow, parseDecodedLines } from './source-lines.ts';

/** What an image offers to who is above it, and touches of what is below. */
export interface Surface {
  /** System calls that the program can make. */
  readonly systemCalls: {
    readonly given: readonly GivenCall[];
    /** Names of those that fail with ENOSYS: the program refers to them, and no library gives them. */
    readonly stubs: readonly string[];
  };
  /** Functions that call a hypervisor, or a kernel where the image is a process; and those that use ports and registers of the machine. */
  readonly exits: readonly (Omit<ExitPoint, 'address'> & { readonly library: string })[];
  /** Entries of the linker sets of drivers, consoles and sources of entropy. */
  readonly devices: readonly SetEntry[];
  /** Names of parameters that the command line of the image may set. */
  readonly parameters: readonly string[];
  /** What was compiled into the image, the most first. */
  readonly lines: readonly LibraryLines[];
}

export interface GivenCall {
  /** `futex` */
  readonly name: string;
  readonly library: string;
}

export interface SetEntry {
  /** `virtio_driver` */
  readonly set: string;
  readonly name: string;
  readonly library: string;
}

export interface LibraryLines {
  readonly library: string;
  /** Sources and headers with code in the image. */
  readonly files: number;
  /** Their lines that have code in the image. */
  readonly lines: number;
}

/**
 * Reads of a built image what surface it has. Runs objdump, which reads its code and debug information.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILER_MISSING` where binutils of the architecture are not there
 */
export function surfaceOf(
  image: { readonly symbolsPath: string; readonly mapPath: string },
  target: TargetPlan,
): Surface {
  const elf = readElf(readFileSync(image.symbolsPath));
  const map = parseLinkMap(readFileSync(image.mapPath, 'utf8'));
  const libraryAt = libraryFinder(elf, map);
  const run = binutils(target.architecture);
  const rows = parseDecodedLines(
    run('objdump', ['--dwarf=decodedline', '-w', image.symbolsPath]),
    keptRuns(elf, map),
  );
  const disassembly = run('objdump', ['-d', '--no-show-raw-insn', '-w', image.symbolsPath]);
  return {
    systemCalls: systemCallsOf(elf, target, { libraryAt, rows }),
    exits: findExits(disassembly, target.architecture).map(({ address, ...exit }) => ({
      ...exit,
      library: libraryAt(address),
    })),
    devices: entriesOf(map, /(?:_driver|^console|^entropy_source)$/),
    parameters: entriesOf(map, /^param$/).map(({ name }) => name),
    lines: linesOf(rows, libraryAt),
  };
}

/** Code may well start at address 0, where what was dropped seems to be, too: there, one of the very length is meant. */
function keptRuns({ sections }: Elf, map: readonly MapEntry[]): (start: number, end: number) => boolean {
  const code = sections.filter(({ flags }) => (flags & SHF_EXECINSTR) !== 0);
  const firstAddress = Math.min(...code.map(({ address }) => address));
  const lengths = map.flatMap(({ address, sizeBytes }) => (address === firstAddress ? [sizeBytes] : []));
  return (start, end) => start > firstAddress || (start === firstAddress && lengths.includes(end - start));
}

interface Places {
  readonly libraryAt: (address: number) => string;
  readonly rows: readonly LineRow[];
}

function systemCallsOf(
  { symbols }: Elf,
  { libraries }: TargetPlan,
  { libraryAt, rows }: Places,
): Surface['systemCalls'] {
  const given: GivenCall[] = [];
  const stubbed: string[] = [];
  const files = new Map(rows.map(({ address, file }) => [address, file]));
  for (const { name: library, stubs = [] } of libraries)
    for (const { prefix, source } of stubs)
      for (const { name, value, section } of symbols) {
        if (section === 0 || !name.startsWith(prefix)) continue;
        const call = name.slice(prefix.length);
        const isStub = libraryAt(value) === library && files.get(value)?.endsWith(`/${source}`) === true;
        if (isStub) stubbed.push(call);
        else given.push({ name: call, library: libraryAt(value) });
      }
  return { given: given.toSorted(byName), stubs: stubbed.toSorted() };
}

/** Of linker sets: the entry `virtio_net` of set `virtio_driver` lies in section `.uc_set.virtio_driver.virtio_net`. */
function entriesOf(map: readonly MapEntry[], sets: RegExp): readonly SetEntry[] {
  return map
    .flatMap(({ section, sizeBytes, file }): readonly SetEntry[] => {
      const [, set = '', name = ''] = /^\.uc_set\.(\w+)\.(.+)$/.exec(section) ?? [];
      return sizeBytes > 0 && sets.test(set) ? [{ set, name, library: libraryOf(section, file) }] : [];
    })
    .toSorted(byName);
}

function linesOf(rows: readonly LineRow[], libraryAt: Places['libraryAt']): readonly LibraryLines[] {
  const found = new Map<string, { readonly files: Set<string>; readonly lines: Set<string> }>();
  for (const { file, line, start } of rows) {
    const library = libraryAt(start);
    const sums = found.get(library) ?? { files: new Set(), lines: new Set() };
    sums.files.add(file);
    sums.lines.add(`${file}:${line}`);
    found.set(library, sums);
  }
  return [...found]
    .map(([library, { files, lines }]) => ({ library, files: files.size, lines: lines.size }))
    .toSorted((left, right) => right.lines - left.lines || (left.library < right.library ? -1 : 1));
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}
