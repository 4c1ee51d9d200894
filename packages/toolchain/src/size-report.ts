import { readFileSync } from 'node:fs';
import { readElf, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS, type ElfSection } from './elf.ts';
import { APP_NAME_FILE } from './link-image.ts';
import { parseLinkMap } from './link-map.ts';

/** Bytes in memory. */
export interface Sizes {
  readonly text: number;
  readonly rodata: number;
  readonly data: number;
  readonly bss: number;
}

export interface LibrarySizes extends Sizes {
  /** Name of the library or application, `libgcc`, or `(linker)`: alignment, and what the linker and its script add. */
  readonly library: string;
}

export interface SizeReport {
  /** The largest first. */
  readonly libraries: readonly LibrarySizes[];
  /** Of the image's sections: the sum of all libraries. */
  readonly total: Sizes;
}

export type Kind = keyof Sizes;

/** Input sections that the linker makes, though its map books them on the first file. */
const MADE_BY_LINKER =
  /^\.(dynamic|dynsym|dynstr|eh_frame_hdr|got|got\.plt|gnu\.hash|gnu\.version.*|hash|igot.*|interp|iplt|plt.*|rel[ar]?\..*)$/;

export const LINKER = '(linker)';

/** Reports what each library takes up in an image, from its link map and its section table. */
export function sizeReport(image: { readonly symbolsPath: string; readonly mapPath: string }): SizeReport {
  const kinds = new Map<string, Kind>();
  const total: Record<Kind, number> = { text: 0, rodata: 0, data: 0, bss: 0 };
  for (const section of readElf(readFileSync(image.symbolsPath)).sections) {
    const kind = kindOf(section);
    if (!kind) continue;
    kinds.set(section.name, kind);
    total[kind] += section.sizeBytes;
  }
  const rest = { ...total };
  const libraries = new Map<string, Record<Kind, number>>();
  for (const { output, section, file, sizeBytes } of parseLinkMap(readFileSync(image.mapPath, 'utf8'))) {
    const kind = kinds.get(output);
    const name = libraryOf(section, file);
    if (!kind || name === LINKER) continue;
    const sizes = libraries.get(name) ?? { text: 0, rodata: 0, data: 0, bss: 0 };
    sizes[kind] += sizeBytes;
    rest[kind] -= sizeBytes;
    libraries.set(name, sizes);
  }
  const rows = [...libraries, [LINKER, rest] as const].map(([library, sizes]): LibrarySizes =>
    Object.assign({ library }, sizes),
  );
  return {
    libraries: rows
      .filter((row) => row.text || row.rodata || row.data || row.bss)
      .toSorted((a, b) => bytesInMemory(b) - bytesInMemory(a) || (a.library < b.library ? -1 : 1)),
    total,
  };
}

/** Nothing for sections that take no memory. Pure. */
export function kindOf({ flags, type }: ElfSection): Kind | undefined {
  if (!(flags & SHF_ALLOC)) return undefined;
  if (type === SHT_NOBITS) return 'bss';
  if (flags & SHF_EXECINSTR) return 'text';
  return flags & SHF_WRITE ? 'data' : 'rodata';
}

/** Whose an input section is. Pure. */
export function libraryOf(section: string, file: string): string {
  if (file === '' || file === APP_NAME_FILE || MADE_BY_LINKER.test(section)) return LINKER;
  const archive = /([^/]+)\.a\([^)]*\)$/.exec(file)?.[1];
  return archive ?? file.replace(/^.*\//, '').replace(/\.o$/, '');
}

/** Of all kinds. Pure. */
export function bytesInMemory({ text, rodata, data, bss }: Sizes): number {
  return text + rodata + data + bss;
}
