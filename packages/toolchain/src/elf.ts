/** What the toolchain reads of an ELF file, 32 or 64 bits, either byte order. Cross-checked with readelf in the tests. */
export interface Elf {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  readonly machine: number;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  /** Where the program headers end in the file. */
  readonly segmentTableEnd: number;
  readonly symbols: readonly ElfSymbol[];
}

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly link: number;
  /** Of relocations: index of the section that they are for. */
  readonly info: number;
}

export interface ElfSegment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly value: number;
  readonly sizeBytes: number;
  readonly binding: 'local' | 'global' | 'weak';
  readonly type: number;
  /** Index of its section; 0 is undefined. */
  readonly section: number;
}

const PT_LOAD = 1;
export const SHT_SYMTAB = 2;
const SHT_RELA = 4;
export const SHT_NOBITS = 8;
const SHT_REL = 9;
export const SHF_WRITE = 1;
export const SHF_ALLOC = 2;
export const SHF_EXECINSTR = 4;
export const SHF_MERGE = 0x10;
export const SHF_STRINGS = 0x20;

/** Reads numbers of a file's own word size and byte order; addresses above 2^53 lose their low bits. */
interface Fields {
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  word(at: number): number;
}

/** Reads an ELF file. Pure. Throws a plain Error where the file is none: all files come from our own tools. */
export function readElf(content: Uint8Array): Elf {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 52 || view.getUint32(0) !== 0x7f454c46) throw new Error('not an ELF file');
  const bits = view.getUint8(4) === 2 ? 64 : 32;
  const little = view.getUint8(5) === 1;
  const fields: Fields = {
    u8: (at) => view.getUint8(at),
    u16: (at) => view.getUint16(at, little),
    u32: (at) => view.getUint32(at, little),
    word: (at) => (bits === 64 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little)),
  };
  const sections = readSections(file, fields, bits);
  return {
    bits,
    littleEndian: little,
    machine: fields.u16(18),
    sections,
    ...readSegments(fields, bits),
    symbols: readSymbols(file, fields, { bits, sections }),
  };
}

function readSections(file: Buffer, { u16, u32, word }: Fields, bits: 32 | 64): readonly ElfSection[] {
  const [tableAt, sizeAt] = bits === 64 ? [0x28, 0x3a] : [0x20, 0x2e];
  const table = word(tableAt);
  if (table === 0) return [];
  const size = u16(sizeAt);
  const wide = bits === 64;
  const read = (index: number) => {
    const at = table + index * size;
    return {
      nameAt: u32(at),
      type: u32(at + 4),
      flags: word(at + 8),
      address: word(at + (wide ? 16 : 12)),
      offset: word(at + (wide ? 24 : 16)),
      sizeBytes: word(at + (wide ? 32 : 20)),
      link: u32(at + (wide ? 40 : 24)),
      info: u32(at + (wide ? 44 : 28)),
    };
  };
  // More than 65,279 sections: count and index of names stand in the first header.
  const first = read(0);
  const count = u16(sizeAt + 2) || first.sizeBytes;
  const nameIndex = u16(sizeAt + 4);
  const names = read(nameIndex === 0xffff ? first.link : nameIndex);
  return Array.from({ length: count }, (_, index) => {
    const { nameAt, ...section } = read(index);
    return { name: textAt(file, names.offset + nameAt), ...section };
  });
}

/**
 * Returns to which symbols (indexes) the relocations of each section of an object refer. Debug data and whatever else is
 * never loaded is left out, which spares most of the work. Pure.
 */
