import type { Elf } from './elf.ts';
import type { MapEntry } from './link-map.ts';
import { kindOf, libraryOf, LINKER } from './size-report.ts';

/** Returns what tells whose an address of an image is, by its link map. Pure. */
export function libraryFinder({ sections }: Elf, map: readonly MapEntry[]): (address: number) => string {
  const inMemory = new Set(sections.filter(kindOf).map(({ name }) => name));
  const entries = map
    .filter(({ output, sizeBytes, file }) => sizeBytes > 0 && file !== '' && inMemory.has(output))
    .toSorted((left, right) => left.address - right.address);
  return (address) => {
    const entry = entryAt(entries, address);
    return entry ? libraryOf(entry.section, entry.file) : LINKER;
  };
}

/** What holds an address, of entries by address. */
function entryAt(entries: readonly MapEntry[], address: number): MapEntry | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.address ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low - 1];
  return entry && address < entry.address + entry.sizeBytes ? entry : undefined;
}