export function readReferences(
  content: Uint8Array,
  { bits, littleEndian, sections }: Elf,
): ReadonlyMap<number, ReadonlySet<number>> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const wide = bits === 64;
  const references = new Map<number, Set<number>>();
  for (const { type, info, offset, sizeBytes } of sections) {
    if (type !== SHT_RELA && type !== SHT_REL) continue;
    if (((sections[info]?.flags ?? 0) & SHF_ALLOC) === 0) continue;
    const entry = (wide ? 16 : 8) + (type === SHT_RELA ? (wide ? 8 : 4) : 0);
    const symbols = references.get(info) ?? new Set();
    for (let at = offset; at < offset + sizeBytes; at += entry) {
      // r_info: the symbol is its upper part, 32 bits of 64 or 24 of 32.
      symbols.add(
        wide
          ? view.getUint32(at + (littleEndian ? 12 : 8), littleEndian)
          : view.getUint32(at + 4, littleEndian) >>> 8,
      );
    }
    references.set(info, symbols);
  }
  return references;
}

function readSegments({ u16, u32, word }: Fields, bits: 32 | 64): Pick<Elf, 'segments' | 'segmentTableEnd'> {
  const wide = bits === 64;
  const table = word(wide ? 0x20 : 0x1c);
  const [size, count] = wide ? [u16(0x36), u16(0x38)] : [u16(0x2a), u16(0x2c)];
  const segments = Array.from({ length: count }, (_, index) => {
    const at = table + index * size;
    return {
      type: u32(at),
      offset: word(at + (wide ? 8 : 4)),
      address: word(at + (wide ? 16 : 8)),
      fileBytes: word(at + (wide ? 32 : 16)),
      memoryBytes: word(at + (wide ? 40 : 20)),
    };
  });
  return { segments, segmentTableEnd: table + count * size };
}

function readSymbols(
  file: Buffer,
  { u8, u16, u32, word }: Fields,
  { bits, sections }: { readonly bits: 32 | 64; readonly sections: readonly ElfSection[] },
): readonly ElfSymbol[] {
  const table = sections.find((section) => section.type === SHT_SYMTAB);
  const names = table && sections[table.link];
  if (!table || !names) return [];
  const wide = bits === 64;
  const size = wide ? 24 : 16;
  return Array.from({ length: table.sizeBytes / size }, (_, index) => {
    const at = table.offset + index * size;
    const info = u8(at + (wide ? 4 : 12));
    const binding = info >> 4;
    return {
      name: textAt(file, names.offset + u32(at)),
      value: word(at + (wide ? 8 : 4)),
      sizeBytes: word(at + (wide ? 16 : 8)),
      binding: binding === 0 ? 'local' : binding === 2 ? 'weak' : 'global',
      type: info & 15,
      section: u16(at + (wide ? 6 : 14)),
    } as const;
  });
}

function textAt(file: Buffer, start: number): string {
  const end = file.indexOf(0, start);
  return file.toString('utf8', start, end < 0 ? file.length : end);
}

/**
 * Returns an image without its section table, symbols and debug data: what the segments hold, and nothing after. Smaller
 * than what `strip` leaves by the section headers and their names, which no loader reads. Pure.
 */
export function stripToSegments(file: Uint8Array): Uint8Array {
  const { segments, segmentTableEnd, bits } = readElf(file);
  const end = segments.reduce(
    (max, segment) => Math.max(max, segment.offset + segment.fileBytes),
    segmentTableEnd,
  );
  const stripped = Uint8Array.from(file.subarray(0, end));
  const view = new DataView(stripped.buffer);
  const [offsetAt, countAt] = bits === 64 ? [0x28, 0x3c] : [0x20, 0x30];
  for (let at = offsetAt; at < offsetAt + bits / 8; at++) view.setUint8(at, 0);
  view.setUint32(countAt, 0);
  return stripped;
}

/** Whether a kernel can map the file page by page, and so run it as a program; images for machines seldom are like that. Pure. */
export function isMappable({ segments }: Elf, pageBytes = 4096): boolean {
  return segments.every(
    ({ type, fileBytes, offset, address }) =>
      type !== PT_LOAD || fileBytes === 0 || offset % pageBytes === address % pageBytes,
  );
}
